"""Django's SQLite backend, but a table that is rebuilt keeps its triggers."""
