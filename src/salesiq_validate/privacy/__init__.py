"""Privacy: shapes of values, redaction, and text that is safe to print."""
