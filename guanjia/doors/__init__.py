"""Where data comes in and goes out. Doors parse, make one call, and answer; they decide nothing."""
