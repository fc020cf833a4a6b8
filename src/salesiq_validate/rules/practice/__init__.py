"""Rules SIQ7xx about practice: what works today and is better done otherwise."""
