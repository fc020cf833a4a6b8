"""Text: for a person at a terminal, findings by group, then the operations, then one line that says it all.

Everything is written at the end, from the summary, because a group is complete only then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TextIO

from salesiq_validate.finding import Severity, Side
from salesiq_validate.reporters.console import Console, Style
from salesiq_validate.reporters.words import answer_of, counted, origin_of, outcome_of, place_of
from salesiq_validate.run.results.excerpt import columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesiq_validate.exchange import Exchange
    from salesiq_validate.finding import Finding, Report
    from salesiq_validate.reporters import Disagreed, ReportOptions
    from salesiq_validate.run.results.summary import Group, Summary
    from salesiq_validate.run.results.tally import Tally

_STYLES: Final = {Severity.ERROR: Style.ERROR, Severity.WARNING: Style.WARNING, Severity.INFO: Style.INFO}
#: Operations without refusals and findings are listed up to here; beyond, they share a line.
_MOST_CLEAN: Final = 10
_NO_OPERATION: Final = "(no operation matches)"


def drift_lines(console: Console, rows: Sequence[Disagreed]) -> None:
    """Write where server and contract disagree."""
    console.line()
    if not rows:
        console.line("server and contract agree, as far as this traffic tells")
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


class TextReporter:
    """Writes groups of findings, a table of operations and a last line."""

    def __init__(self, stream: TextIO, options: ReportOptions) -> None:
        self._console = Console(stream, color=options.color, width=options.width)
        self._options = options

    def start(self) -> None:
        """Write nothing."""

    def add(self, exchange: Exchange | None, findings: Sequence[Finding], report: Report | None) -> None:
        """Write nothing; the summary holds what is needed."""

    def finish(self, summary: Summary) -> None:
        """Write everything."""
        for group in summary.groups.values():
            self._group(group)
        if summary.ungrouped:
            self._console.line(f"{summary.ungrouped:,} further findings are of other groups, too many to keep.")
            self._console.line()
        if summary.total.refusals or summary.total.findings:
            self._operations(summary)
        self._coverage(summary)
        self._last_line(summary)
        if self._options.drift is not None:
            drift_lines(self._console, self._options.drift())

    def _group(self, group: Group) -> None:
        console, first = self._console, group.first
        style = _STYLES[first.severity]
        operation = f"  {console.text(first.operation)}" if first.operation else ""
        times = "" if group.count == 1 else f"  {group.count:,} times"
        console.line(
            console.styled(style, first.severity.value)
            + "  "
            + console.styled(Style.STRONG, f"{first.rule.code} {first.rule.name}")
            + operation
            + times
        )
        place = console.text(place_of(first, show_values=self._options.show_values), limit=200)
        side = "" if first.side is Side.REQUEST else f"{first.side} "
        console.wrapped("", f"{side}{place}: {console.text(first.message)}")
        self._excerpt(group, style)
        answer = answer_of(group, show_values=self._options.show_values)
        if answer:
            console.wrapped("answer  ", console.text(answer))
        if first.hint:
            console.wrapped("hint    ", console.text(first.hint))
        self._origin(group)
        page = self._options.pages.get(first.operation or "")
        if page:
            console.wrapped("page    ", page)
        console.wrapped("basis   ", console.marks(f"{first.basis.value} · salesiq-validate explain {first.rule.code}"))
        console.line()

    def _excerpt(self, group: Group, style: Style) -> None:
        if group.excerpt is None:
            return
        text, before = map(self._console.text, group.excerpt.line(self._console.width - 6))
        self._console.line("      " + text)
        self._console.line("      " + " " * columns(before) + self._console.styled(style, "^"))

    def _origin(self, group: Group) -> None:
        origin = group.first.origin
        if origin is None or origin.file is None:
            return
        console = self._console
        place = console.text(origin.file, limit=200)
        if origin.line is not None:
            place += f":{origin.line}"
        about = [f"entry {origin.entry}"] if origin.line is None and origin.entry is not None else []
        if origin.id is not None:
            name = console.text(origin.id, limit=60)
            about.append(f'id "{name}"' if " " in name else f"id {name}")
        place += f" ({', '.join(about)})" if about else ""
        shape = group.first.path_shape
        if group.count > 1 and shape is not None and "[*]" in shape:
            place += f", {group.count - 1:,} more at {console.text(shape, limit=200)}"
        console.wrapped("first   " if group.count > 1 else "at      ", place)

    def _operations(self, summary: Summary) -> None:
        console = self._console
        rows = summary.by_operation
        clean = [tally for _, tally in rows if not tally.refusals and not tally.findings]
        if len(clean) > _MOST_CLEAN:
            rows = [(name, tally) for name, tally in rows if tally.refusals or tally.findings]
        names = [_NO_OPERATION if name is None else console.text(name, limit=60) for name, _ in rows]
        has_info = summary.total.info > 0
        heads = ["exchanges", "refusals", "errors", "warnings", *(["info"] if has_info else [])]
        width = max([len("operation"), *map(len, names)])
        width = min(width, max(20, console.width - sum(len(head) + 2 for head in heads)))
        head = "operation".ljust(width) + "".join(f"  {name}" for name in heads)
        console.line(console.styled(Style.QUIET, head))
        for name, (_, tally) in zip(names, rows, strict=True):
            shown = console.text(name, limit=width).ljust(width)
            console.line(shown + self._cells(heads, tally))
        if len(clean) > _MOST_CLEAN:
            exchanges = sum(tally.exchanges for tally in clean)
            console.line(
                f"and {counted(len(clean), 'operation')} with {counted(exchanges, 'exchange')} and no findings"
            )
        console.line()

    def _cells(self, heads: Sequence[str], tally: Tally) -> str:
        console = self._console
        styles = [Style.STRONG, Style.STRONG, Style.ERROR, Style.WARNING, Style.INFO]
        values = [tally.exchanges, tally.refusals, tally.error, tally.warning, tally.info]
        return "".join(
            "  " + console.styled(style if value else Style.QUIET, f"{value:,}".rjust(len(head)))
            for head, value, style in zip(heads, values, styles, strict=False)
        )

    def _coverage(self, summary: Summary) -> None:
        covered = () if self._options.coverage is None else self._options.coverage(summary)
        for row in covered:
            self._console.line(f"{row.seen:,} of {row.total:,} {self._console.text(row.kind)} exercised")
        if covered:
            self._console.line()

    def _last_line(self, summary: Summary) -> None:
        console, total = self._console, summary.total
        style = Style.ERROR if total.error else Style.WARNING if total.warning or not total.exchanges else Style.GOOD
        found, rest = outcome_of(summary)
        console.line(console.styled(style, found) + rest)
