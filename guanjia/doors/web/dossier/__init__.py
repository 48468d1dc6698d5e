"""The pages of households: a new call, the list, the record and what is written into it."""
