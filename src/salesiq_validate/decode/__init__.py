"""Decode: from the bytes of a body to JSON, a form or multipart, under `Limits`; every trouble is a value.

Everything is imported from the module of its topic, so that a plain JSON body costs no import of what it does not need.
"""
