"""Media types in Content-Type headers (RFC 9110, 8.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from attrs import field, frozen

_WORD: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]++"
_TYPE: Final = re.compile(rf"\s*+({_WORD})/({_WORD})\s*+(?=;|\Z)")
#: A parameter with its quoted or unquoted value; anything else between two semicolons is skipped.
_PARAMETER: Final = re.compile(rf';\s*+({_WORD})\s*+=\s*+(?:"((?:[^"\\]++|\\.)*+)"|([^;"]*+))', re.DOTALL)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
#: Longer than any header that a server accepts.
_MAX_CHARACTERS: Final = 8_192


@frozen(repr=False)
class MediaType:
    """A media type and its parameters, in lower case except for the parameters' values."""

    type: str
    subtype: str
    #: The first value of each parameter, unquoted.
    parameters: Mapping[str, str] = field(factory=lambda: MappingProxyType({}))

    #: Whether readers treat it as JSON: `application/json`, `text/json` and every `+json`.
    is_json: bool = field(init=False, eq=False)
    is_form: bool = field(init=False, eq=False)
    is_multipart: bool = field(init=False, eq=False)
    #: Whether the text is UTF-8, also because no charset is named.
    is_utf8: bool = field(init=False, eq=False)

    @is_json.default
    def _is_json(self) -> bool:
        return self.subtype == "json" or self.subtype.endswith("+json")

    @is_form.default
    def _is_form(self) -> bool:
        return self.type == "application" and self.subtype == "x-www-form-urlencoded"

    @is_multipart.default
    def _is_multipart(self) -> bool:
        return self.type == "multipart" and self.subtype == "form-data"

    @is_utf8.default
    def _is_utf8(self) -> bool:
        charset = self.parameters.get("charset")
        return charset is None or charset.lower() in {"utf-8", "utf8"}

    def __str__(self) -> str:
        return f"{self.type}/{self.subtype}"

    def __repr__(self) -> str:
        return f"<MediaType {self} with {len(self.parameters)} parameters>"

    @property
    def charset(self) -> str | None:
        return self.parameters.get("charset")


@lru_cache(maxsize=256)
def parse(value: str | None) -> MediaType | None:
    """Read a Content-Type header tolerantly; None if it is absent or names no media type.

    `email.message` could read it too, but takes 40 ms to import.
    """
    if value is None or len(value) > _MAX_CHARACTERS:
        return None
    found = _TYPE.match(value)
    if found is None:
        return None
    parameters: dict[str, str] = {}
    for parameter in _PARAMETER.finditer(value, found.end()):
        name, quoted, bare = parameter.groups()
        parameters.setdefault(name.lower(), bare.strip() if quoted is None else _ESCAPED.sub(r"\1", quoted))
    return MediaType(found[1].lower(), found[2].lower(), MappingProxyType(parameters))
