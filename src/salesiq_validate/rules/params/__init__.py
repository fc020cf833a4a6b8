"""Rules SIQ3xx about query parameters and form fields."""
