"""What `rota bench` measures, and beside whom."""
