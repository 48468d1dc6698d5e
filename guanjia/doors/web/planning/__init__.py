"""The pages of plans and single orders, for the desk, the household's phone and paper."""
