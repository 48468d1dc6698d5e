"""A town told as a story, so that there is something true to look at."""
