"""Streams: from a file to the texts of its entries, in constant memory."""
