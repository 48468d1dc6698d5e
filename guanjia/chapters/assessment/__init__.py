"""What a household needs and what its home already has."""
