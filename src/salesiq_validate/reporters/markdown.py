"""Markdown: a comment for a pull request, short enough for GitHub and harmless whatever was recorded.

Text of any origin is in code spans, where GitHub and GitLab make neither links nor mentions of it.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final

from salesiq_validate.finding import Severity
from salesiq_validate.reporters.console import quiet
from salesiq_validate.reporters.words import (
    NO_OPERATION,
    advice_of,
    answers_of,
    call_in_words,
    counted,
    group_place,
    origin_of,
    outcome_of,
    place_of,
    rules_of,
)
from salesiq_validate.run.results.story import is_refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TextIO

    from salesiq_validate.contract.errors import CatalogueEntry
    from salesiq_validate.exchange import Exchange
    from salesiq_validate.finding import Finding, Report
    from salesiq_validate.reporters import DriftRow, ReportOptions
    from salesiq_validate.run.results.summary import Story, Summary

#: GitHub takes 65,536 characters in a comment; GitLab a million.
_MOST_COMMENT: Final = 60_000
#: The most rows of the table; their details follow as far as they fit.
_MOST_ROWS: Final = 100
#: Room for the line that says what does not fit.
_LAST_LINE: Final = 200
#: A mark by which a bot finds its own comment to update it.
_MARKER: Final = "<!-- salesiq-validate -->"
_TICKS: Final = re.compile("`+")
_MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>|#~&!$])")


class MarkdownReporter:
    """Writes a heading, a table of groups, and parts that unfold: one for each group, and the operations."""

    def __init__(self, stream: TextIO, options: ReportOptions) -> None:
        self._stream = stream
        self._options = options

    def start(self) -> None:
        """Write nothing."""

    def add(self, exchange: Exchange | None, findings: Sequence[Finding], report: Report | None) -> None:
        """Write nothing; a row is a group."""

    def finish(self, summary: Summary) -> None:
        """Write everything."""
        self._stream.write(markdown_of(summary, self._options, most=_MOST_COMMENT))


def markdown_of(summary: Summary, options: ReportOptions, *, most: int) -> str:
    """Return a run in Markdown.

    Arguments:
        summary: of the run.
        options: as for every reporter.
        most: the most characters; a line counts what does not fit.
    """
    stories = sorted(summary.stories, key=lambda story: -story.severity.rank)
    parts = [f"{_MARKER}\n### salesiq-validate: {''.join(outcome_of(summary))}\n"]
    if stories:
        parts.append("\n| | rule | operation | where | times | first | SalesIQ |\n|---|---|---|---|--:|---|---|\n")
        parts += [_row(story) for story in stories[:_MOST_ROWS]]
        left_out = len(stories) - _MOST_ROWS
        parts += [f"\n{counted(left_out, 'more group')} of findings.\n"] if left_out > 0 else []
    if summary.operations:
        parts.append(_operations(summary))
    if options.coverage is not None:
        parts.append(
            "\n" + "".join(f"- {row.kind}: {row.seen:,} of {row.total:,}\n" for row in options.coverage(summary))
        )
    if options.drift is not None:
        parts.append(_drift(options.drift()))
    parts += _advice(stories, options.errors)
    room = most - sum(map(len, parts))
    details = [_details(story, options) for story in stories[:_MOST_ROWS]]
    for shown, text in enumerate(details):
        room -= len(text)
        if room < _LAST_LINE:
            parts.append(f"\nThe details of {counted(len(details) - shown, 'group')} do not fit here.\n")
            break
        parts.append(text)
    return "".join(parts)


def code(text: str, *, limit: int = 120) -> str:
    """Return text of any origin as a code span that fits into a table."""
    text = quiet(text, limit=limit) or " "
    ticks = "`" * (max((len(run) for run in _TICKS.findall(text)), default=0) + 1)
    pad = " " if text[0] in "` " or text[-1] in "` " else ""
    # In a table, an unescaped bar ends the cell even inside a code span.
    return f"{ticks}{pad}{text}{pad}{ticks}".replace("|", "\\|")


def inert(text: str, *, limit: int = 600) -> str:
    """Return our own sentence with all markup and mentions escaped."""
    return _MARKUP.sub(r"\\\1", quiet(text, limit=limit)).replace("@", "@<!-- -->").replace("://", ":<!-- -->//")


def _row(story: Story) -> str:
    first = story.group.first
    rules = dict.fromkeys(f"{code(group.first.rule.code)} {inert(group.first.rule.name)}" for group in story.groups)
    errors = [group.first.shown_error for group in story.refusals or (story.group,)]
    cells = [
        f"**{story.severity}**" if story.severity is Severity.ERROR else story.severity.value,
        " + ".join(rules),
        code(first.operation) if first.operation else "",
        code(group_place(story.group)),
        f"{story.group.count:,}",
        code(origin_of(first.origin)) if origin_of(first.origin) else "",
        ", ".join(code(str(error.code)) for error in errors if error is not None),
    ]
    return "| " + " | ".join(cells) + " |\n"


def _details(story: Story, options: ReportOptions) -> str:
    group, show_values = story.group, options.show_values
    first = group.first
    title = f"{rules_of(story)}: {group_place(group)}"
    operation = f" in {first.operation}" if first.operation else ""
    lines = [
        "",
        f"<details><summary>{html.escape(quiet(title + operation, limit=200))}</summary>",
        "",
        f"{code(place_of(first, show_values=show_values), limit=200)}: {inert(first.message)}",
        "",
    ]
    if group.excerpt is not None:
        text, before = group.excerpt.line(110)
        lines += _block([quiet(text), " " * len(quiet(before)) + "^"])
    for answer in answers_of(story, show_values=show_values):
        lines += [inert(answer), ""]
    lines += [inert(first.hint), ""] if first.hint and not is_refusal(first) else []
    call = call_in_words(group.call, first.operation, options)
    lines += [f"First call: {code(call, limit=200)}.", ""] if call else []
    lines += [
        f"Basis: {first.basis}; `salesiq-validate explain {first.rule.code}` tells more.",
        "",
        "</details>",
        "",
    ]
    return "\n".join(lines)


def _advice(stories: Sequence[Story], errors: Mapping[int, CatalogueEntry]) -> list[str]:
    """Return the meaning of each code once, in a part that unfolds."""
    advice = advice_of(stories, errors)
    if not advice:
        return []
    lines = [f"- {code(str(number))}: {inert(text)}" for number, text in advice.items()]
    summary = f"What {counted(len(advice), 'code')} of SalesIQ mean{'s' if len(advice) == 1 else ''}"
    return ["\n".join(["", f"<details><summary>{summary}</summary>", "", *lines, "", "</details>", ""])]


def _block(lines: Sequence[str]) -> list[str]:
    longest = max((len(run) for line in lines for run in _TICKS.findall(line)), default=0)
    fence = "`" * max(3, longest + 1)
    return [fence + "text", *lines, fence, ""]


def _drift(rows: Sequence[DriftRow]) -> str:
    if not rows:
        return "\nServer and contract agree, as far as this traffic shows.\n"
    lines = [
        "",
        f"<details><summary>Server and contract disagree in {counted(len(rows), 'way')}</summary>",
        "",
        "| operation | where | SalesIQ | times | first | |",
        "|---|---|---|--:|---|---|",
    ]
    for row in rows[:_MOST_ROWS]:
        at = origin_of(row.first)
        cells = [
            code(row.operation) if row.operation else NO_OPERATION,
            code(row.place),
            code(str(row.code)) if row.code else "",
            f"{row.count:,}",
            code(at) if at else "",
            inert(row.words),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    more = [f"{counted(len(rows) - _MOST_ROWS, 'more way')}.", ""] if len(rows) > _MOST_ROWS else []
    return "\n".join([*lines, "", *more, "</details>", ""])


def _operations(summary: Summary) -> str:
    heads = ["exchanges", "refusals", "errors", "warnings", "notes"]
    lines = [
        "",
        f"<details><summary>{counted(len(summary.operations), 'operation')}</summary>",
        "",
        f"| operation | {' | '.join(heads)} |",
        "|---|" + "--:|" * len(heads),
    ]
    for name, tally in summary.by_operation[:_MOST_ROWS]:
        counts = [tally.exchanges, tally.refusals, tally.error, tally.warning, tally.info]
        shown = NO_OPERATION if name is None else code(name)
        lines.append(f"| {shown} | {' | '.join(f'{count:,}' for count in counts)} |")
    return "\n".join([*lines, "", "</details>", ""])
