"""Forms: all formats, and how to detect the format of a file by its first bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from salesiq_validate.recordings.form import FileHead
from salesiq_validate.recordings.har import HAR
from salesiq_validate.recordings.jsonl import JSON_LINES
from salesiq_validate.recordings.nock import NOCK
from salesiq_validate.recordings.postman import POSTMAN
from salesiq_validate.recordings.stream.source import HEAD, head_of
from salesiq_validate.recordings.vcr import CASSETTE
from salesiq_validate.recordings.wiremock import WIREMOCK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from salesiq_validate.recordings.form import RecordingForm
    from salesiq_validate.recordings.stream.source import OpenedSource

#: Every format by name, in the order of detection: the formats with the most distinctive start come first.
FORMS: Final = {form.name: form for form in (HAR, POSTMAN, NOCK, CASSETTE, WIREMOCK, JSON_LINES)}
#: How far we look into a JSON object if its first 64 KiB do not show the format, because of a long comment or item.
_LONG_HEAD: Final = 1 << 20


def form_of(head: bytes) -> str | None:
    """Return the name of the format that a file's first bytes show, or None if it is unknown."""
    form = _form_of(FileHead(head))
    return None if form is None else form.name


def _form_of(head: FileHead) -> RecordingForm | None:
    return next((form for form in FORMS.values() if form.recognises(head)), None)


def head_and_form(opened: OpenedSource) -> tuple[bytes, Iterator[bytes], RecordingForm | None]:
    """Return the first bytes of a source, all its blocks from the beginning, and its format (None if unknown)."""
    looked_at = 0

    def is_enough(text: bytes) -> bool:
        nonlocal looked_at
        # Every attempt starts from the beginning, so the next one waits for twice as many bytes.
        if looked_at >= HEAD and len(text) < 2 * looked_at:
            return False
        head, looked_at = FileHead(text), len(text)
        return _form_of(head) is not None or (len(text) >= HEAD and not head.members.is_cut)

    text, blocks = head_of(opened.blocks, is_enough, most=_LONG_HEAD)
    return text, blocks, _form_of(FileHead(text))
