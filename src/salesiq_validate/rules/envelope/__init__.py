"""Rules SIQ5xx about the response's envelope, within what real answers bear."""
