"""The family's own pages: what is agreed, who comes, what was done, whom to speak with."""
