"""RecordingForm: one of the forms in which traffic is recorded, and how a recording of it is to be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from attrs import field, frozen

from salesiq_validate.exchange import Origin
from salesiq_validate.limits import Limits
from salesiq_validate.recordings.entry import Entry, Keep
from salesiq_validate.recordings.head import FileHead

#: The server of recordings that name none, such as WireMock's mappings.
SERVER: Final = "https://salesiq.zoho.com"


def no_attachment(_name: str) -> bytes | None:
    """Return nothing: most recordings are a file of their own."""
    return None


@frozen(kw_only=True)
class Reading:
    """How one recording is read."""

    #: Stands for the recording in every origin.
    file: str
    limits: Limits = field(factory=Limits)
    #: Give JSON bodies as the bytes that were recorded, so that duplicate keys can be judged.
    strict_json: bool = False
    #: Says by its URL whether an entry is wanted.
    keep: Keep | None = None
    #: Values for a Postman collection, which go before its own.
    variables: Mapping[str, str] = field(factory=dict)
    #: Returns a file that lies in the same archive as the recording, None where there is none of that name.
    attachment: Callable[[str], bytes | None] = no_attachment

    def origin(self, entry: int, line: int | None) -> Origin:
        """Return where an entry stands."""
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
