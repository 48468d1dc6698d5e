"""The people who are sent: who they are, what they may do, when they can work."""
