"""What the house asks of its database beyond the mapper: questions that are composed once."""
