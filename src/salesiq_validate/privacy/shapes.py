"""Decide what of a payload may be shown by default: shapes, and names that are listed, never a value.

This denies by default: what is not known to be harmless is not shown.
Whoever is asked to show values passes them through a `salesiq_validate.privacy.redactor.Redactor`, which works the
other way round: it replaces what is known to be sensitive.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from salesiq_validate.keypath import KeyPath

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

#: Stands for a member, parameter or header name that nothing of ours lists: it may be as private as a value.
UNLISTED_NAME: Final = "<key>"
#: Parts of names, in lower case without "-" and "_", whose values are secrets wherever they stand.
_SECRET_NAMES: Final = (
    *("apikey", "authorization", "authtoken", "clientsecret", "cookie", "credential", "csrf", "password", "passwd"),
    *("secret", "session", "signature", "token"),
)
#: A URL is cut after so many segments and parameters; no documented one has more than nine.
_MOST_PARTS: Final = 20


def shape_of(value: object) -> str:
    """Describe a JSON value without showing any of it: `a string of 12 characters`, `an array of 3 items`."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, int):
        return "an integer"
    if isinstance(value, float):
        return "a number" if math.isfinite(value) else "a number that JSON cannot write"
    if isinstance(value, str):
        return _counted("string of", len(value), "character", article="a") if value else "an empty string"
    if isinstance(value, (list, tuple)):
        return _counted("array of", len(value), "item", article="an") if value else "an empty array"
    if isinstance(value, dict):
        return _counted("object with", len(value), "member", article="an") if value else "an empty object"
    return f"a Python {type(value).__name__}, which JSON cannot write"


def _counted(kind: str, count: int, unit: str, *, article: str) -> str:
    return f"{article} {kind} {count} {unit}{'' if count == 1 else 's'}"


def plain_name(name: str) -> str:
    """Return a name as it compares with another: in lower case, without `-` and `_`."""
    return name.lower().replace("-", "").replace("_", "")


#: Names repeat: all queries of an archive have a few dozen.
@lru_cache(maxsize=1024)
def is_secret_name(name: str) -> bool:
    """Whether the value under this name is a secret whatever it looks like: `Authorization`, `client_secret`."""
    plain = plain_name(name)
    return any(part in plain for part in _SECRET_NAMES)


def redact_name(name: str, known: Container[str]) -> str:
    """Return the name if it is known, else `<key>`.

    Arguments:
        name: of a member, a parameter, a header or a form field.
        known: the names that the catalogue or the caller's schema lists.
    """
    return name if name in known else UNLISTED_NAME


def redact_path(path: KeyPath, known: Container[str]) -> KeyPath:
    """Replace every name of a path that is not known by `<key>`; indices stay.

    Returns:
        The very same path when nothing had to be replaced.
    """
    if all(isinstance(segment, int) or segment in known for segment in path.segments):
        return path
    return KeyPath(
        tuple(segment if isinstance(segment, int) else redact_name(segment, known) for segment in path.segments)
    )


def redact_url(url: str, known: Container[str] = frozenset()) -> str:
    """Show a URL's form: `https://salesiq.zoho.com/api/v2/<segment>/departments?<key>=<value>`.

    Where an operation matches, its template says more and is safe as it is; this is for the other URLs.

    Arguments:
        url: anything; what has no scheme is read as a path.
        known: host names in lower case, path segments and parameter names that may be shown.
    """
    url, has_fragment, _ = url.partition("#")
    url, has_query, query = url.partition("?")
    scheme, has_scheme, rest = url.partition("://")
    shown = ""
    if has_scheme:
        authority, slash, url = rest.partition("/")
        user, at, host = authority.rpartition("@")
        host = host.lower()
        shown = f"{scheme.lower() if scheme.lower() in {'http', 'https'} else '<scheme>'}://"
        shown += f"{'<user>' if user else ''}{at}{host if host in known or not host else '<host>'}{slash}"
    segments = (part if part in known or not part else "<segment>" for part in url.split("/"))
    shown += _joined(segments, "/")
    if has_query:
        shown += "?" + _joined((_redact_pair(pair, known) for pair in query.split("&")), "&")
    return shown + ("#<fragment>" if has_fragment else "")


def _redact_pair(pair: str, known: Container[str]) -> str:
    name, equals, value = pair.partition("=")
    return f"{redact_name(name, known) if name else ''}{equals}{'<value>' if value else ''}"


def _joined(parts: Iterable[str], separator: str) -> str:
    shown = list(parts)
    return separator.join(shown if len(shown) <= _MOST_PARTS else [*shown[:_MOST_PARTS], "..."])
