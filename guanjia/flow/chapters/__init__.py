"""What the flow knows of each chapter, in a module named like it; see `flow.chapter`."""
