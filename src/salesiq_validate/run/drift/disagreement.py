"""Disagreement: one kind of contradiction between server and contract, and how an exchange shows it."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

from attrs import define, frozen

from salesiq_validate.finding import Finding, Severity, Side
from salesiq_validate.rules.envelope import answer_drift, data_and_error, no_envelope, unreadable_answer
from salesiq_validate.rules.registry import RULE_OF
from salesiq_validate.run.results.story import is_refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from salesiq_validate.contract.errors import ErrorCatalogue
    from salesiq_validate.exchange import Origin
    from salesiq_validate.finding import Report


_UNREADABLE: Final = frozenset(RULE_OF[module] for module in (no_envelope, unreadable_answer, data_and_error))
_ANSWER_DRIFT: Final = RULE_OF[answer_drift]


class Disagreement(enum.Enum):
    """How server and contract disagree; the value is the word in machine formats."""

    ACCEPTED = "accepted"
    ANSWER = "other-answer"
    UNKNOWN_CODE = "unknown-code"
    UNLISTED_MEMBER = "unlisted-member"
    UNPREDICTED = "unpredicted-refusal"

    @property
    def words(self) -> str:
        """What happened, in words for people."""
        return _WORDS[self]


_WORDS: Final = {
    Disagreement.ACCEPTED: "accepted, although a rule would have refused it",
    Disagreement.ANSWER: "answered with data that differ from the description",
    Disagreement.UNKNOWN_CODE: "refused with a code that is not documented",
    Disagreement.UNLISTED_MEMBER: "answered with a key that the description does not list",
    Disagreement.UNPREDICTED: "refused, and no rule would have predicted it",
}


@frozen(order=True)
class DriftKey:
    """The common key of counted disagreements; "" means nothing, because None does not sort."""

    #: operationId.
    operation: str
    #: The value of a `Disagreement`.
    kind: str
    #: As of a finding: `body`, `envelope`, `param`.
    where: str
    #: The KeyPath's shape in a form that may be shown: `operators[*].name`.
    json_key: str = ""
    param: str = ""
    header: str = ""
    #: SalesIQ's code, received or predicted; 0 if there is no code.
    code: int = 0

    @classmethod
    def of(cls, operation: str, kind: Disagreement, finding: Finding, code: int = 0) -> DriftKey:
        """Return the key of the disagreement that a finding shows."""
        # A refusal names a place of the request.
        is_body = is_refusal(finding) and finding.path is not None
        return cls(
            operation,
            kind.value,
            "body" if is_body else finding.where,
            finding.path_shape or "",
            finding.shown_param or "",
            finding.header or "",
            code,
        )


@define
class DriftCount:
    """How often a disagreement occurred, and where first."""

    count: int
    first: Origin | None
    #: How many of these no extension file can express.
    inexpressible: int = 0


def disagreements(
    report: Report, errors: ErrorCatalogue, *, answered: bool
) -> Iterator[tuple[Disagreement, Finding, int]]:
    """Yield the disagreements in a checked exchange: the kind, the finding, and SalesIQ's code (0 for no code).

    Arguments:
        answered: whether the response was recorded with a body, so that it shows what the server does.
    """
    requested = [
        finding
        for finding in report.findings
        if finding.side is Side.REQUEST and (finding.error is not None or finding.alternatives)
    ]
    refusal = next(filter(is_refusal, report.findings), None)
    if refusal is not None and refusal.error is not None:
        code = refusal.error.code
        entry = errors.get(code)
        if entry is None or entry.status == "observed":
            yield Disagreement.UNKNOWN_CODE, refusal, code
        elif entry.earned_by_form and not any(code in _codes(finding) for finding in requested):
            yield Disagreement.UNPREDICTED, refusal, code
    elif answered and report.refused_with is None and not is_unreadable(report):
        for finding in requested:
            if finding.severity is Severity.ERROR and finding.error is not None:
                yield Disagreement.ACCEPTED, finding, finding.error.code
    for finding in report.findings:
        if finding.rule == _ANSWER_DRIFT:
            yield Disagreement.ANSWER, finding, 0


def is_unreadable(report: Report) -> bool:
    """Tell whether the answer is neither clearly a success nor a refusal."""
    return any(finding.rule in _UNREADABLE for finding in report.findings)


def _codes(finding: Finding) -> set[int]:
    own = set() if finding.error is None else {finding.error.code}
    return own | set(finding.alternatives)
