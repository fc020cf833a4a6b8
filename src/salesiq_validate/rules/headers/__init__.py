"""Rules SIQ2xx about request headers."""
