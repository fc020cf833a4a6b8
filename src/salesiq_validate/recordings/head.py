"""FileHead: the first bytes of a file, taken apart as far as they reach. By them its form is told."""

from __future__ import annotations

import codecs
from functools import cached_property
from typing import Final

from salesiq_validate.recordings.stream.json_span import Members

#: So many lines may be garbage before the first that tells the form.
_LINES: Final = 100


class FileHead:
    """The first bytes of a file."""

    def __init__(self, text: bytes) -> None:
        #: Without a byte order mark and blanks before it.
        self.text = text.removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n")

    @property
    def is_json(self) -> bool:
        """Whether it begins as a JSON object or array."""
        return self.text[:1] in (b"{", b"[")

    @cached_property
    def members(self) -> Members:
        """The members of the object that the file begins with."""
        return Members.of(self.text)

    @cached_property
    def first(self) -> Members:
        """The members of the first object in the array that the file is."""
        return Members.of_first(self.text) or Members()

    @cached_property
    def lines(self) -> list[Members]:
        """The members of the object in each of the first lines."""
        found = (Members.of(line.lstrip(b" \t")) for line in self.text.split(b"\n", _LINES)[:_LINES])
        return [members for members in found if members]
