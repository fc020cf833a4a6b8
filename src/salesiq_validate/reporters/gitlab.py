"""GitLab: a Code Quality report, which merge requests show next to the changes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.finding import Severity
from salesiq_validate.privacy.printable import printable
from salesiq_validate.reporters.finding_document import json_text
from salesiq_validate.reporters.words import (
    answers_of,
    counted,
    place_and_call_of,
    place_of,
    rules_of,
    run_together,
    shares_line,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from salesiq_validate.exchange import Exchange
    from salesiq_validate.finding import Finding, Report
    from salesiq_validate.reporters import ReportOptions
    from salesiq_validate.run.results.summary import Story, Summary

#: GitLab has five degrees; findings that fail a run get a higher one than the others.
_SEVERITIES: Final = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


class GitLabReporter:
    """Writes a JSON array with one issue for each group of findings."""

    def __init__(self, stream: TextIO, options: ReportOptions) -> None:
        self._write = stream.write
        self._options = options

    def start(self) -> None:
        """Write nothing."""

    def add(self, exchange: Exchange | None, findings: Sequence[Finding], report: Report | None) -> None:
        """Write nothing; an issue is a group."""

    def finish(self, summary: Summary) -> None:
        """Write everything."""
        issues = ",\n".join(json_text(self._issue(story)) for story in summary.stories)
        self._write(f"[\n{issues}\n]\n" if issues else "[]\n")

    def _issue(self, story: Story) -> dict[str, Any]:
        group, show_values = story.group, self._options.show_values
        first = group.first
        operation = f" in {first.operation}" if first.operation else ""
        sentences = [f"{rules_of(story)}{operation}: {place_of(first, show_values=show_values)}: {first.message}"]
        sentences += [*answers_of(story, show_values=show_values), *([f"Hint: {first.hint}"] if first.hint else [])]
        origin = first.origin
        if group.count > 1 or (origin is not None and shares_line(origin)):
            times = counted(group.count, "time")
            sentences.append(f"{times}, first at {place_and_call_of(group, self._options)}")
        told = (*(part.first.fingerprint for part in story.groups), story.severity.value)
        return {
            "description": printable(run_together(sentences), limit=2_000),
            "check_name": first.rule.code,
            "fingerprint": hashlib.sha256(":".join(told).encode()).hexdigest()[:32],
            "severity": _SEVERITIES[story.severity],
            "location": {
                "path": "-" if origin is None or origin.file is None else printable(origin.file, limit=1_000),
                "lines": {"begin": 1 if origin is None or origin.line is None else origin.line},
            },
        }
