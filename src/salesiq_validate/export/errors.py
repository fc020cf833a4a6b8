"""The error catalogue for other tools: as a JSON document and as CSV."""

from __future__ import annotations

import csv
import io
from typing import Any, Final

from salesiq_validate.contract.errors import CatalogueEntry, ErrorCatalogue

FORMAT: Final = "salesiq-validate/errors-v1"

#: Columns of the CSV form, and members of an error in the JSON form.
COLUMNS: Final = (
    "code",
    "message",
    "name",
    "meaning",
    "advice",
    "category",
    "status",
    "basis",
    "optional_keys",
    "variants",
    "operations",
    "predicted_by",
    "server_only",
    "source",
    "read",
    "retry",
    "fault",
    "retry_basis",
)
#: A spreadsheet treats a cell with one of these beginnings as a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def errors_document(errors: ErrorCatalogue) -> dict[str, Any]:
    """Return every error code with all known facts, in the order of the codes."""
    return {"format": FORMAT, "errors": [_row(errors[code]) for code in sorted(errors)]}


def errors_csv(errors: ErrorCatalogue) -> str:
    """Return the codes as CSV (RFC 4180): blanks join the items of lists, and no cell begins like a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for code in sorted(errors):
        writer.writerow([_cell(value) for value in _row(errors[code]).values()])
    return text.getvalue()


def _row(entry: CatalogueEntry) -> dict[str, Any]:
    values: dict[str, Any] = {column: getattr(entry, column) for column in COLUMNS}
    return {
        **values,
        "basis": entry.basis.value,
        "retry_basis": entry.retry_basis.value,
        "optional_keys": sorted(entry.optional_keys),
        "variants": list(entry.variants),
        "operations": list(entry.operations),
        "predicted_by": list(entry.predicted_by),
    }


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        value = " ".join(map(str, value)) if all(" " not in item for item in value) else "; ".join(value)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
