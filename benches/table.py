"""Tables: a saved result in Markdown, which is also readable on a terminal. The page on performance uses them, too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def as_text(document: dict[str, Any]) -> str:
    """Return a table of one result in Markdown, which is also readable on a terminal."""
    lines = [f"## {document['title']}", "", *aligned(cells(document))]
    lines += [f"\n{name}: not measured, {why}" for name, why in document["left_out"].items()]
    return "\n".join(lines)


def cells(document: dict[str, Any]) -> list[list[str]]:
    """Return the head of a table and its rows."""
    floors, base = document["floors"], document["base"]
    head = ["what", document["unit"], "quartiles"]
    head += [f"above {base}"] if base else []
    head += [f"x {floor}" for floor in floors]
    has_limits = any("limits" in row for row in document["rows"])
    head += ["at most"] if has_limits else []
    table = [head]
    for row in document["rows"]:
        line = [row["name"], number(row["median"]), " to ".join(map(number, row["quartiles"]))]
        line += [number(row["above"]["median"])] if base else []
        line += [number(row["ratios"][floor]["median"]) for floor in floors]
        line += [", ".join(map(promise, row.get("limits", ())))] if has_limits else []
        table.append(line)
    return table


def promise(limit: dict[str, Any], unit: str = "") -> str:
    """Return a limit in words."""
    text = f"{round(limit['at_most'], 2):g}{unit}"
    if limit["times"] is not None:
        return f"{round(limit['at_most'], 2):g} x {limit['times']}"
    return text if limit["above"] is None else f"{text} above {limit['above']}"


def number(value: float) -> str:
    """Return a number with three significant digits, and with thousands separated."""
    size = abs(value)
    digits = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 0.1 else 3
    return f"{value:,.{digits}f}"


def aligned(rows: list[list[str]]) -> Iterable[str]:
    """Return the lines of a Markdown table, aligned in columns."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for at, row in enumerate(rows):
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        yield f"| {' | '.join(cells)} |"
        if at == 0:
            yield f"|{'-' * (widths[0] + 2)}|{'|'.join('-' * (width + 1) + ':' for width in widths[1:])}|"
