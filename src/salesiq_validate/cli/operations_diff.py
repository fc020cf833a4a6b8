"""`operations diff`: what changed in the contract from one edition to another."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from salesiq_validate.cli import options as opt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from salesiq_validate.contract.changes import Change
    from salesiq_validate.contract.edition import Edition

FORMAT: Final = "salesiq-validate/operations-diff-v1"

#: The kinds of changes in the order of the text, and their meaning.
HEADINGS: Final = {
    "added": "Added",
    "removed": "Removed",
    "stricter": "Stricter",
    "laxer": "Laxer",
    "changed": "Changed",
}
_place = click.Path(exists=True, path_type=Path)


@click.command(short_help="Show what changed between two editions of the contract.")
@click.argument("old", metavar="OLD", type=_place)
@click.argument("new", metavar="NEW", type=_place)
@click.option(
    "--format", "output_format", type=opt.Word("format", ("text", "json")), default="text", help="text or json."
)
@opt.color_option
def command(old: Path, new: Path, output_format: str, color: str) -> None:
    """Show what changed in the contract from OLD to NEW.

    Both are folders like schemas/, or both are JSON files of `export openapi`. A stricter contract may find something
    in a request in which the old one found nothing; a laxer one is the opposite. The text is Markdown for a changelog.
    """
    from salesiq_validate.cli.page import page_on
    from salesiq_validate.contract.changes import changes_between
    from salesiq_validate.contract.edition import read_edition
    from salesiq_validate.exceptions import UnusableArgument

    before, after = read_edition(old), read_edition(new)
    if before.is_export is not after.is_export:
        raise UnusableArgument("OLD and NEW differ in kind: compare two folders like schemas/, or two exports")
    changes = changes_between(before, after)
    if output_format == "json":
        click.echo(json.dumps(diff_document(before, after, changes), indent=2))
        return
    console = page_on(sys.stdout, color).console
    console.line(f"### {console.text(_title(before, after))}")
    for line in diff_text(changes):
        console.line(console.text(line))


def diff_document(old: Edition, new: Edition, changes: list[Change]) -> dict[str, Any]:
    """Return what changed, for programs."""
    count = Counter(change.kind for change in changes)
    return {
        "format": FORMAT,
        "old": {"version": old.version, "operations": len(old.calls), "codes": len(old.codes)},
        "new": {"version": new.version, "operations": len(new.calls), "codes": len(new.codes)},
        "summary": {kind: count[kind] for kind in HEADINGS},  # type: ignore[index]
        "changes": [change._asdict() for change in changes],
    }


def _title(old: Edition, new: Edition) -> str:
    named = f"Contract {new.version}" if new.version else "Contract"
    return f"{named}, since {old.version}" if old.version else named


def diff_text(changes: list[Change]) -> Iterator[str]:
    """Yield the lines of a section of a changelog, below its heading."""
    for kind, heading in HEADINGS.items():
        found = [change for change in changes if change.kind == kind]
        if found:
            yield from ("", f"{heading}:", "")
            yield from (f"- {_in_words(change)}" for change in found)
    if not changes:
        yield from ("", "Nothing changed.")


def _in_words(change: Change) -> str:
    if change.operation is None:
        return f"{_NOUNS[change.where]} {change.name}: {change.about}"
    where = "" if change.where == "operation" else f" {_NOUNS[change.where]}"
    name = f" `{change.name}`" if change.name else ""
    return f"`{change.operation}`{where}{name}: {change.about}"


_NOUNS: Final = {
    "param": "parameter",
    "body": "body",
    "answer": "answer",
    "code": "error code",
    "server": "data centre",
}
