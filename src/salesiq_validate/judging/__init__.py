"""Judging: the machinery between an exchange and its report; it holds no law and never imports `rules`."""
