"""The results of a run: the summary, its tallies and the rows of its tables."""
