"""The pages, a folder a chapter."""
