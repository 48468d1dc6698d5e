"""The search: ruin and recreate inside simulated annealing, on the compiled core."""
