"""What a run keeps: the summary, its tallies and the rows of its tables."""
