"""The trade of sending people: figures, windows, who fits whom, and what a clash is."""
