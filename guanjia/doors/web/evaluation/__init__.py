"""What the service achieved, on screen and down to the rows."""
