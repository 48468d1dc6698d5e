"""Work in the home: the worker's phone, and the household's word on it."""
