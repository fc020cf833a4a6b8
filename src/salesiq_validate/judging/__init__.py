"""Judging: the machinery that makes a report from an exchange; it contains no rules and never imports `rules`."""
