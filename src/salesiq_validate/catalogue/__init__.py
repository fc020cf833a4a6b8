"""What schemas/ says, as values."""
