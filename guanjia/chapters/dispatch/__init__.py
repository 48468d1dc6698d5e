"""Who goes to which home when."""
