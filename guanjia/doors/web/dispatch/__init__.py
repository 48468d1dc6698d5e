"""The day board, rosters, and who goes to a visit."""
