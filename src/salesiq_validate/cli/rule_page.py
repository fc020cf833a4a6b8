"""The page of one rule: its facts, and its docstring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesiq_validate.finding import Severity

if TYPE_CHECKING:
    from salesiq_validate.cli.page import Page
    from salesiq_validate.finding import Rule


def rule_document(rule: Rule) -> dict[str, Any]:
    """Return all we know about a rule, for programs."""
    return {
        "kind": "rule",
        "rule": rule.code,
        "name": rule.name,
        "severity": rule.severity.value,
        "status": rule.status,
        "since": rule.since,
        "predicts": list(rule.predicts),
        "summary": rule.summary,
        "page": rule.doc.strip(),
    }


def show_rule(page: Page, rule: Rule) -> None:
    """Write the page of a rule."""
    page.title(f"{rule.code} {rule.name}")
    page.gap()
    page.paragraph(rule.summary)
    page.gap()
    lowered = ", or warning where the fact is only inferred" if rule.severity is Severity.ERROR else ""
    page.facts(
        [
            ("severity", f"{rule.severity.value}{lowered}"),
            ("predicts", ", ".join(f"SalesIQ {code}" for code in rule.predicts)),
            ("status", rule.status if rule.status != "stable" else ""),
            ("since", rule.since),
        ]
    )
    page.markdown(rule.doc.strip().partition("\n")[2])
