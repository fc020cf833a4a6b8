"""Text: findings by operation, the meaning of the codes, and one line with the outcome, for a person at a terminal.

It writes everything at the end, from the summary, because only then is a group complete.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple, TextIO

from salesiq_validate.finding import Severity, Side
from salesiq_validate.reporters.console import Console, Style
from salesiq_validate.reporters.documentation import operation_page, rule_page
from salesiq_validate.reporters.words import (
    NO_OPERATION,
    advice_of,
    answers_of,
    counted,
    origin_of,
    outcome_of,
    place_and_call_of,
    place_of,
    run_together,
    tally_of,
)
from salesiq_validate.rules.inbound import RULES as INBOUND_RULES
from salesiq_validate.rules.registry import RULE_OF
from salesiq_validate.run.results.excerpt import columns
from salesiq_validate.run.results.story import is_refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesiq_validate.exchange import Exchange
    from salesiq_validate.finding import Finding, Report
    from salesiq_validate.reporters import DriftRow, ReportOptions
    from salesiq_validate.run.results.summary import Group, Story, Summary
    from salesiq_validate.run.results.tally import Tally

_STYLES: Final = {Severity.ERROR: Style.ERROR, Severity.WARNING: Style.WARNING, Severity.INFO: Style.INFO}
#: Up to this number, we name the operations without findings; beyond it, we count them.
_MOST_CLEAN: Final = 10
_NO_OPERATION: Final = f"({NO_OPERATION})"
_INBOUND: Final = "(messages of SalesIQ and answers to them)"
#: The rules about messages that SalesIQ sends; such messages belong to no operation.
_OF_INBOUND: Final = frozenset(RULE_OF[module] for module in INBOUND_RULES)
_RECORDING: Final = "(recording)"


def drift_lines(console: Console, rows: Sequence[DriftRow]) -> None:
    """Write where server and contract disagree."""
    console.line()
    if not rows:
        console.line("server and contract agree, as far as this traffic shows")
        return
    console.line(console.styled(Style.STRONG, "server and contract"))
    for row in rows:
        code = f" ({row.code})" if row.code else ""
        operation = _NO_OPERATION if row.operation is None else console.text(row.operation)
        console.line(f"  {operation}  {console.text(row.place, limit=200)}{code}")
        times = "once" if row.count == 1 else f"{row.count:,} times"
        at = origin_of(row.first)
        first = f", first at {console.text(at, limit=200)}" if at else ""
        console.line(f"    {row.words}: {times}{first}")


class _Block(NamedTuple):
    """The stories of one operation, or of no operation."""

    name: str
    #: None for unreadable entries, which are not counted.
    tally: Tally | None
    stories: list[Story]


def _blocks(summary: Summary, stories: Sequence[Story]) -> list[_Block]:
    """Return the stories by operation, the worst operation first, and in each the worst story."""
    blocks: dict[str, _Block] = {}
    for story in sorted(stories, key=lambda story: -story.severity.rank):
        first = story.group.first
        unnamed = _INBOUND if first.rule in _OF_INBOUND else _NO_OPERATION
        name = _RECORDING if first.side is Side.RECORDING else first.operation or unnamed
        tally = None if first.side is Side.RECORDING else summary.operations.get(first.operation)
        blocks.setdefault(name, _Block(name, tally, [])).stories.append(story)
    return list(blocks.values())


class _Piece(NamedTuple):
    """A piece of a line."""

    text: str
    style: Style | None = None
    #: The address of its link.
    page: str = ""


def story_head(story: Story) -> list[_Piece]:
    """Return the severities and rules of a story in pieces: `error  SIQ402 missing-json-key + SIQ601 refused`."""
    pieces: list[_Piece] = []
    for severity, groups in groupby(story.groups, key=lambda group: group.first.severity):
        pieces += [_Piece(" + " if pieces else ""), _Piece(severity.value, _STYLES[severity]), _Piece("  ")]
        for at, rule in enumerate(dict.fromkeys(group.first.rule for group in groups)):
            pieces += [_Piece(" + ", Style.STRONG)] if at else []
            pieces.append(_Piece(f"{rule.code} {rule.name}", Style.STRONG, rule_page(rule)))
    return pieces


class TextReporter:
    """Writes the stories of each operation, advice on codes, and a last line."""

    def __init__(self, stream: TextIO, options: ReportOptions) -> None:
        self._console = Console(stream, color=options.color, width=options.width, links=options.links)
        self._options = options

    def start(self) -> None:
        """Write nothing."""

    def add(self, exchange: Exchange | None, findings: Sequence[Finding], report: Report | None) -> None:
        """Write nothing; the summary has the findings."""

    def finish(self, summary: Summary) -> None:
        """Write everything."""
        stories = summary.stories
        for block in _blocks(summary, stories):
            self._block(block)
        if summary.ungrouped:
            self._console.line(
                f"{summary.ungrouped:,} further findings are in other groups, which are too many to list."
            )
        if stories:
            self._clean_operations(summary, {story.group.first.operation for story in stories})
            self._advice(stories)
            self._console.line()
        self._coverage(summary)
        self._last_line(summary)
        if self._options.drift is not None:
            drift_lines(self._console, self._options.drift())

    def _block(self, block: _Block) -> None:
        console = self._console
        name, page = console.text(block.name, limit=200), self._options.pages.get(block.name, "")
        counts = "" if block.tally is None else f"  {tally_of(block.tally)}"
        line = console.linked(console.styled(Style.STRONG, name), operation_page(block.name))
        if len(name) + len(counts) > console.width:
            console.line(line)
            line = ""
        console.line(line + counts + console.styled(Style.QUIET, f"  {page}" if page else ""))
        for story in block.stories:
            self._story(story)

    def _story(self, story: Story) -> None:
        console, group, show_values = self._console, story.group, self._options.show_values
        first, head = group.first, story_head(story)
        times = f"{group.count:,} times" if group.count > 1 else ""
        tail = "  ".join(filter(None, (first.basis.value, times, self._origin(group))))
        line = "  " + "".join(map(self._shown, head))
        if sum(len(piece.text) for piece in head) + len(tail) + 4 <= console.width:
            console.line(f"{line}  {tail}")
        else:
            console.line(line)
            console.wrapped("", tail, indent=4)
        place = place_of(first, show_values=show_values)
        # An envelope is always part of the response.
        side = "" if first.side is Side.REQUEST or first.where == "envelope" else f"{first.side} "
        sentences = [f"{side}{console.text(place, limit=200)}: {console.text(first.message)}"]
        if first.hint and not is_refusal(first):
            sentences[0] += f"; {console.text(first.hint)}"
        sentences += [console.text(answer) for answer in answers_of(story, show_values=show_values)]
        console.wrapped("", run_together(sentences), indent=4)
        self._excerpt(group, _STYLES[story.severity])

    def _shown(self, piece: _Piece) -> str:
        styled = piece.text if piece.style is None else self._console.styled(piece.style, piece.text)
        return self._console.linked(styled, piece.page)

    def _excerpt(self, group: Group, style: Style) -> None:
        if group.excerpt is None:
            return
        text, before = map(self._console.text, group.excerpt.line(self._console.width - 8))
        self._console.line("        " + text)
        self._console.line("        " + " " * columns(before) + self._console.styled(style, "^"))

    def _origin(self, group: Group) -> str:
        origin, console = group.first.origin, self._console
        place = place_and_call_of(group, self._options)
        if not place or origin is None:
            return ""
        place = console.text(place, limit=400)
        if origin.id is not None:
            name = console.text(origin.id, limit=60)
            place += f', id "{name}"' if " " in name else f", id {name}"
        shape = group.first.path_shape
        if group.count > 1 and shape is not None and "[*]" in shape:
            place += f", {group.count - 1:,} more at {console.text(shape, limit=200)}"
        return f"first at {place}" if group.count > 1 else f"at {place}"

    def _clean_operations(self, summary: Summary, shown: set[str | None]) -> None:
        clean = [(name, tally) for name, tally in summary.by_operation if name not in shown]
        if not clean:
            return
        console = self._console
        if len(clean) > _MOST_CLEAN:
            exchanges = counted(sum(tally.exchanges for _, tally in clean), "exchange")
            console.line(f"and {counted(len(clean), 'operation')} with {exchanges} and no findings")
            return
        listed = [
            f"{_NO_OPERATION if name is None else console.text(name, limit=60)} ({tally_of(tally)})"
            for name, tally in clean
        ]
        console.wrapped("", f"no findings: {', '.join(listed)}", indent=0)

    def _advice(self, stories: Sequence[Story]) -> None:
        console, advice = self._console, advice_of(stories, self._options.errors)
        rule = f"`salesiq-validate explain {stories[0].group.first.rule.code}`"
        if not advice:
            console.wrapped("", f"more about a rule: {rule}", indent=0)
            return
        console.wrapped(
            "", f"what the codes mean; more: {rule}, `salesiq-validate explain {next(iter(advice))}`", indent=0
        )
        for number, sentences in advice.items():
            console.wrapped(f"{number}  ", console.text(sentences), indent=2)

    def _coverage(self, summary: Summary) -> None:
        if self._options.coverage is None or not summary.total.exchanges:
            return
        covered = self._options.coverage(summary)
        for row in covered:
            self._console.line(f"{row.seen:,} of {row.total:,} {self._console.text(row.kind)} exercised")
        if covered:
            self._console.line()

    def _last_line(self, summary: Summary) -> None:
        console, total = self._console, summary.total
        style = Style.ERROR if total.error else Style.WARNING if total.warning or not total.exchanges else Style.GOOD
        found, rest = outcome_of(summary)
        console.line(console.styled(style, found) + rest)
