"""What the service achieved, figure by figure, each down to its rows."""
