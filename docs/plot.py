"""Plot: figures as dots on a logarithmic axis, in an SVG picture that is readable on light and dark backgrounds."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape
from typing import Final, NamedTuple

_WIDTH: Final = 800
_LABELS: Final = 310
_RIGHT: Final = 60
_ROW: Final = 26
_TOP: Final = 20
#: On a longer axis, we label only powers of ten.
_LABELLED: Final = 8
_STYLE: Final = (
    "text { font: 13px system-ui, 'Segoe UI', Helvetica, Arial, sans-serif; fill: #1f2328 } "
    ".tick { fill: #59636e; font-size: 12px } .grid { stroke: #d1d9e0 } .limit { stroke: #bc4c00; stroke-width: 2 } "
    ".ours { fill: #0969da; stroke: #0969da } .floor { fill: #1a7f37; stroke: #1a7f37 } "
    ".peer { fill: #59636e; stroke: #59636e } .strong { font-weight: 600 } "
    "@media (prefers-color-scheme: dark) { text { fill: #f0f6fc } .tick { fill: #9198a1 } .grid { stroke: #3d444d } "
    ".limit { stroke: #f0883e } .ours { fill: #4493f8; stroke: #4493f8 } .floor { fill: #3fb950; stroke: #3fb950 } "
    ".peer { fill: #9198a1; stroke: #9198a1 } }"
)


class Dot(NamedTuple):
    """One row: a median between its quartiles."""

    name: str
    low: float
    median: float
    high: float
    #: "ours", "floor" or "peer"; this decides the colour.
    role: str
    #: The promised limit, drawn as a separate mark.
    limit: float | None = None


def picture(dots: Sequence[Dot], title: str, unit: str) -> str:
    """Return an SVG document.

    Arguments:
        title: a description of the picture, for people who cannot see it.
        unit: the text after the numbers on the axis.
    """
    ticks = list(_ticks(dots))
    height = _TOP + len(dots) * _ROW + 30
    size = f'viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{escape(title)}">',
        f"<style>{_STYLE}</style>",
    ]
    bottom = height - 24
    for tick in ticks:
        x = _x(tick, ticks)
        parts.append(f'<path class="grid" d="M{x} {_TOP - 8}V{bottom}"/>')
        if len(ticks) <= _LABELLED or math.log10(tick).is_integer():
            label = f"{tick:,g}{escape(unit)}"
            parts.append(f'<text class="tick" x="{x}" y="{bottom + 17}" text-anchor="middle">{label}</text>')
    for at, dot in enumerate(dots):
        parts += _row(dot, _TOP + at * _ROW + _ROW // 2 - 4, ticks, unit)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _row(dot: Dot, y: int, ticks: Sequence[float], unit: str) -> Iterable[str]:
    low, middle, high = (_x(value, ticks) for value in (dot.low, dot.median, dot.high))
    weight = ' class="strong"' if dot.role == "ours" else ""
    yield f'<text{weight} x="{_LABELS - 14}" y="{y + 4}" text-anchor="end">{escape(dot.name)}</text>'
    if dot.limit is not None:
        mark = _x(dot.limit, ticks)
        yield f'<path class="limit" d="M{mark} {y - 9}V{y + 9}"/>'
    yield f'<path class="{dot.role}" d="M{low} {y}H{high}"/>'
    yield f'<circle class="{dot.role}" cx="{middle}" cy="{y}" r="4.5"/>'
    behind = max(high, middle + 5, _x(dot.limit, ticks) if dot.limit is not None else 0) + 8
    yield f'<text class="tick" x="{behind:.1f}" y="{y + 4}">{_short(dot.median)}{escape(unit)}</text>'


def _ticks(dots: Iterable[Dot]) -> Iterable[float]:
    """Return ones, twos and fives, from below the smallest figure to above the largest."""
    values = [value for dot in dots for value in (dot.low, dot.high, dot.limit) if value]
    steps = [factor * 10**power for power in range(-4, 8) for factor in (1, 2, 5)]
    first = max(step for step in steps if step <= min(values))
    last = min(step for step in steps if step >= max(values))
    return [step for step in steps if first <= step <= last]


def _x(value: float, ticks: Sequence[float]) -> float:
    share = math.log(value / ticks[0]) / math.log(ticks[-1] / ticks[0])
    return round(_LABELS + share * (_WIDTH - _LABELS - _RIGHT), 1)


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
