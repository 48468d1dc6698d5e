"""The command line: running the house, looking after it, and telling its demonstration."""
