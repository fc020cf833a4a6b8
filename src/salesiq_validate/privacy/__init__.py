"""Privacy: shapes of values, redaction, and text that may be printed."""
