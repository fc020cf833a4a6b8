"""Scrub: a recording rewritten in its own form, without its secrets and personal data.

Only what is needed to judge an exchange is carried over. An entry that could not be read stays one, without its text;
an entry that nobody asked for stays as one that is passed over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Final

from attrs import frozen

from salesiq_validate.exchange import Exchange, Request
from salesiq_validate.finding import Finding
from salesiq_validate.recordings import recognised
from salesiq_validate.recordings.har.gaps import is_stripped
from salesiq_validate.recordings.scrub.writer import HarWriter, JsonlWriter, PostmanWriter, codes_of
from salesiq_validate.recordings.vcr.writer import JsonCassetteWriter, YamlCassetteWriter

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping

    from salesiq_validate.limits import Limits
    from salesiq_validate.recordings.entry import Entry, Keep
    from salesiq_validate.recordings.scrub.scrubber import Scrubber
    from salesiq_validate.recordings.scrub.writer import Writer

#: What is never written anew in its own form becomes the nearest that holds as much.
_WRITERS: Final[dict[str, Callable[[BinaryIO], Writer]]] = {
    "jsonl": JsonlWriter,
    "nock": JsonlWriter,
    "postman": PostmanWriter,
    "wiremock": PostmanWriter,
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
    with recognised(source, limits=limits, keep=keep, variables=variables) as recording:
        writer: Writer = _writer(recording.form.name, recording.head, sink)
        run = _Run(writer, scrubber)
        try:
            for item in recording.entries():
                run.take(item)
            run.flush()
        finally:
            writer.close()
    return Scrubbed(run.exchanges, run.skipped, run.unreadable)


def _writer(form: str, head: bytes, sink: BinaryIO) -> Writer:
    if form == "vcr":
        is_json = head.lstrip(b" \t\r\n\xef\xbb\xbf")[:1] in (b"{", b"[")
        return JsonCassetteWriter(sink) if is_json else YamlCassetteWriter(sink)
    if form == "har":
        return HarWriter(sink, is_stripped=is_stripped(head))
    return _WRITERS[form](sink)


class _Run:
    """One recording on its way through the scrubber."""

    def __init__(self, writer: Writer, scrubber: Scrubber) -> None:
        self._writer = writer
        self._scrubber = scrubber
        #: The exchange of the entry that is being read, and the findings on it.
        self._exchange: Exchange | None = None
        self._findings: list[Finding] = []
        self.exchanges = self.skipped = self.unreadable = 0

    def take(self, item: Entry) -> None:
        """Take one step of reading; the findings on an entry come behind its exchange."""
        if isinstance(item, Finding):
            if (self._findings and self._findings[-1].origin != item.origin) or (
                self._exchange is not None and self._exchange.origin != item.origin
            ):
                self.flush()
            self._findings.append(item)
            return
        self.flush()
        if isinstance(item, Exchange):
            self._exchange = item
        else:
            self.skipped += 1
            self._writer.add(_PASSED_OVER, frozenset())

    def flush(self) -> None:
        """Write the entry that was read last: its exchange, or what stands for one that gave findings only."""
        exchange, codes = self._exchange, codes_of(self._findings)
        self._exchange = None
        self._findings.clear()
        if exchange is not None:
            self.exchanges += 1
            self._writer.add(self._scrubber.exchange(exchange), codes)
            return
        if "SIQ009" in codes:
            self._writer.add(Exchange(), codes)
        elif codes:
            self._writer.add_unreadable()
        self.unreadable += bool(codes)
