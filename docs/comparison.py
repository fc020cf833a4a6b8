"""Comparison: the table of a page, from the latest figures of `benches/comparison.py`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

from docs.markdown_page import table

MEASURED: Final = Path(__file__).resolve().parents[1] / "benches/comparison.json"
PAGE: Final = "docs/explanation/comparison.md"

_PLACE: Final = re.compile(r"(?<=<!-- comparison -->\n).*?(?=<!-- /comparison -->)", re.DOTALL)


def fresh(page: str) -> str:
    """Return the page with the latest figures."""
    result = json.loads(MEASURED.read_text(encoding="utf-8"))
    head = ["Tool", "Findings", "False", f"Wrong requests, of {result['wrong']}", f"Refusals, of {result['refused']}"]
    tools = [tool for tool in result["tools"] if "left_out" not in tool]
    missing = [
        f"{tool['name']} was not measured: {tool['left_out']}.\n" for tool in result["tools"] if tool not in tools
    ]
    text = (
        f"\n{table([*head, 'Shows values'], map(_row, tools))}\n\n{''.join(missing)}Measured on {result['date']}.\n\n"
    )
    return _PLACE.sub(lambda _: text, page)


def _row(tool: dict[str, Any]) -> list[str]:
    counts = (tool["findings"], tool["false"], len(tool["wrong"]), len(tool["refusals"]))
    return [f"{tool['name']} ({tool['version']})", *map(str, counts), "yes" if tool["prints_values"] else "no"]
