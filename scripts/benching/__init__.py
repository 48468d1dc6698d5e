"""What `make bench` measures with: a large house, a load, and figures with their machine."""
