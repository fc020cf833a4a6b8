"""Decide which parts of a payload to show by default: shapes, and names that are listed or look like code.

Everything that is not known to be harmless is hidden.
To show values, pass them through a `salesiq_validate.privacy.redactor.Redactor`, which does the opposite: it replaces
only what is known to be sensitive.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from salesiq_validate.keypath import KeyPath
from salesiq_validate.privacy.url import split_url

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

#: Replaces the name of a member, parameter or header that may be as private as a value.
UNLISTED_NAME: Final = "<key>"
#: `cursor`, `per_page`, `X-Request-Id`; but not an e-mail address, a telephone number, a date or a token.
_CODE: Final = re.compile(
    r"(?!.*[0-9]{4}) (?!.*(?=[0-9a-f]{8})[a-f]{0,7}[0-9]) [a-z0-9_-]+", re.IGNORECASE | re.VERBOSE | re.ASCII
)
_LONGEST_CODE: Final = 40
_SCHEMES: Final = frozenset({"", "//", "http://", "https://"})
#: A URL is cut after this many segments and parameters; no documented one has more than nine.
_MOST_PARTS: Final = 20


def shape_of(value: object) -> str:
    """Describe a JSON value without showing it: `a string of 12 characters`, `an array of 3 items`."""
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


def reads_as_code(name: str) -> bool:
    """Whether a name looks like a word of code, as opposed to a private value.

    A first name that is used as a key looks like a word of code as well.
    """
    return len(name) <= _LONGEST_CODE and _CODE.fullmatch(name) is not None


def redact_name(name: str, known: Container[str]) -> str:
    """Return the name if it is known or looks like code, otherwise `<key>`.

    Arguments:
        name: the name of a member, a parameter, a header or a form field.
        known: the names that the catalogue or the caller's schema lists.
    """
    return name if name in known or reads_as_code(name) else UNLISTED_NAME


def redact_path(path: KeyPath, known: Container[str]) -> KeyPath:
    """Replace names in a path that must not be shown by `<key>`; indices stay.

    Returns:
        The same object if nothing had to be replaced.
    """
    shown = tuple(segment if isinstance(segment, int) else redact_name(segment, known) for segment in path.segments)
    return path if shown == path.segments else KeyPath(shown)


def redact_url(url: str, known: Container[str] = frozenset()) -> str:
    """Show a URL's form: `https://salesiq.zoho.com/api/v2/<segment>/departments?<key>=<value>`.

    Use this for URLs without an operation: the template of an operation says more and is always safe.

    Arguments:
        url: any text; without a scheme, it is read as a path.
        known: host names in lower case, path segments and parameter names that may be shown.
    """
    scheme, user, host, path, query, fragment = split_url(url)
    shown = scheme.lower() if scheme.lower() in _SCHEMES else "<scheme>://"
    shown += "<user>@" if len(user) > 1 else user
    shown += host.lower() if host.lower() in known or not host else "<host>"
    shown += _joined((part if part in known or not part else "<segment>" for part in path.split("/")), "/")
    if query:
        shown += "?" + _joined((_redact_pair(pair, known) for pair in query[1:].split("&")), "&")
    return shown + ("#<fragment>" if fragment else "")


def _redact_pair(pair: str, known: Container[str]) -> str:
    name, equals, value = pair.partition("=")
    return f"{redact_name(name, known) if name else ''}{equals}{'<value>' if value else ''}"


def _joined(parts: Iterable[str], separator: str) -> str:
    shown = list(parts)
    return separator.join(shown if len(shown) <= _MOST_PARTS else [*shown[:_MOST_PARTS], "..."])
