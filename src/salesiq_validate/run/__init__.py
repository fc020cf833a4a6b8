"""A run over recordings and its results."""
