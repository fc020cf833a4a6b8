"""Url: a URL taken apart as the judge of requests reads it, and put together again as it was."""

from __future__ import annotations

from typing import NamedTuple


class Url(NamedTuple):
    """The parts of a URL with the marks around them; joined they are the very text."""

    #: "https://", or "" for what is only a path.
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
    """Take a URL apart; never fails. What has no scheme is a path, unless a user stands in front.

    As `urllib.parse.urlsplit` does, the user ends at the last "@" of what stands before the path.
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
