"""GitHub: annotations as workflow commands, and the step summary.

GitHub shows ten annotations of a step. So the first ten groups get one each, and one line counts the others.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from salesiq_validate.finding import Severity
from salesiq_validate.reporters.console import Console, quiet
from salesiq_validate.reporters.markdown import markdown_of
from salesiq_validate.reporters.words import (
    answers_of,
    counted,
    outcome_of,
    place_and_call_of,
    place_of,
    rules_of,
    shares_line,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from salesiq_validate.exchange import Exchange
    from salesiq_validate.finding import Finding, Report
    from salesiq_validate.reporters import ReportOptions
    from salesiq_validate.run.results.summary import Story, Summary

#: GitHub shows this many annotations of each step.
_MOST: Final = 10
_COMMANDS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
#: GitHub refuses a step summary of more than 1 MiB.
_MOST_SUMMARY: Final = 900_000


class GitHubReporter:
    """Writes annotations to the log, and Markdown to the file that GITHUB_STEP_SUMMARY names."""

    def __init__(self, stream: TextIO, options: ReportOptions) -> None:
        self._stream = stream
        self._console = Console(stream, color=False, width=options.width)
        self._options = options

    def start(self) -> None:
        """Write nothing."""

    def add(self, exchange: Exchange | None, findings: Sequence[Finding], report: Report | None) -> None:
        """Write nothing; an annotation is for a group."""

    def finish(self, summary: Summary) -> None:
        """Write everything."""
        stories = sorted(summary.stories, key=lambda story: -story.severity.rank)
        for story in stories[:_MOST]:
            self._annotate(story)
        if len(stories) > _MOST:
            self._console.line(f"{counted(len(stories) - _MOST, 'more group')} of findings: see the step summary.")
        self._console.line("".join(outcome_of(summary)))
        self._write_step_summary(summary)

    def _annotate(self, story: Story) -> None:
        group, show_values = story.group, self._options.show_values
        first = group.first
        properties = {"title": rules_of(story)}
        if first.origin is not None and first.origin.file is not None:
            properties["file"] = first.origin.file
            if first.origin.line is not None:
                properties["line"] = str(first.origin.line)
            if first.origin.column is not None:
                properties["col"] = str(first.origin.column)
        operation = f" in {first.operation}" if first.operation else ""
        times = f" ({group.count:,} times)" if group.count > 1 else ""
        # The log shows only the message, without the title.
        lines = [f"{rules_of(story)}{operation}, {place_of(first, show_values=show_values)}: {first.message}{times}"]
        lines += [*answers_of(story, show_values=show_values), *filter(None, [first.hint])]
        if first.origin is not None and shares_line(first.origin):
            lines.append(f"{counted(group.count, 'time')}, first at {place_and_call_of(group, self._options)}")
        listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
        message = "%0A".join(_data(quiet(line, limit=1_000)) for line in lines)
        self._stream.write(self._console.encodable(f"::{_COMMANDS[story.severity]} {listed}::{message}") + "\n")

    def _write_step_summary(self, summary: Summary) -> None:
        file = os.environ.get("GITHUB_STEP_SUMMARY")
        if not file:
            return
        try:
            with Path(file).open("a", encoding="utf-8", newline="\n") as stream:
                stream.write(markdown_of(summary, self._options, most=_MOST_SUMMARY))
        except OSError as error:
            self._console.line(f"The step summary could not be written: {error.strerror}.")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(quiet(text, limit=300)).replace(":", "%3A").replace(",", "%2C")
