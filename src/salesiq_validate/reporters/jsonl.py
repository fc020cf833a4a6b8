"""JSON Lines: `salesiq-validate/jsonl-v1`, one line for each finding at once, and a last line with the summary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TextIO

from salesiq_validate.reporters.finding_document import (
    counts_document,
    drift_document,
    finding_documents,
    group_documents,
    json_text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesiq_validate.exchange import Exchange
    from salesiq_validate.finding import Finding, Report
    from salesiq_validate.reporters import ReportOptions
    from salesiq_validate.run.results.summary import Summary

JSONL_FORMAT: Final = "salesiq-validate/jsonl-v1"


class JsonLinesReporter:
    """Writes one JSON object on each line; `kind` distinguishes findings, drift and the summary, which comes last."""

    def __init__(self, stream: TextIO, options: ReportOptions) -> None:
        self._stream = stream
        self._options = options

    def start(self) -> None:
        """Write nothing."""

    def add(self, exchange: Exchange | None, findings: Sequence[Finding], report: Report | None) -> None:
        """Write findings, and flush them so that a reader sees them during the run."""
        for document in finding_documents(exchange, findings, report, self._options):
            self._line("finding", document)
        if findings:
            self._stream.flush()

    def finish(self, summary: Summary) -> None:
        """Write where server and contract disagree (if asked for), and the summary."""
        for row in self._options.drift() if self._options.drift is not None else ():
            self._line("drift", drift_document(row))
        groups = list(group_documents(summary, self._options))
        self._line("summary", {**counts_document(summary, self._options), "groups": groups})

    def _line(self, kind: str, document: dict[str, Any]) -> None:
        self._stream.write(json_text({"format": JSONL_FORMAT, "kind": kind, **document}) + "\n")
