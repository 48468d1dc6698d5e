"""Where the house is wired together: settings, addresses, the queue."""
