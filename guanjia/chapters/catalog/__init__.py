"""What the company offers and to which standard."""
