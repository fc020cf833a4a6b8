"""Documentation: the addresses of this project's pages about rules and operations.

No other module knows these addresses. No website is published, so they lead to the pages in the repository.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from salesiq_validate.contract import all_operations

if TYPE_CHECKING:
    from salesiq_validate.finding import Rule

REPOSITORY: Final = "https://github.com/salesiq-validate/salesiq-validate"
DOCS: Final = f"{REPOSITORY}/blob/main/docs"
_PAGE: Final = f"{DOCS}/reference/{{}}/{{}}.md"


def rule_page(rule: Rule) -> str:
    """Return the address of a rule's page; "" for a rule of another package, whose codes begin differently."""
    return _PAGE.format("rules", rule.code) if rule.code.startswith("SIQ") else ""


def operation_page(operation: str | None) -> str:
    """Return the address of an operation's page; "" for an operation of an extension file, and for None."""
    return _PAGE.format("operations", operation) if operation in _documented() else ""


@cache
def _documented() -> frozenset[str]:
    return frozenset(operation.id for operation in all_operations())
