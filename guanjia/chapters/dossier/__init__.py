"""The households: who lives there, how, where, and what they have agreed to."""
