"""The pages of needs assessments: one step at a time, what is missing, the result."""
