"""What is agreed: plans and single orders, what they cost, and the household's yes."""
