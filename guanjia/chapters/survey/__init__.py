"""Asking the household how it was."""
