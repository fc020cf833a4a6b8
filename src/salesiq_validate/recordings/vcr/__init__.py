"""Cassettes of VCR and similar tools in many languages, in YAML, JSON and TOML.

We never import VCR itself, and never load YAML in a way that could create objects. Most users filter their cassettes,
so headers that filters remove count as not recorded.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.recordings.entry import problem
from salesiq_validate.recordings.form import FileHead, RecordingForm
from salesiq_validate.recordings.message import NoExchange, decoded_json
from salesiq_validate.recordings.stream.json_array import ArrayReader, Element, unread
from salesiq_validate.recordings.stream.json_span import JsonMembers
from salesiq_validate.recordings.stream.source import head_of
from salesiq_validate.rules.reading import broken_recording, unreadable_entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from salesiq_validate.recordings.entry import Entry
    from salesiq_validate.recordings.form import Reading

_KEYS: Final = frozenset({"interactions", "http_interactions"})
_JSON_KEYS: Final = frozenset(key.encode() for key in _KEYS)
#: One of these members shows that a request belongs to a cassette, and not to a contract or log: `uri` in most
#: cassettes, `url` in those of Go and Elixir, the parts of VCR.py before version 1, the capital letter of EasyVCR.
_URL_KEYS: Final = frozenset({b"uri", b"url", b"protocol", b"Uri"})
_TOML_START: Final = re.compile(rb"^\[\[(?:http_)?interactions\]\]", re.MULTILINE)
#: The list of interactions, up to its first dash.
_YAML_LIST: Final = re.compile(
    rb"^(?:http_)?interactions:[^\r\n]*\r?\n(?:[ \t]*+(?:#[^\r\n]*+)?\r?\n)*+(?P<dash> *-)(?=[ \r\n])", re.MULTILINE
)
#: The same if the whole file is the list of interactions.
_YAML_ROOT: Final = re.compile(rb"(?:(?:#|---|%)[^\n]*\n|[ \t]*\r?\n)*(?P<dash>-)(?=[ \r\n])")
_YAML_EMPTY: Final = re.compile(rb"^(?:http_)?interactions:[ \t]*(?:\[[ \t]*(?:[\]{]|\Z)|(?:\r?\n)?\Z)", re.MULTILINE)
_YAML_REQUEST: Final = re.compile(rb"^ *(?:- )? *request:[ \r\n]", re.MULTILINE)
_JSON_EMPTY: Final = re.compile(rb"\[[ \t\r\n]*(?:\]|\Z)")
_YAML_KEY: Final = re.compile(rb"( *)([A-Za-z_]+|\"[^\"\r\n]*\"):(?: |\r?$)")


def is_toml(head: FileHead) -> bool:
    """Whether a cassette is written in TOML."""
    # The bracket of a TOML table does not open a JSON array.
    return (_TOML_START.match if head.is_json else _TOML_START.search)(head.text) is not None


def _is_cassette(head: FileHead) -> bool:
    if is_toml(head):
        return True
    return _is_json_cassette(head) if head.is_json else _is_yaml_cassette(head.text)


def _is_json_cassette(head: FileHead) -> bool:
    if head.text[:1] == b"[":
        return _is_interaction(head.first)
    for key in _JSON_KEYS:
        if key in head.members:
            first = head.members.first(key)
            return _is_interaction(first) if first is not None else _JSON_EMPTY.match(head.members[key]) is not None
    return False


def _is_interaction(item: JsonMembers) -> bool:
    request = item.member(b"request") or item.member(b"Request")
    if request.is_broken or (item.is_broken and not item.keys().isdisjoint({b"request", b"response"})):
        return True  # damaged; other interactions may show the format
    if _URL_KEYS & request.keys() or (request.is_cut and b"path" not in request):
        return True
    return item.get(b"request") == b"null" or (item.is_cut and item.keys() <= {b"response", b"Duration", b"RecordedAt"})


def _is_yaml_cassette(text: bytes) -> bool:
    """Tell whether the first element of the list in a YAML text has a request, or might have one in a longer text."""
    start = _YAML_ROOT.match(text) or _YAML_LIST.search(text)
    if start is None:
        return _YAML_EMPTY.search(text) is not None
    keys, ends = _yaml_keys(text, start)
    if not keys and ends:  # damaged; another element may show the format
        return _YAML_REQUEST.search(text) is not None
    return b"request" in keys or (b"response" in keys and not ends)


def _yaml_keys(text: bytes, start: re.Match[bytes]) -> tuple[set[bytes], bool]:
    """Return the keys of the mapping after a dash, and whether the mapping ends in the text."""
    outer = len(start["dash"]) - 1
    depth = -1
    keys: set[bytes] = set()
    # The text after the dash is indented as if the dash were a blank.
    for line in (b" " * (outer + 1) + text[start.end() :]).split(b"\n"):
        content = line.lstrip(b" ")
        column = len(line) - len(content)
        if not content.strip() or content[:1] in b"#!&":
            continue
        if column <= outer:
            return keys, True
        depth = column if depth < 0 else depth
        found = _YAML_KEY.match(line)
        if found is not None and column == depth:
            keys.add(found[2].strip(b'"'))
    return keys, False


def _read(blocks: Iterator[bytes], reading: Reading) -> Iterator[Entry]:
    """Read a whole cassette.

    Raises:
        MissingExtra: the cassette is YAML, and PyYAML is not installed.
    """
    start, blocks = head_of(blocks, _is_cassette_text)
    head = FileHead(start)
    if is_toml(head):
        from salesiq_validate.recordings.vcr.toml_items import read_toml

        return read_toml(blocks, reading)
    if head.is_json:
        return _read_json(blocks, () if head.text[:1] == b"[" else (_JSON_KEYS,), reading)
    return _read_yaml(blocks, reading)


def _is_cassette_text(text: bytes) -> bool:
    return _is_cassette(FileHead(text))


CASSETTE: Final = RecordingForm("vcr", _is_cassette, _read, is_kept=True)


def _read_yaml(blocks: Iterator[bytes], reading: Reading) -> Iterator[Entry]:
    # Imported only here: every recording is tested for being a cassette, and the others need not wait for YAML.
    from salesiq_validate.recordings.vcr.interaction import read_interaction
    from salesiq_validate.recordings.vcr.yaml_items import DeepYaml, YamlBroken, items

    for entry, step in enumerate(items(blocks, _KEYS, reading.limits)):
        origin = reading.origin(entry, step.line)
        if isinstance(step, YamlBroken):
            message = "the text is not YAML " + ("here, until the next interaction" if step.goes_on else "from here on")
            yield problem(broken_recording, message, origin)
        elif isinstance(step.value, DeepYaml):
            message = f"the interaction is nested deeper than {reading.limits.max_depth} (limit max_depth)"
            yield problem(unreadable_entry, message, origin)
        else:
            yield from read_interaction(step.value, origin, reading)


def _read_json(blocks: Iterator[bytes], path: tuple[frozenset[bytes], ...], reading: Reading) -> Iterator[Entry]:
    from salesiq_validate.recordings.vcr.interaction import read_interaction

    for entry, step in enumerate(ArrayReader(blocks, path, longest=reading.limits.max_line_bytes)):
        origin = reading.origin(entry, step.line)
        item: Any = None
        if isinstance(step, Element):
            try:
                item = decoded_json(step.text, "interaction")
            except NoExchange as error:
                yield problem(unreadable_entry, str(error), origin)
                continue
            yield from read_interaction(item, origin, reading)
        else:
            rule, message = unread(step, "interaction", reading.limits)
            yield problem(rule, message, origin)
