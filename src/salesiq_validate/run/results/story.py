"""Story: a refusal and the finding of the same exchange that predicted it. To a reader, they are one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesiq_validate.finding import Side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesiq_validate.finding import Finding


def is_refusal(finding: Finding) -> bool:
    """Tell whether a finding is a refusal by SalesIQ, and not a fault in a request or in an answer's form."""
    return finding.side is Side.RESPONSE and finding.error is not None


def related_findings(findings: Sequence[Finding]) -> dict[int, Finding]:
    """Return the other half of each finding that has one (its prediction or its refusal), by the finding's position.

    Arguments:
        findings: the findings of one exchange; if several predicted its refusal, the most severe one counts.
    """
    related: dict[int, Finding] = {}
    for at, refusal in enumerate(findings):
        if is_refusal(refusal):
            predicting = [place for place, finding in enumerate(findings) if _predicts(finding, refusal)]
            if predicting:
                prediction = max(predicting, key=lambda place: findings[place].severity)
                related[at] = findings[prediction]
                related[prediction] = refusal
    return related


def _predicts(finding: Finding, refusal: Finding) -> bool:
    if finding.side is not Side.REQUEST or finding.error is None or refusal.error is None:
        return False
    if refusal.error.code not in (finding.error.code, *finding.alternatives):
        return False
    # If a refusal names a place, it is about that place.
    named = _names(refusal)
    return not named or not named.isdisjoint(_names(finding))


def _names(finding: Finding) -> set[str]:
    path = None if finding.path is None else str(finding.path)
    header = None if finding.header is None else finding.header.lower()
    return {name for name in (path, finding.param, header) if name}
