"""The little world that tests live in: every arrangement is made by the house's own commands."""
