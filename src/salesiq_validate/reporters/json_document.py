"""JSON: one document, `salesiq-validate/json-v1`, for programs.

We write findings during the run, so counts and groups come after them; the members of an object have no order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TextIO

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

JSON_FORMAT: Final = "salesiq-validate/json-v1"


class JsonReporter:
    """Writes one JSON document, one finding on each line."""

    def __init__(self, stream: TextIO, options: ReportOptions) -> None:
        self._write = stream.write
        self._options = options
        self._separator = "\n"

    def start(self) -> None:
        """Open the document."""
        self._write(f'{{"format": {json_text(JSON_FORMAT)},\n"findings": [')

    def add(self, exchange: Exchange | None, findings: Sequence[Finding], report: Report | None) -> None:
        """Write findings."""
        for document in finding_documents(exchange, findings, report, self._options):
            self._write(self._separator + json_text(document))
            self._separator = ",\n"

    def finish(self, summary: Summary) -> None:
        """Write counts and groups, and close the document."""
        self._write("\n],\n")
        for name, value in counts_document(summary, self._options).items():
            self._write(f"{json_text(name)}: {json_text(value)},\n")
        if self._options.drift is not None:
            drift = [drift_document(row) for row in self._options.drift()]
            self._write(f'"drift": {json_text(drift)},\n')
        self._write('"groups": [')
        separator = "\n"
        for document in group_documents(summary, self._options):
            self._write(separator + json_text(document))
            separator = ",\n"
        self._write("\n]}\n")
