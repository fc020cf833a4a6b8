"""RecordingForm: one format of recordings, and how to recognise and read it."""

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

#: How many unusable lines may come before the first line that shows the format.
_LINES: Final = 100
#: The server for recordings that name no server, such as WireMock's mappings.
SERVER: Final = "https://salesiq.zoho.com"
#: An array begins with a value. This distinguishes it from the `[table]` of a TOML file.
_JSON: Final = re.compile(rb'\{|\[\s*(?:[\[{\]"0-9-]|true|false|null|\Z)')


class FileHead:
    """The first bytes of a file."""

    def __init__(self, text: bytes) -> None:
        #: The bytes, without a leading byte order mark or leading blanks.
        self.text = text.removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n")

    @property
    def is_json(self) -> bool:
        """Whether the file begins as a JSON object or array."""
        return _JSON.match(self.text) is not None

    @cached_property
    def members(self) -> JsonMembers:
        """The members of the object at the beginning of the file."""
        return JsonMembers.of(self.text)

    @cached_property
    def first(self) -> JsonMembers:
        """The members of the first object in the file's array."""
        return JsonMembers.of_first(self.text) or JsonMembers()

    @cached_property
    def lines(self) -> list[JsonMembers]:
        """For each of the first lines, the members of its object."""
        found = (JsonMembers.of(line.lstrip(b" \t")) for line in self.text.split(b"\n", _LINES)[:_LINES])
        return [members for members in found if members]


def no_attachment(_name: str) -> bytes | None:
    """Return nothing: most recordings are a single file."""
    return None


@frozen(kw_only=True, repr=False)
class Reading:
    """How one recording is read."""

    #: The recording's name in every origin.
    file: str
    limits: Limits = field(factory=Limits)
    #: Return JSON bodies as the recorded bytes, so that rules can find duplicate keys.
    strict_json: bool = False
    #: Decides by the URL whether to read an entry; entries that SalesIQ sent are always read.
    keep: Keep | None = None
    #: Values for a Postman collection, which override its own.
    variables: Mapping[str, str] = field(factory=dict)
    #: Returns a file by name from the recording's archive, or None if the archive has no such file.
    attachment: Callable[[str], bytes | None] = no_attachment

    def may_want(self, method: object, url: str) -> bool:
        """Tell by its first line whether a request may be wanted; headers and body show whether SalesIQ sent it."""
        return self.keep is None or method == "POST" or self.keep(url)

    def direction_of(self, request: Request) -> Direction | None:
        """Return the direction of an exchange (who asked whom), or None if the exchange is not wanted."""
        if request.method != "POST":
            return "outbound"
        if self.keep is not None and self.keep(request.url):
            # API calls carry no signature.
            return "inbound" if is_message(request.body) else "outbound"
        if is_inbound(request):
            return "inbound"
        return "outbound" if self.keep is None else None

    def origin(self, entry: int, line: int | None) -> Origin:
        """Return the place of an entry."""
        return Origin(self.file, entry, line)


@frozen
class RecordingForm:
    """A format of recordings: how to recognise it, and how to read it."""

    #: The name that `form_of` returns.
    name: str
    #: Tells by the first bytes whether a file has this format.
    recognises: Callable[[FileHead], bool]
    #: Yields the entries from the blocks of the text.
    read: Callable[[Iterator[bytes], Reading], Iterator[Entry]]
    #: Whether people keep and share such files, so that a token in one is a finding.
    is_kept: bool = False
