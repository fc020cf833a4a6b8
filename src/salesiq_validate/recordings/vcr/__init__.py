"""VCR cassettes, YAML and JSON, as VCR.py and pytest-recording leave them (and Ruby's VCR, which differs little).

VCR itself is never imported, and nothing is loaded that could build an object. Cassettes are usually filtered: headers
that filters are made for count as not recorded.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from salesiq_validate.exchange import Origin
from salesiq_validate.recordings.entry import problem
from salesiq_validate.recordings.stream.json_array import ArrayReader, Broken, TooLong
from salesiq_validate.recordings.stream.json_span import top_level_names
from salesiq_validate.recordings.stream.source import head_of
from salesiq_validate.rules.reading import broken_recording, entry_too_large, unreadable_entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from salesiq_validate.limits import Limits
    from salesiq_validate.recordings.entry import Entry, Keep

_KEYS: Final = frozenset({"interactions", "http_interactions"})
_YAML_START: Final = re.compile(rb"^(?:(?:http_)?interactions:|- request:)", re.MULTILINE)
#: Before version 1, a JSON cassette was a list, and a request's URL came in parts.
_OLD_JSON_START: Final = re.compile(rb'\[\s*\{\s*"re(?:quest|sponse)"\s*:')


def sniff(head: bytes) -> bool:
    """Tell whether the head of a file looks like a cassette."""
    return _json_path(head) is not None or (not _is_json(head) and _YAML_START.search(head) is not None)


def read(
    blocks: Iterator[bytes], *, file: str, limits: Limits, strict_json: bool = False, keep: Keep | None = None
) -> Iterator[Entry]:
    """Read a whole cassette from its blocks; bodies are texts or bytes, so `strict_json` changes nothing.

    Raises:
        UnreadableRecording: the blocks end in it; every interaction before has been yielded.
        ReadingStopped: a limit was hit.
        MissingExtra: a YAML cassette, and PyYAML is not installed.
    """
    del strict_json
    # Other forms are not charged for YAML: every recording asks `sniff`.
    from salesiq_validate.recordings.vcr import interaction as vcr_interaction
    from salesiq_validate.recordings.vcr.yaml_items import TooDeep, YamlBroken, items

    head, blocks = head_of(blocks, sniff)
    path = _json_path(head)
    if path is not None:
        yield from _read_json(blocks, path, file=file, limits=limits, keep=keep)
        return
    for entry, step in enumerate(items(blocks, _KEYS, limits)):
        origin = Origin(file, entry, step.line)
        if isinstance(step, YamlBroken):
            message = "the text is no YAML " + ("here, until the next interaction" if step.goes_on else "from here on")
            yield problem(broken_recording, message, origin)
        elif isinstance(step.value, TooDeep):
            message = f"the interaction is nested deeper than {limits.max_depth} (limit max_depth)"
            yield problem(unreadable_entry, message, origin)
        else:
            yield from vcr_interaction.read(step.value, origin, keep=keep)


def _read_json(
    blocks: Iterator[bytes], path: tuple[bytes, ...], *, file: str, limits: Limits, keep: Keep | None
) -> Iterator[Entry]:
    from salesiq_validate.recordings.vcr import interaction as vcr_interaction

    for entry, step in enumerate(ArrayReader(blocks, path, longest=limits.max_line_bytes)):
        origin = Origin(file, entry, step.line)
        if isinstance(step, Broken):
            yield problem(broken_recording, "the text breaks in the interaction that begins on this line", origin)
        elif isinstance(step, TooLong):
            message = f"the interaction is longer than {limits.max_line_bytes} bytes (limit max_line_bytes)"
            yield problem(entry_too_large, message, origin)
        else:
            try:
                item = json.loads(step.text.decode("utf-8", "surrogateescape"))
            except (ValueError, RecursionError):
                yield problem(unreadable_entry, "the interaction is not JSON, or nested too deeply", origin)
            else:
                yield from vcr_interaction.read(item, origin, keep=keep)


def _is_json(head: bytes) -> bool:
    return head.lstrip(b" \t\r\n\xef\xbb\xbf")[:1] in (b"{", b"[")


def _json_path(head: bytes) -> tuple[bytes, ...] | None:
    """Return where a JSON cassette holds its interactions, None for any other text."""
    names = top_level_names(head)
    for key in sorted(_KEYS):
        if key.encode() in names:
            return (key.encode(),)
    start = head.lstrip(b" \t\r\n\xef\xbb\xbf")
    return () if _OLD_JSON_START.match(start) and (b'"protocol"' in head or b'"uri"' in head) else None
