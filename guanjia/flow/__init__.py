"""What crosses chapters, and nothing else."""
