"""Streams: from a file to the texts of its entries, at flat memory."""
