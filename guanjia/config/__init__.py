"""Where the house stands: settings, addresses, entrances, and what is plugged into what."""
