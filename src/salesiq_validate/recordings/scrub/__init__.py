"""Scrub: rewrites a recording in its own format without secrets and personal data.

It keeps only the data that a check needs. An unreadable entry stays unreadable, but loses its text. An entry that the
caller did not want stays in its place as an entry to skip.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, Final, TypeAlias

from attrs import frozen

from salesiq_validate.exceptions import UnreadableRecording, UnusableArgument
from salesiq_validate.exchange import Exchange, Origin, Request
from salesiq_validate.finding import Finding
from salesiq_validate.recordings import recognised
from salesiq_validate.recordings.form import FileHead
from salesiq_validate.recordings.har.gaps import is_stripped
from salesiq_validate.recordings.scrub.writer import VARIABLE, HarWriter, JsonlWriter, PostmanWriter, faults_of
from salesiq_validate.recordings.vcr import is_toml
from salesiq_validate.recordings.vcr.writer import JsonCassetteWriter, YamlCassetteWriter
from salesiq_validate.rules.reading import limit_hit
from salesiq_validate.rules.registry import RULE_OF

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping

    from salesiq_validate.limits import Limits
    from salesiq_validate.recordings import OpenRecording
    from salesiq_validate.recordings.entry import Entry, Keep
    from salesiq_validate.recordings.scrub.scrubber import Scrubber
    from salesiq_validate.recordings.scrub.writer import Writer

MakeWriter: TypeAlias = "Callable[[BinaryIO], Writer]"
#: For each format that we never write: the nearest format that holds as much.
_NEAREST: Final[dict[str, MakeWriter]] = {
    "nock": JsonlWriter,
    "postman": PostmanWriter,
    "vcr": YamlCassetteWriter,
    "wiremock": PostmanWriter,
}
_LIMIT: Final = RULE_OF[limit_hit]
#: Members that Ruby's VCR, Betamax, pydantic-ai and cassetter write, and VCR.py never does.
_OF_OTHERS: Final = re.compile(rb"http_interactions|!ruby/|^ +parsed_body:|^ +body:\s+type:", re.MULTILINE)
#: How VCR.py names a request's URL, and how others do.
_URI: Final = re.compile(rb'^ +uri:|"uri" *:', re.MULTILINE)
_OTHER_URL: Final = re.compile(rb'^ +(?:url|Uri|protocol):|"(?:url|Uri|protocol)" *:', re.MULTILINE)
#: Takes the place of an entry that the caller did not want.
_PASSED_OVER: Final = Exchange(Request("GET", "https://skipped.example.com/"))


@frozen
class ScrubResult:
    """The result of scrubbing."""

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
    keeps_form: bool = False,
) -> ScrubResult:
    """Rewrite a recording in its own format, uncompressed; for a format that we never write, use the nearest one.

    Arguments:
        source: a path, "-" for standard input, or a stream of bytes.
        sink: the stream to write to; it stays open.
        scrubber: decides how to replace each value.
        limits: None for the defaults.
        keep: decides by the URL whether to keep an entry; nothing of the other entries is copied.
        variables: values for a Postman collection, filled in where they are used and then scrubbed like all other text.
        keeps_form: refuse a recording that we would have to write in another format.

    Raises:
        UnreadableRecording: the source cannot be read to its end, or a limit ended the reading. All that was read has
        been written.
        UnusableArgument: the output would have another format.
    """
    with recognised(source, limits=limits, keep=keep, variables=variables) as recording:
        file = recording.reading.file
        write = _writer_of(recording)
        if write is None:
            if keeps_form:
                raise UnusableArgument(f"{file} would get another format; scrub it into a new file")
            write = _NEAREST[recording.form.name]
        writer = write(sink)
        run = _Run(writer, scrubber)
        try:
            for item in recording.entries():
                if isinstance(item, Finding) and item.rule is _LIMIT and item.origin == Origin(file):
                    raise UnreadableRecording(file, item.message)
                run.take(item)
            run.flush()
        finally:
            writer.close()
    return ScrubResult(run.exchanges, run.skipped, run.unreadable)


def _writer_of(recording: OpenRecording) -> MakeWriter | None:
    """Return the writer for a recording's own format, or None for a format that we never write."""
    name, head = recording.form.name, FileHead(recording.head)
    if name == "har":
        return partial(HarWriter, is_stripped=is_stripped(recording.head))
    if name == "vcr":
        if is_toml(head) or _is_of_another_vcr(head.text):
            return None
        return JsonCassetteWriter if head.is_json else YamlCassetteWriter
    if name == "postman":
        # newman and Postman's own API wrap a collection in this way.
        return None if b"collection" in head.members else PostmanWriter
    return JsonlWriter if name == "jsonl" else None


def _is_of_another_vcr(head: bytes) -> bool:
    """Tell whether a cassette belongs to a tool other than VCR.py; that tool could not read our output."""
    if head[:1] == b"[" or _OF_OTHERS.search(head):
        return True
    return _URI.search(head) is None and _OTHER_URL.search(head) is not None


class _Run:
    """One recording while we scrub it."""

    def __init__(self, writer: Writer, scrubber: Scrubber) -> None:
        self._writer = writer
        self._scrubber = scrubber
        #: The exchange of the current entry, and the findings on it.
        self._exchange: Exchange | None = None
        self._findings: list[Finding] = []
        self.exchanges = self.skipped = self.unreadable = 0

    def take(self, item: Entry) -> None:
        """Take one step of reading; the findings on an entry come after its exchange."""
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
        """Write the last entry: its exchange, or a substitute if it has only findings."""
        exchange, faults = self._exchange, faults_of(self._findings)
        self._exchange = None
        self._findings.clear()
        if exchange is not None:
            self.exchanges += 1
            self._writer.add(self._scrubber.exchange(exchange), faults)
            return
        if VARIABLE in faults:
            self._writer.add(Exchange(), faults)
        elif faults:
            self._writer.add_unreadable()
        self.unreadable += bool(faults)
