"""Decode: reads the bytes of a body as JSON, a form or multipart, under `Limits`; it returns problems as values.

Import names from their own modules, so that a plain JSON body imports only what it needs.
"""
