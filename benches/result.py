"""Results: what a section measured, as a table for people and as a document for tools."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
    #: By name of a task.
    limits: Mapping[str, Limit] = field(factory=dict)
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
                row["limit"] = asdict(self.limits[name])
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


def as_text(document: dict[str, Any]) -> str:
    """A table of one result in Markdown, which a terminal shows as well."""
    floors, base = document["floors"], document["base"]
    head = ["what", document["unit"], "quartiles"]
    head += [f"above {base}"] if base else []
    head += [f"x {floor}" for floor in floors]
    has_limits = any("limit" in row for row in document["rows"])
    head += ["at most"] if has_limits else []
    rows = []
    for row in document["rows"]:
        cells = [row["name"], number(row["median"]), " to ".join(map(number, row["quartiles"]))]
        cells += [number(row["above"]["median"])] if base else []
        cells += [number(row["ratios"][floor]["median"]) for floor in floors]
        cells += [_limit(row)] if has_limits else []
        rows.append(cells)
    lines = [f"## {document['title']}", "", *_aligned([head, *rows])]
    lines += [f"\n{name}: not measured, {why}" for name, why in document["left_out"].items()]
    return "\n".join(lines)


def _limit(row: dict[str, Any]) -> str:
    limit = row.get("limit")
    if limit is None:
        return ""
    text = number(limit["at_most"])
    if limit["times"] is not None:
        return f"{text} x {limit['times']}"
    return text if limit["above"] is None else f"{text} above {limit['above']}"


def number(value: float) -> str:
    """Three digits that mean something, and thousands apart."""
    size = abs(value)
    digits = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 0.1 else 3
    return f"{value:,.{digits}f}"


def _aligned(rows: list[list[str]]) -> Iterable[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for number_, row in enumerate(rows):
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        yield f"| {' | '.join(cells)} |"
        if number_ == 0:
            yield f"|{'-' * (widths[0] + 2)}|{'|'.join('-' * (width + 1) + ':' for width in widths[1:])}|"
