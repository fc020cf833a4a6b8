"""Scrub: a recording rewritten in its own form, without its secrets and personal data.

Only what is needed to judge an exchange is carried over. An entry that could not be read stays one, without its text;
an entry that nobody asked for stays as one that is passed over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Final

from attrs import frozen

from salesiq_validate.exchange import Exchange, Request
from salesiq_validate.finding import Finding
from salesiq_validate.limits import Limits
from salesiq_validate.recordings import FORMS, entries_of, recognised
from salesiq_validate.recordings.entry import SKIPPED
from salesiq_validate.recordings.scrub.writer import HarWriter, JsonlWriter, PostmanWriter, codes_of
from salesiq_validate.recordings.vcr.writer import JsonCassetteWriter, YamlCassetteWriter

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping

    from salesiq_validate.recordings.entry import Entry, Keep
    from salesiq_validate.recordings.scrub.scrubber import Scrubber
    from salesiq_validate.recordings.scrub.writer import Writer

_WRITERS: Final[dict[str, Callable[[BinaryIO], Writer]]] = {
    "har": HarWriter,
    "jsonl": JsonlWriter,
    "postman": PostmanWriter,
}
#: What stands in the place of an entry that nobody asked for.
_PASSED_OVER: Final = Exchange(Request("GET", "https://skipped.example.com/"))


@frozen
class Scrubbed:
    """What was rewritten."""

    exchanges: int
    skipped: int
    unreadable: int


def scrub(
    source: str | os.PathLike[str] | BinaryIO,
    sink: BinaryIO,
    scrubber: Scrubber,
    *,
    limits: Limits | None = None,
    keep: Keep | None = None,
    variables: Mapping[str, str] | None = None,
) -> Scrubbed:
    """Rewrite a recording in its own form, uncompressed.

    Arguments:
        source: a path, "-" for standard input, or a stream of bytes.
        sink: where to write; it stays open.
        scrubber: decides what becomes of each value.
        limits: None for the defaults.
        keep: says by its URL whether an entry is wanted; nothing of the others is carried over.
        variables: values for a Postman collection, written where they are used and scrubbed as everything there is.

    Raises:
        UnreadableRecording: the source cannot be read, or not to its end; what was read has been written.
    """
    limits = limits or Limits()
    with recognised(source, limits) as (form, head, blocks, file):
        writer: Writer = _writer(form, head, sink)
        run = _Run(writer, scrubber)
        try:
            own = variables if form == "postman" else None
            for item in entries_of(FORMS[form], blocks, file=file, limits=limits, keep=keep, variables=own):
                run.take(item)
            run.flush()
        finally:
            writer.close()
    return Scrubbed(run.exchanges, run.skipped, run.unreadable)


def _writer(form: str, head: bytes, sink: BinaryIO) -> Writer:
    if form == "vcr":
        is_json = head.lstrip(b" \t\r\n\xef\xbb\xbf")[:1] in (b"{", b"[")
        return JsonCassetteWriter(sink) if is_json else YamlCassetteWriter(sink)
    return _WRITERS[form](sink)


class _Run:
    """One recording on its way through the scrubber."""

    def __init__(self, writer: Writer, scrubber: Scrubber) -> None:
        self._writer = writer
        self._scrubber = scrubber
        #: Findings on the entry that is being read.
        self._findings: list[Finding] = []
        self.exchanges = self.skipped = self.unreadable = 0

    def take(self, item: Entry) -> None:
        """Take one step of reading."""
        if isinstance(item, Finding):
            if self._findings and self._findings[-1].origin != item.origin:
                self.flush()
            self._findings.append(item)
        elif item is SKIPPED:
            self.flush()
            self.skipped += 1
            self._writer.add(_PASSED_OVER, frozenset())
        elif isinstance(item, Exchange):
            if self._findings and self._findings[-1].origin != item.origin:
                self.flush()
            self.exchanges += 1
            self._writer.add(self._scrubber.exchange(item), codes_of(self._findings))
            self._findings.clear()

    def flush(self) -> None:
        """Write what stands for an entry that gave findings and no exchange."""
        codes = codes_of(self._findings)
        self._findings.clear()
        if "SIQ009" in codes:
            self._writer.add(Exchange(), codes)
        elif codes:
            self._writer.add_unreadable()
        self.unreadable += bool(codes)
