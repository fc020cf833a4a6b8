"""Generate the pages that come from the code and from schemas/: rules, error codes, operations, output of commands.

python docs/generate.py            writes the pages
python docs/generate.py --check    writes nothing; names stale files and ends with exit code 1
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

# When this file is run as a script, Python searches this folder for imports, and not the one above it.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from docs import comparison, excerpts, performance, terminal
from docs.contract_pages import FOLDERS, ContractPages
from docs.markdown_page import NOTICE, MarkdownPage, table

from salesiq_validate import ErrorCatalogue
from salesiq_validate.cli.check import command as check
from salesiq_validate.config import config_schema
from salesiq_validate.contract import all_operations
from salesiq_validate.export import guide
from salesiq_validate.limits import Limits

ROOT = Path(__file__).resolve().parents[1]


def pages() -> Iterator[tuple[str, str]]:
    """Yield every generated page: its path below the root of the project, and its text."""
    for path, page in ContractPages().all():
        yield f"docs/{path}", page
    yield comparison.PAGE, comparison.fresh(_read(ROOT / comparison.PAGE) or "")
    yield "schemas/formats/config.schema.json", json.dumps(config_schema(), indent=2) + "\n"
    yield "docs/reference/settings.md", settings_page(config_schema(), Limits())
    for form, place in (
        ("llms", "src/salesiq_validate/agents/llms.txt"),
        ("skill", "src/salesiq_validate/agents/SKILL.md"),
    ):
        yield place, guide(all_operations(), ErrorCatalogue(), form)
    yield "docs/llms.txt", guide(all_operations(), ErrorCatalogue(), "llms")
    yield from performance.pages(NOTICE)
    coloured = excerpts.printed("salesiq-validate check examples/support-desk.har --color always")
    yield "docs/reference/reports/text.svg", terminal.picture(shortened(coloured), "The text report in a terminal")
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))):
        written = _read(path)
        if written is not None and excerpts.has_excerpts(written):
            yield path.relative_to(ROOT).as_posix(), excerpts.fresh(written)


def shortened(report: str) -> str:
    """Return a shortened text report: the operations that show most of its features, and its end."""
    findings, last = report.strip("\n").split("\n\n")
    # A line without indentation begins an operation.
    blocks = re.split(r"\n(?! )", findings)
    return "\n\n".join(["\n".join(block for block in blocks if "warning" in block), last])


def settings_page(schema: dict[str, Any], limits: Limits) -> str:
    """Return the page with every key of the configuration, and every limit."""
    options = {parameter.name.replace("_", "-"): f"`{parameter.opts[-1]}`" for parameter in check.params}
    keys = {name: key for name, key in schema["properties"].items() if name != "limits"}
    page = MarkdownPage("reference/settings.md", {})
    page.title("Settings")
    page.markdown(
        "The keys of `[tool.salesiq-validate]`; [configuration](../how-to/configuration.md) says where they go.\n"
        "An option of `check` overrides its key; you can repeat options for lists and tables."
    )
    page.markdown(
        table(
            ["Key", "Option", "Value", "Default", "Meaning"],
            (
                [f"`{name}`", options.get(name, ""), _holds(key), _shown(key.get("default")), key["description"]]
                for name, key in keys.items()
            ),
        )
    )
    page.heading("Limits")
    page.markdown(
        "In the table `[tool.salesiq-validate.limits]`, or as `--limit max-depth=50`.\n"
        "On the command line `k`, `M` and `G` stand for 1024 and its powers."
    )
    page.markdown(
        table(
            ["Limit", "Default", "Meaning"],
            (
                [f"`{name}`", _shown(getattr(limits, name.replace("-", "_"))), limit["description"]]
                for name, limit in schema["properties"]["limits"]["properties"].items()
            ),
        )
    )
    return page.text()


def _holds(key: Mapping[str, Any]) -> str:
    """Return the kind of a key's value."""
    if "enum" in key:
        return ", ".join(f"`{word}`" for word in key["enum"])
    kind = {"string": "text", "object": "a table", "boolean": "true or false", "number": "a number", "array": "a list"}
    return kind[key["type"]]


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value >> 20} MiB" if value >= 1 << 20 and value % (1 << 20) == 0 else f"{value:,}"
    return f"`{str(value).lower()}`"


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Write the pages, or compare them with the existing ones."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 if a file is stale")
    only_check = parser.parse_args(arguments).check
    made = dict(pages())
    stale = [name for name, page in made.items() if _read(root / name) != page]
    there = (path for folder in FOLDERS for path in sorted((root / "docs" / folder).glob("*.md")))
    left = [name for name in (path.relative_to(root).as_posix() for path in there) if name not in made]
    if only_check:
        for name in [*stale, *left]:
            print(f"{name} is stale; run: python docs/generate.py", file=sys.stderr)
        return 1 if stale or left else 0
    for name in left:
        (root / name).unlink()
    for name in stale:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(made[name], encoding="utf-8", newline="\n")
    return 0


def _read(path: Path) -> str | None:
    # `newline=""` would keep the Windows line breaks of a checkout, which are not in our text.
    return path.read_text(encoding="utf-8") if path.exists() else None


if __name__ == "__main__":
    sys.exit(main())
