"""Settings: `base` holds what is always so; the other modules say where the house stands."""
