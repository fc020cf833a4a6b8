"""Results: the figures of a section, as a document that we print and save."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import asdict, field, frozen

from measuring import Figures, quartiles, ratios


@frozen
class Limit:
    """The promise about a figure: at most a value, a multiple of another figure, or an amount above another figure."""

    at_most: float
    times: str | None = field(default=None, kw_only=True)
    above: str | None = field(default=None, kw_only=True)


@frozen(kw_only=True)
class Result:
    """One table."""

    title: str
    #: The unit of the figures: "µs per exchange".
    unit: str
    figures: Figures
    #: Names of tasks; we compare every other task with each of them.
    floors: tuple[str, ...] = ()
    #: Names of the project's tasks; a task that is neither one of them nor a floor is a peer's.
    ours: tuple[str, ...] = ()
    #: The name of a task whose figure we subtract from the others: the fixed cost of a process.
    base: str | None = None
    #: The promises, by the name of the task.
    limits: Mapping[str, Sequence[Limit]] = field(factory=dict)
    #: Peers that we did not measure, and why.
    left_out: dict[str, str] = field(factory=dict)
    #: The divisor of the figures: 1000 for milliseconds.
    scale: float = 1

    def as_document(self) -> dict[str, Any]:
        """Return the same as JSON: medians and quartiles of the figures and of the ratios."""
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
