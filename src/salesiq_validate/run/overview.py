"""Overview: findings that no exchange shows alone, told when all of them are judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesiq_validate.finding import Basis, Finding, Side
from salesiq_validate.rules import RULE_OF
from salesiq_validate.rules.practice import mixed_data_centres
from salesiq_validate.run.steps import Judged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from salesiq_validate.run.results.summary import Summary
    from salesiq_validate.validator import Validator


def overview(
    summary: Summary, validator: Validator, *, is_known: Callable[[Finding], bool] | None = None
) -> Iterator[Judged]:
    """Yield the last steps of a run.

    Arguments:
        summary: of everything that was judged.
        validator: that judged it.
        is_known: tells findings that a baseline knows; they do not count.
    """
    rule = RULE_OF[mixed_data_centres]
    if not validator.settings.runs(rule) or validator.router.data_center is not None:
        return
    severity = validator.settings.severities_of([rule]).get(rule.code, rule.severity)
    for calls in list(summary.portals.mixed()):
        told = ", ".join(f"{centre} ({count:,})" for centre, count in calls.items())
        finding = Finding(
            rule,
            severity,
            Side.RECORDING,
            "url",
            f"calls of one portal go to several data centres: {told}",
            basis=Basis.INFERRED,
            hint="say which one is right with --data-center, and every call to another one is told with its place",
        )
        yield Judged(None, None, () if is_known is not None and is_known(finding) else (finding,))
