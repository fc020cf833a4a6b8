"""Recordings: what people have, read as exchanges.

The form of a file is found by its content. Every form streams, and every entry that cannot be read is a finding with
its place; the rest goes on.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from salesiq_validate.exceptions import EmptyRecording, UnreadableRecording
from salesiq_validate.exchange import Origin
from salesiq_validate.limits import Limits
from salesiq_validate.recordings import har, jsonl, places, postman, vcr
from salesiq_validate.recordings.entry import SKIPPED, Entry, Keep, Skipped, problem
from salesiq_validate.recordings.live_tokens import LiveTokens
from salesiq_validate.recordings.stream.compression import ReadingStopped
from salesiq_validate.recordings.stream.source import head_of, name_of, opened
from salesiq_validate.rules.practice import secret_in_recording
from salesiq_validate.rules.reading import limit_hit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from types import ModuleType

__all__ = ["FORMS", "SKIPPED", "Entry", "Skipped", "entries_of", "expand", "form_of", "read", "recognised"]

#: Every form by its name, in the order in which they are tried: from the most telling start of a file to the least.
FORMS: Final[dict[str, ModuleType]] = {"har": har, "postman": postman, "vcr": vcr, "jsonl": jsonl}
#: Forms that are made to be kept and passed on; others hold tokens by nature.
KEPT: Final = frozenset({"postman", "vcr"})
_SCRUB: Final = "`salesiq-validate scrub` takes it out; if others could read the file, revoke it"


def form_of(head: bytes) -> str | None:
    """Return the name of the form that a file's first bytes show, None for no form of ours."""
    return next((name for name, form in FORMS.items() if form.sniff(head)), None)


def expand(paths: Iterable[str | os.PathLike[str]], *, limits: Limits | None = None) -> Iterator[str]:
    """Yield the recordings behind files, folders, patterns and "-", each once.

    In a folder, what is no recording is passed over in silence, unless its name ends with `.har`; a file that is named
    outright is always yielded.
    """
    return places.expand(paths, lambda head: form_of(head) is not None, limits or Limits())


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
        strict_json: give JSON bodies as the bytes that were recorded, so that duplicate keys can be judged.
        name: stands for the source in every origin; by default its path, or "-".
        keep: says by its URL whether an entry is wanted; the others come as `SKIPPED`, which costs little.
        variables: values for a Postman collection, which go before its own; other forms have none.

    Raises:
        UnreadableRecording: the file cannot be read, or not to its end. What can be read has been yielded before.
        EmptyRecording: the file holds nothing.
    """
    limits = limits or Limits()
    with recognised(source, limits, name) as (form, _, blocks, file):
        tokens = LiveTokens(blocks) if form in KEPT else None
        yield from entries_of(
            FORMS[form],
            blocks if tokens is None else iter(tokens),
            file=file,
            limits=limits,
            strict_json=strict_json,
            keep=keep,
            variables=variables if form == "postman" else None,
        )
        if tokens is not None and tokens.line is not None:
            place = Origin(file, line=tokens.line)
            yield problem(secret_in_recording, "it holds a token that looks real", place, hint=_SCRUB)


@contextmanager
def recognised(
    source: str | os.PathLike[str] | BinaryIO, limits: Limits, name: str | None = None
) -> Iterator[tuple[str, bytes, Iterator[bytes], str]]:
    """Open a source and give the name of its form, its first bytes, all its blocks, and its name.

    Raises:
        UnreadableRecording: it cannot be opened, or has no form of ours.
        EmptyRecording: it holds nothing.
    """
    file = name_of(source) if name is None else name
    with opened(source, file, limits) as packed:
        head, blocks = head_of(packed, lambda head: form_of(head) is not None)
        if not head.strip(b" \t\r\n\xef\xbb\xbf"):
            next(blocks, None)  # raises what kept the head from being read
            raise EmptyRecording(file)
        form = form_of(head)
        if form is None:
            raise UnreadableRecording(file, _no_form(head))
        yield form, head, blocks, file


def entries_of(
    form: ModuleType,
    blocks: Iterator[bytes],
    *,
    file: str,
    limits: Limits,
    strict_json: bool = False,
    keep: Keep | None = None,
    variables: Mapping[str, str] | None = None,
) -> Iterator[Entry]:
    """Read the entries of a form; a limit that ends the reading is the last finding."""
    options: dict[str, Any] = {} if variables is None else {"variables": variables}
    entries = form.read(blocks, file=file, limits=limits, strict_json=strict_json, keep=keep, **options)
    try:
        yield from entries if limits.max_entries is None else _counted(entries, limits.max_entries)
    except ReadingStopped as stopped:
        yield problem(limit_hit, str(stopped), Origin(file))


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


def _no_form(head: bytes) -> str:
    if head.lstrip(b" \t\r\n\xef\xbb\xbf")[:1] in (b"{", b"["):
        return "it is JSON, but no HAR, cassette or Postman collection, and not one exchange in a line"
    return "it is no HAR, VCR cassette, Postman collection or Exchange JSON Lines"
