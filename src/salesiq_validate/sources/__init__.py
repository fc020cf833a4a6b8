"""Lint of source code: checks the calls of the API in files before the code runs."""
