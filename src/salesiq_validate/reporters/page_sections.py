"""The static sections of the HTML page: totals, operations, time, coverage, and the frame of the list."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from salesiq_validate.privacy.printable import printable
from salesiq_validate.reporters.charts import LEGEND, operation_bars, time_chart
from salesiq_validate.reporters.words import NO_OPERATION, counted, origin_of, outcome_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from salesiq_validate.reporters import CoverageRow, DriftRow
    from salesiq_validate.run.results.summary import Summary
    from salesiq_validate.run.results.tally import Tally

#: How many operations the table shows from the start.
_MOST_OPERATIONS: Final = 25
_MOST_TIMES: Final = 1_000
_MOST_DISAGREED: Final = 1_000
#: We show the last column only if it is not empty, because a phone has no room for a column of zeros.
_TALLY_HEADS: Final = ("Calls", "Refusals", "Errors", "Warnings", "Notes")


def totals(summary: Summary, facts: Sequence[tuple[str, str]]) -> str:
    """Return the heading, the facts about the run, and its numbers.

    Arguments:
        summary: of the run.
        facts: the name of each fact, and the fact.
    """
    about = "".join(f"<div><dt>{html_text(name)}</dt><dd>{html_text(fact)}</dd></div>" for name, fact in facts)
    total = summary.total
    numbers = [
        ("Exchanges", total.exchanges),
        ("Refused by SalesIQ", total.refusals),
        ("Errors", total.error),
        ("Warnings", total.warning),
        ("Notes", total.info),
        ("Skipped entries", summary.skipped),
        ("In the baseline", summary.known),
    ]
    cards = "".join(
        f"<div><dt>{name}</dt><dd>{number:,}</dd></div>" for name, number in numbers[: 7 if summary.known else 6]
    )
    return f"""\
<header>
<h1>SalesIQ traffic against its contract</h1>
<p class="outcome">{"".join(outcome_of(summary))} <a href="#findings">Go to the findings</a></p>
{f'<dl class="facts">{about}</dl>' if about else ""}<dl class="totals">{cards}</dl>
</header>
<main>
"""


def operation_table(summary: Summary) -> str:
    """Return the table of operations, the worst first, with a plot in each row."""
    rows = sorted(
        summary.by_operation,
        key=lambda item: (-item[1].findings, -item[1].refusals, -item[1].exchanges, item[0] or "~"),
    )
    if not rows:
        return ""
    most = max(max(tally.exchanges, tally.refusals, tally.findings) for _, tally in rows) or 1
    columns = len(_TALLY_HEADS) if summary.total.info else len(_TALLY_HEADS) - 1
    lines = [_operation(name, tally, most, columns) for name, tally in rows]
    head = _row(["Operation", "", *_TALLY_HEADS[:columns]], head=True)
    table = _table("Operations", head, lines[:_MOST_OPERATIONS], kind="operations")
    if len(lines) > _MOST_OPERATIONS:
        more = counted(len(lines) - _MOST_OPERATIONS, "more operation")
        rest = _table("More operations", head, lines[_MOST_OPERATIONS:], kind="operations")
        table += f"<details><summary>{more}</summary>{rest}</details>"
    return _section("by-operation", "By operation", f'<div class="panel">{LEGEND}{table}</div>')


def times(summary: Summary) -> str:
    """Return the chart over time and its numbers; "" if too few times are known."""
    chart = time_chart(summary.timeline)
    if not chart:
        return ""
    lines = [
        _row([f"{begin:%Y-%m-%d %H:%M}", f"{tally.exchanges:,}", f"{tally.refusals:,}", f"{tally.findings:,}"])
        for begin, tally in summary.timeline.intervals[:_MOST_TIMES]
    ]
    table = _table("Over time", _row(["From (UTC)", "Calls", "Refusals", "Findings"], head=True), lines)
    more = f"<details><summary>The same as a table</summary>{table}</details>"
    return _section("over-time", "Over time", f'<div class="panel">{LEGEND}{chart}{more}</div>')


def coverage(covered: Sequence[CoverageRow]) -> str:
    """Return which parts of the contract the traffic exercised; "" if not asked for."""
    items = []
    for row in covered:
        kind = html_text(row.kind)
        names = "".join(f'<li class="mono">{html_text(name)}</li>' for name in row.missing)
        items.append(
            f"<li>{row.seen:,} of {row.total:,} {kind}"
            f'<progress max="{max(row.total, 1)}" value="{row.seen}" aria-label="{kind}"></progress>'
            + (f"<details><summary>{len(row.missing):,} not seen</summary><ul>{names}</ul></details>" if names else "")
            + "</li>\n"
        )
    if not items:
        return ""
    inside = f'<div class="panel coverage"><ul>{"".join(items)}</ul></div>'
    return _section("coverage", "What of the contract was exercised", inside)


def drift(rows: Sequence[DriftRow]) -> str:
    """Return where server and contract disagree."""
    if not rows:
        inside = "<p>They agree, as far as this traffic shows.</p>"
    else:
        head = '<tr><th scope="col">Operation</th><th scope="col">Where</th><th scope="col">What happened</th>'
        head += '<th scope="col" class="number">SalesIQ</th><th scope="col" class="number">Times</th>'
        head += '<th scope="col">First</th></tr>\n'
        inside = _table(
            "Server and contract", head, [_disagreed(row) for row in rows[:_MOST_DISAGREED]], kind="drift stacked"
        )
        if len(rows) > _MOST_DISAGREED:
            inside += f"<p>{counted(len(rows) - _MOST_DISAGREED, 'more way')} to disagree.</p>"
    return _section("drift", "Where server and contract disagree", f'<div class="panel">{inside}</div>')


def findings(summary: Summary) -> str:
    """Return the form, and the empty list that the page's script fills."""
    selects = "".join(
        _select(name, label, choices)
        for name, label, choices in [
            ("severity", "Severity", [("error", "errors"), ("warning", "warnings"), ("info", "notes")]),
            ("operation", "Operation", []),
            ("rule", "Rule", []),
            ("side", "Side", [(side, side) for side in ("request", "response", "recording")]),
        ]
    )
    selects += _select("order", "Order", [("times", "most often first")], default="by rule")
    more = counted(summary.ungrouped, "further finding")
    ungrouped = f'<p class="quiet">{more} in other groups, which are too many to list.</p>' if summary.ungrouped else ""
    return f"""\
<section aria-labelledby="findings">
<h2 id="findings" tabindex="-1">Findings by group</h2>
<form class="filter panel" id="filter" role="search">
<div class="search"><label for="search">Search rules, places, files and ids</label>
<input id="search" name="search" type="search" autocomplete="off" spellcheck="false"></div>
{selects}</form>
<p class="status" id="status" role="status">The list needs JavaScript, which is switched off.</p>
<nav class="pages" aria-label="Pages of groups, above"></nav>
<ol class="groups" id="groups"></ol>
<nav class="pages" aria-label="Pages of groups, below"></nav>
{ungrouped}</section>
</main>
<footer><p>Values are shown as shapes, and names that no schema lists as &lt;key&gt;, unless they were asked for.
This page loads nothing and sends nothing.</p></footer>
"""


def html_text(text: str) -> str:
    """Return text of any origin as HTML."""
    return escape(printable(text, limit=300))


def _disagreed(row: DriftRow) -> str:
    shown = NO_OPERATION if row.operation is None else f'<span class="mono">{html_text(row.operation)}</span>'
    return (
        f'<tr><th scope="row">{shown}</th><td class="mono" data-label="Where">{html_text(row.place)}</td>'
        f'<td class="words" data-label="What happened">{html_text(row.words)}</td>'
        f'<td class="number" data-label="SalesIQ">{row.code or ""}</td>'
        f'<td class="number" data-label="Times">{row.count:,}</td>'
        f'<td class="mono" data-label="First">{html_text(origin_of(row.first))}</td></tr>\n'
    )


def _operation(name: str | None, tally: Tally, most: int, columns: int) -> str:
    # A line may break after an underscore, rather than anywhere.
    shown = NO_OPERATION
    if name is not None:
        shown = f'<span class="mono">{html_text(name).replace("_", "_<wbr>")}</span>'
    counts = [tally.exchanges, tally.refusals, tally.error, tally.warning, tally.info][:columns]
    return _row([shown, operation_bars(tally, most), *(f"{count:,}" for count in counts)])


def _row(cells: Sequence[str], *, head: bool = False) -> str:
    first, *others = cells
    scope = "col" if head else "row"
    shown = f'<th scope="{scope}">{first}</th>'
    for cell in others:
        if not cell or cell.startswith("<svg"):
            shown += f'<td class="plot">{cell}</td>'
        else:
            shown += f'<th scope="col" class="number">{cell}</th>' if head else f'<td class="number">{cell}</td>'
    return f"<tr>{shown}</tr>\n"


def _table(label: str, head: str, lines: Iterable[str], kind: str = "numbers") -> str:
    # A region that scrolls must be reachable by keyboard, hence the tabindex.
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table class="{kind}">'
        f"<thead>{head}</thead>\n<tbody>\n{''.join(lines)}</tbody></table></div>\n"
    )


def _section(name: str, title: str, inside: str) -> str:
    return f'<section aria-labelledby="{name}">\n<h2 id="{name}">{title}</h2>\n{inside}\n</section>\n'


def _select(name: str, label: str, choices: Iterable[tuple[str, str]], default: str = "any") -> str:
    options = "".join(f'<option value="{value}">{text}</option>' for value, text in [("*", default), *choices])
    return f'<div><label for="{name}">{label}</label><select id="{name}" name="{name}">{options}</select></div>\n'
