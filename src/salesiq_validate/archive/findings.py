"""Findings: many machines write them into one folder, one file for each part of the archive.

The content and the name of a file depend only on its part. So a machine that repeats the part, because another one died
or seemed to have died, writes the same file again.
"""

from __future__ import annotations

import io
import json
import os
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from salesiq_validate.archive.remote import filesystem, is_url
from salesiq_validate.exceptions import MissingExtra, UnreadableRecording, UnusableArgument
from salesiq_validate.reporters import ReportOptions
from salesiq_validate.reporters.finding_document import finding_documents, json_text
from salesiq_validate.reporters.jsonl import JsonLinesReporter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from salesiq_validate.run.steps import Judgement
    from salesiq_validate.validator import Validator

FORMATS: Final = ("jsonl", "parquet")


@frozen
class FindingsFolder:
    """The folder for findings, and their format."""

    #: A URL, or an absolute path that every machine can write to.
    url: str
    format: str = "jsonl"
    show_values: bool = False

    @classmethod
    def at(cls, place: str, format_: str = "jsonl", *, show_values: bool = False) -> FindingsFolder:
        """Return the folder at a URL or a path; create it if it is missing.

        Arguments:
            place: it must be empty, so that nobody mistakes the findings of two runs for those of one.
            format_: one of `FORMATS`.
            show_values: as in reports.

        Raises:
            UnusableArgument: the folder is not empty, or cannot be created.
            MissingExtra: the format or the URL needs a package.
        """
        if format_ == "parquet":
            _parquet()
        url = place if is_url(place) else os.path.abspath(place)  # noqa: PTH100 - a text, as fsspec takes it
        try:
            system, path = filesystem(url)
            system.makedirs(path, exist_ok=True)
            is_empty = not system.ls(path, detail=False)
        except (OSError, UnreadableRecording) as error:
            reason = error.reason if isinstance(error, UnreadableRecording) else error.strerror or type(error).__name__
            raise UnusableArgument(f"findings cannot be written to {place}: {reason}") from None
        if not is_empty:
            raise UnusableArgument(f"findings need an empty folder, and {place} is not empty")
        return cls(url, format_, show_values)

    def write(self, number: int, steps: Iterable[Judgement], validator: Validator) -> None:
        """Write the findings of a part, if there are any, and replace an earlier file of this part.

        Arguments:
            number: the number of the part in the archive; the file names sort in the order of the parts.
            steps: the part's steps with findings.
            validator: the validator that judged it.

        Raises:
            UnusableArgument: the file cannot be written.
        """
        content = _FORMS[self.format](steps, ReportOptions.about(validator, show_values=self.show_values))
        if not content:
            return
        system, path = filesystem(self.url)
        try:
            _put(system, path, f"part-{number:06}.{self.format}", content)
        except Exception as error:  # noqa: BLE001 - file systems differ; the texts of errors may have request keys
            reason = (isinstance(error, OSError) and error.strerror) or type(error).__name__
            raise UnusableArgument(f"findings cannot be written to {self.url}: {reason}") from None

    def sweep(self) -> None:
        """Remove unfinished files of workers that died; call this when every part is there."""
        system, path = filesystem(self.url)
        if _is_local(system):
            for beside in Path(path).glob(".part-*"):
                beside.unlink(missing_ok=True)


def _is_local(system: Any) -> bool:
    return "file" in system.protocol


def _put(system: Any, folder: str, name: str, content: bytes) -> None:
    """Write a file so that nobody ever sees it incomplete."""
    if not _is_local(system):
        # An object store shows an object only when it is complete.
        system.pipe_file(f"{folder}/{name}", content)
        return
    # fsspec would use the folder for temporary files, which may be on another disk.
    beside = f"{folder}/.{name}-{uuid.uuid4().hex}"
    system.pipe_file(beside, content)
    os.replace(beside, f"{folder}/{name}")  # noqa: PTH105 - texts, as fsspec has them


def _as_lines(steps: Iterable[Judgement], options: ReportOptions) -> bytes:
    """Return the lines that `--format jsonl` prints for findings."""
    stream = io.StringIO()
    reporter = JsonLinesReporter(stream, options)
    for exchange, report, findings in steps:
        reporter.add(exchange, findings, report)
    return stream.getvalue().encode()


def _as_parquet(steps: Iterable[Judgement], options: ReportOptions) -> bytes:
    """Return a table of the same documents, one row for each finding."""
    # To JSON text and back, because that step makes texts acceptable to every reader.
    rows = [
        json.loads(json_text(document))
        for exchange, report, findings in steps
        for document in finding_documents(exchange, findings, report, options)
    ]
    if not rows:
        return b""
    for row in rows:  # as JSON, because the value of an edit may have any type
        row["fix"] = None if row["fix"] is None else json_text(row["fix"])
    pa, parquet = _parquet()
    text = pa.string()
    error = {"code": pa.int64(), "message": text, "json_key": text, "param": text, "header": text}
    origin = {"file": text, "entry": pa.int64(), "line": pa.int64(), "id": text}
    call = {"method": text, "path": text, "time": text}
    retry = {"when": text, "fault": text, "basis": text, "is_repeatable": pa.bool_()}
    others = {
        "error": pa.struct(error.items()),
        "alternatives": pa.list_(pa.int64()),
        "is_reply": pa.bool_(),
        "count": pa.int64(),
        "origin": pa.struct(origin.items()),
        "call": pa.struct(call.items()),
        "retry": pa.struct(retry.items()),
    }
    # An explicit schema: even if a key is always null in a part, its columns equal those of the other parts.
    schema = pa.schema([(key, others.get(key, text)) for key in rows[0]])
    buffer = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(rows, schema=schema), buffer)
    return buffer.getvalue()


def _parquet() -> tuple[Any, Any]:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ModuleNotFoundError:
        raise MissingExtra("writing Parquet", "pyarrow", "parquet") from None
    return pa, parquet


_FORMS: Final = {"jsonl": _as_lines, "parquet": _as_parquet}
