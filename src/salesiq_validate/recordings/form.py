"""RecordingForm: one format of recordings, with how to recognise and read it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Final

from attrs import field, frozen

from salesiq_validate.contract.inbound import is_inbound, is_message
from salesiq_validate.exchange import Direction, Origin, Request
from salesiq_validate.limits import Limits
from salesiq_validate.recordings.entry import Entry, Keep
from salesiq_validate.recordings.stream.json_span import JsonMembers

#: So many lines may be garbage before the first that tells the form.
_LINES: Final = 100
#: The server of recordings that name none, such as WireMock's mappings.
SERVER: Final = "https://salesiq.zoho.com"
#: An array begins with a value, which tells it from the `[table]` of a TOML file.
_JSON: Final = re.compile(rb'\{|\[\s*(?:[\[{\]"0-9-]|true|false|null|\Z)')


class FileHead:
    """The first bytes of a file."""

    def __init__(self, text: bytes) -> None:
        #: Without a byte order mark and blanks before it.
        self.text = text.removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n")

    @property
    def is_json(self) -> bool:
        """Whether it begins as a JSON object or array."""
        return _JSON.match(self.text) is not None

    @cached_property
    def members(self) -> JsonMembers:
        """The members of the object that the file begins with."""
        return JsonMembers.of(self.text)

    @cached_property
    def first(self) -> JsonMembers:
        """The members of the first object in the array that the file is."""
        return JsonMembers.of_first(self.text) or JsonMembers()

    @cached_property
    def lines(self) -> list[JsonMembers]:
        """The members of the object in each of the first lines."""
        found = (JsonMembers.of(line.lstrip(b" \t")) for line in self.text.split(b"\n", _LINES)[:_LINES])
        return [members for members in found if members]


def no_attachment(_name: str) -> bytes | None:
    """Return nothing: most recordings are a file of their own."""
    return None


@frozen(kw_only=True, repr=False)
class Reading:
    """How one recording is read."""

    #: Stands for the recording in every origin.
    file: str
    limits: Limits = field(factory=Limits)
    #: Give JSON bodies as the bytes that were recorded, so that duplicate keys can be judged.
    strict_json: bool = False
    #: Says by its URL whether an entry is wanted; what SalesIQ sent always is.
    keep: Keep | None = None
    #: Values for a Postman collection, which go before its own.
    variables: Mapping[str, str] = field(factory=dict)
    #: Returns a file that lies in the same archive as the recording, None where there is none of that name.
    attachment: Callable[[str], bytes | None] = no_attachment

    def may_want(self, method: object, url: str) -> bool:
        """Tell by its first line whether a request may be wanted; what SalesIQ sent shows in its headers and body."""
        return self.keep is None or method == "POST" or self.keep(url)

    def direction_of(self, request: Request) -> Direction | None:
        """Tell who asked whom in an exchange that may be wanted; None where it is not."""
        if request.method != "POST":
            return "outbound"
        if self.keep is not None and self.keep(request.url):
            # No call of the API carries a signature.
            return "inbound" if is_message(request.body) else "outbound"
        if is_inbound(request):
            return "inbound"
        return "outbound" if self.keep is None else None

    def origin(self, entry: int, line: int | None) -> Origin:
        """Return the place of an entry."""
        return Origin(self.file, entry, line)


@frozen
class RecordingForm:
    """A form of recordings: how it is recognised, and how it is read."""

    #: As `form_of` names it.
    name: str
    #: Tells by the first bytes whether a file has this form.
    recognises: Callable[[FileHead], bool]
    #: Yields the entries of the text in some blocks.
    read: Callable[[Iterator[bytes], Reading], Iterator[Entry]]
    #: Whether such files are made to be kept and passed on, so that a token in one is a finding.
    is_kept: bool = False
