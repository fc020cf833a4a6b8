"""Results: what a section measured, as a document that is printed and kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import asdict, field, frozen

from measuring import Figures, quartiles, ratios


@frozen
class Limit:
    """What the project promises of a figure: at most so much, or so many times another, or so much above it."""

    at_most: float
    times: str | None = field(default=None, kw_only=True)
    above: str | None = field(default=None, kw_only=True)


@frozen(kw_only=True)
class Result:
    """One table."""

    title: str
    #: What a figure is of: "µs per exchange".
    unit: str
    figures: Figures
    #: Names of tasks; every other task is compared with each of them.
    floors: tuple[str, ...] = ()
    #: Names of tasks that are the project's; what is neither theirs nor a floor is a peer's.
    ours: tuple[str, ...] = ()
    #: The name of a task whose figure is subtracted from the others: what a process costs in any case.
    base: str | None = None
    #: By name of a task, what is promised of it.
    limits: Mapping[str, Sequence[Limit]] = field(factory=dict)
    #: Who was not measured, and why.
    left_out: dict[str, str] = field(factory=dict)
    #: What figures are divided by: 1000 for milliseconds.
    scale: float = 1

    def as_document(self) -> dict[str, Any]:
        """The same as JSON: medians and quartiles of the figures and of the ratios."""
        rows = []
        for name, values in self.figures.items():
            role = "ours" if name in self.ours else "floor" if name in self.floors else "peer"
            row = {"name": name, "role": role, **_spread([value / self.scale for value in values], digits=3)}
            if self.floors:
                row["ratios"] = {floor: _spread(ratios(self.figures, name, floor), digits=3) for floor in self.floors}
            if self.base is not None:
                above = [(mine - its) / self.scale for mine, its in zip(values, self.figures[self.base], strict=True)]
                row["above"] = _spread(above, digits=3)
            if name in self.limits:
                row["limits"] = [asdict(limit) for limit in self.limits[name]]
            rows.append(row)
        return {
            "title": self.title,
            "unit": self.unit,
            "floors": list(self.floors),
            "base": self.base,
            "rows": rows,
            "left_out": dict(self.left_out),
        }


def _spread(values: list[float], *, digits: int) -> dict[str, Any]:
    first, median, third = quartiles(values)
    return {"median": round(median, digits), "quartiles": [round(first, digits), round(third, digits)]}
