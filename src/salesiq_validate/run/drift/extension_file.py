"""ExtensionFile: writes the disagreements to a file; with `--extend` and this file, they are gone.

The file holds names of members, which reports do not show, but never a value.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.exceptions import UnusableArgument
from salesiq_validate.privacy.printable import printable
from salesiq_validate.run.drift.disagreement import Disagreement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from salesiq_validate.run.drift.drift import Drift

_WHAT: Final = (
    "Made from recorded traffic by salesiq-validate: types and names, but no values. It omits lists of options, "
    "patterns and limits that the server did not keep to. Read it before you use it: a server may accept something by "
    "mistake."
)
#: How many inexpressible disagreements we list.
_MOST_NOTES: Final = 200


def extension_document(drift: Drift) -> dict[str, Any] | None:
    """Return an extension file as a document, or None if it can correct nothing."""
    corrected = [drift.corrections[name] for name in sorted(drift.corrections)]
    operations = [correction.finished() for correction in corrected if correction.is_changed or correction.odd_ways]
    document: dict[str, Any] = {}
    if operations:
        notes = [_WHAT, *list(_left_out(drift))]
        document = {
            "resource": "drift",
            "title": "Corrections from recorded traffic",
            "x-salesiq-notes": notes,
            "operations": operations,
        }
    if drift.codes:
        document["errors"] = [_code(code, drift.codes[code]) for code in sorted(drift.codes)]
    return document or None


def inexpressible(drift: Drift) -> Iterator[tuple[str, int]]:
    """Yield, in words, the disagreements that no contract can express, and how often each occurred."""
    for key, drifted in drift.sorted():
        if drifted.inexpressible:
            name = key.json_key or key.param or key.header
            place = f"{key.where} {name}" if name else key.where
            code = f" ({key.code})" if key.code else ""
            yield (
                f"{key.operation or 'no operation'}, {place}: {Disagreement(key.kind).words}{code}",
                drifted.inexpressible,
            )


def write_extension(drift: Drift, file: str) -> bool:
    """Write the extension file; return whether there was anything to write.

    Raises:
        UnusableArgument: the file cannot be written.
    """
    document = extension_document(drift)
    if document is None:
        return False
    text = json.dumps(document, indent=2, ensure_ascii=True) + "\n"
    try:
        Path(file).write_text(text, encoding="ascii", newline="\n")
    except OSError as error:
        raise UnusableArgument(f"the extension file {file!r} cannot be written: {error.strerror}") from error
    return True


def _left_out(drift: Drift) -> Iterator[str]:
    rows = list(inexpressible(drift))
    for words, times in rows[:_MOST_NOTES]:
        yield printable(f"Not expressed: {words}, {times:,} times." if times > 1 else f"Not expressed: {words}, once.")
    if len(rows) > _MOST_NOTES:
        yield f"Not expressed: {len(rows) - _MOST_NOTES:,} more."


def _code(code: int, optional_keys: set[str]) -> dict[str, Any]:
    entry: dict[str, Any] = {"code": code, "meaning": "In recorded traffic, but on no page."}
    return entry | ({"optional_keys": sorted(optional_keys)} if optional_keys else {})
