"""Cassettes in TOML, as cassetter writes them: one `[[interactions]]` after another, each parsed separately.

[[interactions]]
recorded_at = "2026-11-23T10:00:00Z"

[interactions.request]
method = "POST"
uri = "https://..."
body_type = "json"
body_content = '{"name": "Billing"}'
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.recordings.entry import problem
from salesiq_validate.recordings.jsonl import split_lines
from salesiq_validate.recordings.vcr.interaction import read_interaction
from salesiq_validate.rules.reading import broken_recording, entry_too_large

if TYPE_CHECKING:
    from collections.abc import Iterator

    from salesiq_validate.recordings.entry import Entry
    from salesiq_validate.recordings.form import Reading

_HEADER: Final = re.compile(rb"\[\[((?:http_)?interactions|[a-z_]+)\]\][ \t\r]*(?:#.*)?")
#: The settings of the whole cassette, which are not part of the list of interactions.
_OURS: Final = frozenset({b"interactions", b"http_interactions"})


def read_toml(blocks: Iterator[bytes], reading: Reading) -> Iterator[Entry]:
    """Read a cassette interaction by interaction."""
    for entry, (line, text) in enumerate(_interactions(blocks, reading.limits.max_line_bytes)):
        origin = reading.origin(entry, line)
        if text is None:
            message = f"the interaction is longer than {reading.limits.max_line_bytes} bytes (limit max_line_bytes)"
            yield problem(entry_too_large, message, origin)
            continue
        try:
            item = _parsed(text)
        except (ValueError, RecursionError):
            message = "the text is not TOML here, until the next interaction"
            yield problem(broken_recording, message, origin)
            continue
        yield from read_interaction(item, origin, reading)


def _parsed(text: bytes) -> Any:
    document = tomllib.loads(text.decode("utf-8"))
    (found,) = (items[0] for name, items in document.items() if name.encode() in _OURS)
    return found


def _interactions(blocks: Iterator[bytes], longest: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield the line and the text of each interaction; the text is None if it is too long."""
    begin, kept, size = 0, list[bytes](), 0
    for number, line in enumerate(split_lines(blocks, longest), 1):
        header = _HEADER.fullmatch(line)
        if header is not None:
            if begin:
                yield begin, b"\n".join(kept) if size <= longest else None
            begin, kept, size = number if header[1] in _OURS else 0, [], 0
        if begin:
            size += len(line) + 1
            if size <= longest:
                kept.append(line)
    if begin:
        yield begin, b"\n".join(kept) if size <= longest else None
