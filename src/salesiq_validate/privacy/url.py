"""Url: the parts of a URL; joined, they give the same text again."""

from __future__ import annotations

from typing import NamedTuple


class Url(NamedTuple):
    """The parts of a URL with their separators; joined, they are the original text."""

    #: "https://", or "" if there is only a path.
    scheme: str
    #: User and password, with the "@".
    user: str
    host: str
    path: str
    #: With its "?".
    query: str
    #: With its "#".
    fragment: str

    def __str__(self) -> str:
        return "".join(self)

    def __repr__(self) -> str:
        return "<Url>"


def split_url(url: str) -> Url:
    """Split a URL; never raises. A text without a scheme is a path, unless it begins with a user.

    As in `urllib.parse.urlsplit`, the last "@" before the path ends the user.
    """
    url, mark, fragment = url.partition("#")
    fragment = mark + fragment
    url, mark, query = url.partition("?")
    query = mark + query
    scheme, slashes, rest = url.partition("://")
    if not slashes:
        if url.startswith("//"):
            scheme, slashes, rest = "", "//", url[2:]
        elif "@" in url.partition("/")[0]:
            scheme, rest = "", url
        else:
            return Url("", "", "", url, query, fragment)
    authority, slash, path = rest.partition("/")
    user, at, host = authority.rpartition("@")
    return Url(scheme + slashes, user + at, host, slash + path, query, fragment)
