"""The programming interface, a router a chapter."""
