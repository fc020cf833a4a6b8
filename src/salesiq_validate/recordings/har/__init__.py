"""HAR 1.2: what a browser or a proxy saw. SalesIQ's exchanges are mixed with thousands of others.

The reader yields preflights (OPTIONS) and entries of other hosts as well: it does not decide what is checked.
Chrome's default export drops Authorization and Cookie. If one entry has either, the export is a full one, and from
that entry on an absent header counts as missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import evolve

from salesiq_validate.exchange import Exchange
from salesiq_validate.recordings.entry import problem
from salesiq_validate.recordings.form import RecordingForm
from salesiq_validate.recordings.har import plain as plain_entry
from salesiq_validate.recordings.har import typed as typed_entry
from salesiq_validate.recordings.har.gaps import NOTHING_STRIPPED, kept_secrets, stripped_by
from salesiq_validate.recordings.stream.json_array import ArrayReader, Element, unread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from salesiq_validate.recordings.entry import Entry
    from salesiq_validate.recordings.form import FileHead, Reading

_PATH: Final = (frozenset({b"log"}), frozenset({b"entries"}))
#: Members of `log` other than its entries. They identify a HAR whose entries come later in the file.
_BESIDE: Final = frozenset({b"version", b"creator", b"browser", b"pages", b"comment"})


def _is_har(head: FileHead) -> bool:
    log = head.members.member(b"log")
    return b"entries" in log or len(log.keys() & _BESIDE) > 1 or (log.is_cut and log.keys() <= _BESIDE)


def _read(blocks: Iterator[bytes], reading: Reading) -> Iterator[Entry]:
    decoders = typed_entry.decoders()
    decode_all, decode_one = (None, None) if decoders is None else decoders
    fast = None if decoders is None else typed_entry.entry_reader(reading)
    array = ArrayReader(blocks, _PATH, longest=reading.limits.max_line_bytes, decode=decode_all)
    stripped: frozenset[str] | None = None
    for entry, step in enumerate(array):
        if stripped is None:
            stripped = stripped_by(array.beside, step.text if isinstance(step, Element) else b"")
        if not isinstance(step, Element):
            rule, message = unread(step, "entry", reading.limits)
            yield problem(rule, message, reading.origin(entry, step.line))
            continue
        value = step.value
        if value is None and decode_one is not None:
            try:
                value = decode_one(step.text)
            except (ValueError, RecursionError):
                value = None
        exchange = fast(value, entry, step.line) if fast is not None and value is not None else None
        if exchange is not None and not stripped:
            yield exchange
            continue
        for item in plain_entry.read_entry(step.text, reading, entry, step.line) if exchange is None else (exchange,):
            if not stripped or not isinstance(item, Exchange):
                yield item
            elif _shows_secrets(item):
                stripped = NOTHING_STRIPPED
                yield item
            else:
                yield _lacking(item, stripped)


HAR: Final = RecordingForm("har", _is_har, _read)


def _shows_secrets(exchange: Exchange) -> bool:
    return any(
        message is not None and kept_secrets(message.headers) for message in (exchange.request, exchange.response)
    )


def _lacking(exchange: Exchange, stripped: frozenset[str]) -> Exchange:
    request, response = exchange.request, exchange.response
    if request is not None:
        request = evolve(request, unrecorded_headers=request.unrecorded_headers | stripped)
    if response is not None:
        response = evolve(response, unrecorded_headers=response.unrecorded_headers | stripped)
    return evolve(exchange, request=request, response=response)
