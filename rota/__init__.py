"""Plans who visits whom and when; knows nothing of the house."""
