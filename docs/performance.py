"""Performance: the page about the cost of judging, and its plots, from the newest result in benches/."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from benches.table import aligned, cells, number, promise
from docs import plot

RESULTS: Final = Path(__file__).resolve().parents[1] / "benches" / "results"

_NEEDS_QUIET: Final = "This is measured by the clock, so it means nothing on a machine that does other work."

#: The text above the tables of a section.
SECTIONS: Final = {
    "recorded": (
        "Recorded traffic",
        "The tool reads a recording and runs every rule: URL, headers, parameters, and both bodies.",
        "Its cost is compared with *the floor*: the time of the parser alone for the line and for both bodies in it.",
        "Tools that check *bodies alone* get the shortest code that parses the line and finds the schema.",
    ),
    "stages": (
        "Where the time goes",
        "The same exchanges, with each step called separately.",
        "[How a request is judged](architecture.md) tells what follows from it.",
    ),
    "preflight": (
        "Before you send a request",
        "`Validator.check_request` with the body as Python objects; the result is a report.",
        "Other tools say yes or no about a valid body, and list all mistakes of a body with one mistake.",
        "`requests.Session.send` uses an adapter that answers at once: it shows the cost of the client itself.",
    ),
    "hooks": (
        "Hooks",
        "The same call with and without the hook, which checks the request and the answer.",
        "`Session.send` gets a prepared request; `Session.post` prepares it first, as most callers do.",
        "Every call has another body, and the client runs in between, so the check runs with cold caches.",
    ),
    "bodies": (
        "Bodies",
        "One verdict on a body that is already parsed.",
        "If a page shows little of an answer, its schema requires little, and a verdict is cheap for every tool.",
    ),
    "routing": ("Routing", "From a new URL to its operation."),
    "startup": ("Start-up", "The median of whole processes, and imports as measured by the interpreter."),
    "memory": (
        "Memory",
        "The largest resident memory of a whole process, and of that the private one:",
        "without the pages of libraries and other files, which processes share.",
    ),
    "jobs": (
        "Several cores",
        "One file, cut into parts that worker processes check; the reports are compared.",
        _NEEDS_QUIET,
    ),
}


def newest() -> dict[str, Any]:
    """Return the result with the latest date; of several on one day, the last by name."""
    results = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(RESULTS.glob("*.json"))]
    return max(results, key=lambda result: result["date"])


def pages(notice: str) -> Iterator[tuple[str, str]]:
    """Yield the page and its plots: the path below the root of the project, and the text."""
    result = newest()
    yield "docs/explanation/performance.md", page(result, notice)
    for section, floor, title, unit in (
        ("recorded", 0, "Recorded traffic: times the cost of parsing alone", " x"),
        ("preflight", None, "Before you send a request: microseconds for a valid request", " µs"),
    ):
        document = result["sections"][section][0]
        yield f"docs/explanation/performance/{section}.svg", plot.picture(dots(document, floor), title, unit)


def page(result: dict[str, Any], notice: str) -> str:
    """Return the page as Markdown."""
    lines = [
        "# Performance",
        "",
        notice,
        "",
        "The cost of checks, measured with [benchmarks that you can run](../../benches/README.md).",
        "Figures are medians of several rounds; in each round, every task of a table runs once.",
        "Ratios are computed within each round, so they hold even if the machine or its load changes.",
        "",
        *aligned(about(result)),
        "",
        f"With {', '.join(f'{name} {version}' for name, version in result['versions'].items() if version)}.",
        "",
        "## What it is to reach",
        "",
        *aligned(promises(result)),
    ]
    for name, (title, *sentences) in SECTIONS.items():
        documents = result["sections"].get(name, [])
        if not documents:
            continue
        lines += ["", f"## {title}", "", *sentences]
        if name in ("recorded", "preflight"):
            lines += ["", f"![{title}, as dots on a logarithmic axis](performance/{name}.svg)"]
            lines += ["", "A line through a dot joins the quartiles; a vertical mark is the limit to reach."]
        if name == "bodies":
            documents, rest = _joined(documents)
            lines += ["", *aligned(documents)]
            documents = rest
        for document in documents:
            before, _, behind = document["title"].partition(": ")
            caption = behind[:1].upper() + behind[1:]
            if len(documents) > 1:
                lines += ["", f"### {caption or before}"]
            elif caption:
                lines += ["", f"{caption}:"]
            lines += ["", *aligned(cells(document))]
            left_out = [f"- {who} was not measured, {why}." for who, why in document["left_out"].items()]
            lines += ["", *left_out] if left_out else []
    return "\n".join(lines) + "\n"


def about(result: dict[str, Any]) -> list[list[str]]:
    """Return the facts about the machine and versions behind the figures."""
    machine = result["machine"]
    facts = {
        "date": result["date"],
        "commit": result["commit"],
        "processor": f"{machine['processor']}, {machine['cores']} cores",
        "load before": machine.get("load"),
        "memory": machine["memory_mib"] and f"{machine['memory_mib'] / 1024:.0f} GiB",
        "system": machine["system"],
        "Python": machine["python"],
        "Node": machine["node"],
        "rounds": result["rounds"],
    }
    return [["what", "is"], *([name, str(value)] for name, value in facts.items() if value)]


def promises(result: dict[str, Any]) -> list[list[str]]:
    """Return every figure that has a limit, and whether it stays below the limit."""
    rows = [["what", "at most", "measured", "reached"]]
    for documents in result["sections"].values():
        for document in documents:
            for row in document["rows"]:
                name = f"{document['title']}: {row['name']}"
                for limit in row.get("limits", ()):
                    found = _measured(row, limit)
                    unit = "" if limit["times"] else f" {document['unit'].partition(' per ')[0]}"
                    reached = "yes" if found <= limit["at_most"] else "**no**"
                    rows.append([name, promise(limit, unit), f"{number(found)}{unit or ' times'}", reached])
    return rows


def dots(document: dict[str, Any], floor: int | None) -> list[plot.Dot]:
    """Return the rows of a table for a plot: their ratios to one of the floors, or the figures themselves."""
    against = None if floor is None else document["floors"][floor]
    found = []
    for row in document["rows"]:
        spread = row if against is None else row["ratios"][against]
        marks = [one["at_most"] for one in row.get("limits", ()) if one["times"] == against and not one["above"]]
        low, high = spread["quartiles"]
        found.append(plot.Dot(row["name"], low, spread["median"], high, row["role"], marks[0] if marks else None))
    return sorted(found, key=lambda dot: dot.median)


def _measured(row: dict[str, Any], limit: dict[str, Any]) -> float:
    if limit["times"] is not None:
        return float(row["ratios"][limit["times"]]["median"])
    return float(row["median"] if limit["above"] is None else row["above"]["median"])


def _joined(documents: list[dict[str, Any]]) -> tuple[list[list[str]], list[dict[str, Any]]]:
    """Return one table of all tables with the same rows, one column for each; and the tables that are left."""
    same = [document for document in documents if document["title"].endswith(", valid")]
    names = [document["title"].removeprefix("Bodies: ").partition(",")[0] for document in same]
    rows = [[same[0]["unit"], *names]]
    for at, row in enumerate(same[0]["rows"]):
        rows.append([row["name"], *(number(document["rows"][at]["median"]) for document in same)])
    return rows, [document for document in documents if document not in same]
