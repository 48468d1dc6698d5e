"""English: 28 Nov 2026."""
