"""The pages about the people who are sent."""
