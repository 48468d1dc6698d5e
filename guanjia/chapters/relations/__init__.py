"""Looking after the household: whom to call back, by when, with what outcome."""
