"""Rules about reading: an entry or a body of a recording that cannot be read, a limit that was hit."""
