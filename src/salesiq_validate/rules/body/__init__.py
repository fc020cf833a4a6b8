"""Rules SIQ4xx about JSON bodies and files."""
