"""HAR 1.2: what a browser or a proxy saw, SalesIQ's exchanges among thousands of others.

Preflights (OPTIONS) and other hosts' entries are yielded like all others: what is judged is not for a reader to say.
Chrome's default export drops Authorization and Cookie; as soon as one entry shows either, the export is a full one and
the entries from there on are judged by what they lack, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import evolve

from salesiq_validate.exchange import Exchange, Origin
from salesiq_validate.recordings.entry import problem
from salesiq_validate.recordings.har import plain as plain_har
from salesiq_validate.recordings.har import typed as typed_har
from salesiq_validate.recordings.har.gaps import NOTHING_STRIPPED, kept_secrets, stripped_by
from salesiq_validate.recordings.stream.json_array import ArrayReader, Broken, Element, TooLong
from salesiq_validate.recordings.stream.json_span import top_level_names
from salesiq_validate.rules.reading import broken_recording, entry_too_large

if TYPE_CHECKING:
    from collections.abc import Iterator

    from salesiq_validate.limits import Limits
    from salesiq_validate.recordings.entry import Entry, Keep

_PATH: Final = (b"log", b"entries")


def sniff(head: bytes) -> bool:
    """Tell whether the head of a file looks like a HAR."""
    return b"log" in top_level_names(head)


def read(
    blocks: Iterator[bytes], *, file: str, limits: Limits, strict_json: bool = False, keep: Keep | None = None
) -> Iterator[Entry]:
    """Read a whole file from its blocks; bodies are texts in a HAR, so `strict_json` changes nothing.

    Raises:
        UnreadableRecording: the blocks end in it; every entry before has been yielded.
    """
    del strict_json
    decoders = typed_har.decoders()
    decode_all, decode_one = (None, None) if decoders is None else decoders
    fast = None if decoders is None else typed_har.reader(keep)
    array = ArrayReader(blocks, _PATH, longest=limits.max_line_bytes, decode=decode_all)
    stripped: frozenset[str] | None = None
    for entry, step in enumerate(array):
        if stripped is None:
            stripped = stripped_by(array.beside, step.text if isinstance(step, Element) else b"")
        if isinstance(step, Broken):
            origin = Origin(file, entry, step.line)
            rest = "nothing can be read behind it" if step.at_end else "reading goes on at the next entry"
            yield problem(broken_recording, f"the text breaks in the entry that begins on this line; {rest}", origin)
        elif isinstance(step, TooLong):
            origin = Origin(file, entry, step.line)
            message = f"the entry is longer than {limits.max_line_bytes} bytes (limit max_line_bytes) and not read"
            yield problem(entry_too_large, message, origin)
        else:
            value = step.value
            if value is None and decode_one is not None:
                try:
                    value = decode_one(step.text)
                except (ValueError, RecursionError):
                    value = None
            exchange = fast(value, (file, entry, step.line)) if fast is not None and value is not None else None
            if exchange is not None and not stripped:
                yield exchange
                continue
            origin = Origin(file, entry, step.line)
            for item in plain_har.read(step.text, origin, keep=keep) if exchange is None else (exchange,):
                if not stripped or not isinstance(item, Exchange):
                    yield item
                elif _shows_secrets(item):
                    stripped = NOTHING_STRIPPED
                    yield item
                else:
                    yield _lacking(item, stripped)


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
