"""Charts: plots of a run as inline SVG. Only classes style them, because the page's policy forbids style attributes.

Each has a name and a description for screen readers, and its numbers are next to it as text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from salesiq_validate.reporters.words import counted

if TYPE_CHECKING:
    from datetime import datetime

    from salesiq_validate.run.results.tally import Tally, Timeline

_WIDTH: Final = 720
_HEIGHT: Final = 160
#: The most bars of the time chart; we join intervals until they fit.
_MOST_BARS: Final = 90
_UNITS: Final = ((86_400, "day"), (3600, "hour"), (60, "minute"))

#: What the colours of both charts mean.
LEGEND: Final = (
    '<ul class="legend">'
    + "".join(
        '<li><svg viewBox="0 0 10 10" aria-hidden="true">'
        f'<rect class="{name}" width="10" height="10" rx="2"/></svg>{name}</li>'
        for name in ("calls", "refusals", "findings")
    )
    + "</ul>"
)


def operation_bars(tally: Tally, most: int) -> str:
    """Return three bars of an operation: exchanges, refusals, findings.

    Arguments:
        tally: the tally of the operation.
        most: the number that fills the whole width.
    """
    rows = [("calls", tally.exchanges), ("refusals", tally.refusals), ("findings", tally.findings)]
    bars = "".join(
        f'<rect class="{name}" x="0" y="{at * 7}" width="{_length(count, most):.1f}" height="6" rx="1"/>'
        for at, (name, count) in enumerate(rows)
        if count
    )
    return f'<svg class="bars" viewBox="0 0 200 20" preserveAspectRatio="none" aria-hidden="true">{bars}</svg>'


def time_chart(timeline: Timeline) -> str:
    """Return calls as bars, refusals and findings as lines, over time; "" for fewer than two intervals."""
    intervals = timeline.intervals
    if len(intervals) < 2:
        return ""
    first, last = intervals[0][0], intervals[-1][0]
    steps = int((last - first).total_seconds()) // timeline.seconds + 1
    joined = -(-steps // _MOST_BARS)
    bars = _joined(intervals, timeline.seconds * joined)
    count = -(-steps // joined)
    most = max(max(tally.exchanges, tally.refusals, tally.findings) for tally in bars.values()) or 1
    step = _WIDTH / count
    drawn = "".join(
        f'<rect class="calls" x="{at * step + 0.5:.1f}" y="{_HEIGHT - _up(tally.exchanges, most):.1f}" '
        f'width="{max(step - 1, 1):.1f}" height="{_up(tally.exchanges, most):.1f}"/>'
        for at, tally in bars.items()
    )
    for name in ("refusals", "findings"):
        counts = [getattr(bars[at], name) if at in bars else 0 for at in range(count)]
        points = " ".join(
            f"{(at + 0.5) * step:.1f},{_HEIGHT - _up(number, most):.1f}" for at, number in enumerate(counts)
        )
        drawn += f'<polyline class="{name}" points="{points}"/>'
        drawn += "".join(
            f'<circle class="{name}" cx="{(at + 0.5) * step:.1f}" cy="{_HEIGHT - _up(number, most):.1f}" r="2.5"/>'
            for at, number in enumerate(counts)
            if number
        )
    length = _length_of_time(timeline.seconds * joined)
    described = f"From {_moment(first)} to {_moment(last)} in steps of {length}; the highest number is {most:,}."
    return f"""\
<svg class="time" viewBox="0 -24 {_WIDTH} {_HEIGHT + 54}" role="img" aria-labelledby="time-title time-text">
<title id="time-title">Calls, refusals and findings over time</title><desc id="time-text">{described}</desc>
<line class="axis" x1="0" y1="{_HEIGHT}" x2="{_WIDTH}" y2="{_HEIGHT}"/>
<line class="grid" x1="0" y1="0" x2="{_WIDTH}" y2="0"/>
<text x="0" y="-6">{most:,} in {length}</text>
<text x="0" y="{_HEIGHT + 24}">{_moment(first)}</text>
<text x="{_WIDTH}" y="{_HEIGHT + 24}" text-anchor="end">{_moment(last)}</text>
{drawn}</svg>
"""


def _joined(intervals: list[tuple[datetime, Tally]], seconds: int) -> dict[int, Tally]:
    first = intervals[0][0]
    bars: dict[int, Tally] = {}
    for begin, tally in intervals:
        at = int((begin - first).total_seconds()) // seconds
        known = bars.get(at)
        bars[at] = tally if known is None else known.plus(tally)
    return bars


def _length(count: int, most: int) -> float:
    return max(1.0, 200 * count / most)


def _up(count: int, most: int) -> float:
    return _HEIGHT * count / most


def _length_of_time(seconds: int) -> str:
    length, unit = next((length, unit) for length, unit in _UNITS if seconds % length == 0)
    return counted(seconds // length, unit)


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
