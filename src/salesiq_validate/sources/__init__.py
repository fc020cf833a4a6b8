"""Lint of source code: the calls of the API as they stand in files, judged before anything runs."""
