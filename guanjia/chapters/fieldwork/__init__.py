"""What happens in the home: arriving, working to the standard, evidence, acceptance."""
