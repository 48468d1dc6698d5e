"""Where everybody at a desk begins: what needs them now."""
