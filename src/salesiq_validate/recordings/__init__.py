"""Recordings, read as exchanges.

The content of a file shows its format. Every format is read as a stream. An entry that cannot be read gives a
finding with its place, and reading goes on with the next entry.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, Final

from attrs import frozen

from salesiq_validate.exceptions import EmptyRecording, UnreadableRecording
from salesiq_validate.exchange import Origin
from salesiq_validate.limits import Limits
from salesiq_validate.recordings.entry import SKIPPED, Entry, Keep, Skipped, problem
from salesiq_validate.recordings.files import expand
from salesiq_validate.recordings.form import FileHead, Reading, RecordingForm
from salesiq_validate.recordings.forms import FORMS, form_of, head_and_form
from salesiq_validate.recordings.live_tokens import LiveTokens
from salesiq_validate.recordings.stream.compression import ReadingStopped
from salesiq_validate.recordings.stream.source import opened_source, shown_name
from salesiq_validate.rules.practice import secret_in_recording
from salesiq_validate.rules.reading import limit_hit

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping

__all__ = ["FORMS", "SKIPPED", "Entry", "RecordingForm", "Skipped", "expand", "form_of", "read", "recognised"]

_SCRUB: Final = "remove it with `salesiq-validate scrub`; if others could read the file, revoke it"


@frozen(repr=False)
class OpenRecording:
    """An open recording of a known format."""

    form: RecordingForm
    #: The first bytes.
    head: bytes
    blocks: Iterator[bytes]
    reading: Reading

    def entries(self) -> Iterator[Entry]:
        """Read the entries; if a limit ends the reading, the last finding says so."""
        entries = self.form.read(self.blocks, self.reading)
        most = self.reading.limits.max_entries
        try:
            yield from entries if most is None else _counted(entries, most)
        except ReadingStopped as stopped:
            yield problem(limit_hit, str(stopped), Origin(self.reading.file))


def read(
    source: str | os.PathLike[str] | BinaryIO,
    *,
    limits: Limits | None = None,
    strict_json: bool = False,
    name: str | None = None,
    keep: Keep | None = None,
    variables: Mapping[str, str] | None = None,
) -> Iterator[Entry]:
    """Read a recording of any form, entry by entry.

    Arguments:
        source: a path, "-" for standard input, or a stream of bytes, which stays open.
        limits: None for the defaults.
        strict_json: return JSON bodies as the recorded bytes, so that rules can find duplicate keys.
        name: the source's name in every origin; by default its path, or "-".
        keep: decides by the URL whether to read an entry; the others come as `SKIPPED`, which costs little. What
            SalesIQ sent to an integrator is always read, whatever its URL.
        variables: values for a Postman collection, which override its own; other formats ignore them.

    Raises:
        UnreadableRecording: the file cannot be read to its end. Every readable entry has been yielded before.
        EmptyRecording: the file is empty.
    """
    with recognised(
        source, limits=limits, strict_json=strict_json, name=name, keep=keep, variables=variables
    ) as recording:
        if not recording.form.is_kept:
            yield from recording.entries()
            return
        tokens = LiveTokens(recording.blocks)
        yield from OpenRecording(recording.form, recording.head, iter(tokens), recording.reading).entries()
        if tokens.line is not None:
            place = Origin(recording.reading.file, line=tokens.line)
            yield problem(secret_in_recording, "it contains a token that looks real", place, hint=_SCRUB)


@contextmanager
def recognised(
    source: str | os.PathLike[str] | BinaryIO,
    *,
    limits: Limits | None = None,
    strict_json: bool = False,
    name: str | None = None,
    keep: Keep | None = None,
    variables: Mapping[str, str] | None = None,
) -> Iterator[OpenRecording]:
    """Open a source and detect its format. The arguments are those of `read`.

    Raises:
        UnreadableRecording: the source cannot be opened, or its format is unknown.
        EmptyRecording: the source is empty.
    """
    limits = limits or Limits()
    file = shown_name(source) if name is None else name
    with opened_source(source, file, limits) as opened:
        head, blocks, form = head_and_form(opened)
        if not head.strip(b" \t\r\n\xef\xbb\xbf"):
            next(blocks, None)  # raises the error that stopped the reading of the head
            raise EmptyRecording(file)
        if form is None:
            from salesiq_validate.recordings.advice import advice_on

            raise UnreadableRecording(file, advice_on(FileHead(head)))
        reading = Reading(
            file=file,
            limits=limits,
            strict_json=strict_json,
            keep=keep,
            variables=variables or {},
            attachment=opened.attachment,
        )
        yield OpenRecording(form, head, blocks, reading)


def _counted(entries: Iterator[Entry], most: int) -> Iterator[Entry]:
    seen, last = 0, None
    for item in entries:
        at = item.origin.entry if not isinstance(item, Skipped) and item.origin is not None else None
        if at is None or at != last:
            seen += 1
        if seen > most:
            raise ReadingStopped(f"the file has more than {most} entries (limit max_entries)")
        last = at
        yield item
