"""The page of one SalesIQ error code: what it means, what to do, and which rules predict it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.rules.registry import REGISTRY

if TYPE_CHECKING:
    from salesiq_validate.cli.catalogue import Catalogue
    from salesiq_validate.cli.page import Page
    from salesiq_validate.contract.errors import CatalogueEntry
    from salesiq_validate.finding import Rule

#: The cause of a refusal, in words.
FAULTS: Final = {
    "request": "the request",
    "credentials": "the token, its scopes, or the role of the operator behind it",
    "portal": "the portal: its records, or its plan",
    "server": "nothing on your side",
}


def code_document(entry: CatalogueEntry, known: Catalogue) -> dict[str, Any]:
    """Return all we know about a code, for programs."""
    return {
        "kind": "code",
        "code": entry.code,
        "name": entry.name,
        "message": entry.message,
        "variants": list(entry.variants),
        "optional_keys": sorted(entry.optional_keys),
        "category": entry.category,
        "meaning": entry.meaning,
        "advice": entry.advice,
        "retry": entry.retry,
        "fault": entry.fault,
        "retry_basis": entry.retry_basis.value,
        "status": entry.status,
        "basis": entry.basis.value,
        "source": entry.source,
        "read": entry.read,
        "operations": _operations(entry, known),
        "predicted_by": [{"rule": rule.code, "name": rule.name} for rule in _rules(entry)],
        "server_only": entry.server_only,
        "example": _example(entry),
    }


def show_code(page: Page, entry: CatalogueEntry, known: Catalogue) -> None:
    """Write the page of a code."""
    page.title(f"SalesIQ {entry.code}", entry.message)
    if entry.meaning:
        page.heading("What it means")
        page.paragraph(entry.meaning)
    if entry.advice:
        page.heading("What to do")
        page.paragraph(entry.advice)
    page.facts(
        [("send again", f"{entry.retry} ({entry.retry_basis.value})"), ("what has to change", FAULTS[entry.fault])]
    )
    page.heading("The answer")
    page.code(json.dumps(_example(entry), ensure_ascii=False))
    if len(entry.optional_keys) > 1:
        page.paragraph(f"One of {', '.join(sorted(entry.optional_keys))} may be in it.")
    if entry.variants:
        page.paragraph("Other wordings:")
        page.items(entry.variants)
    page.heading("Rules that predict it")
    rules = _rules(entry)
    page.items(f"{rule.code} {rule.name}: {rule.summary}" for rule in rules)
    if not rules:
        page.paragraph(entry.server_only or "None: only the server knows.")
    operations = _operations(entry, known)
    if operations:
        page.heading("Operations")
        page.paragraph(", ".join(operations))
    page.heading("Source")
    page.facts([("status", entry.status), ("basis", entry.basis.value), ("source", entry.source), ("read", entry.read)])


def _rules(entry: CatalogueEntry) -> list[Rule]:
    return [rule for rule in REGISTRY.rules if rule.code in entry.predicted_by or entry.code in rule.predicts]


def _operations(entry: CatalogueEntry, known: Catalogue) -> list[str]:
    listing = {operation.id for operation in known.operations for error in operation.errors if error.code == entry.code}
    return sorted(listing.union(entry.operations))


def _example(entry: CatalogueEntry) -> dict[str, Any]:
    values = {"json_key": "operators[1].name", "param": "page", "header": "Content-Type"}
    key = next((name for name in values if name in entry.optional_keys), None)
    error: dict[str, Any] = {"code": entry.code, "message": entry.message}
    return {"error": error if key is None else {**error, key: values[key]}}
