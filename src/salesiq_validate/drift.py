"""Drift: where the server and the contract disagree, counted by operation and place.

Either may be wrong. The list tells what to look at, and what to correct in an extension file.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from attrs import define, field, frozen

from salesiq_validate.exchange import UNRECORDED
from salesiq_validate.finding import Finding, Severity, Side
from salesiq_validate.judging import Judged, Step

if TYPE_CHECKING:
    from salesiq_validate.catalogue.errors import ErrorCatalogue
    from salesiq_validate.exchange import Origin
    from salesiq_validate.report import Report


#: Refusals that the request alone earns. Others (1005, 1008, 1019, 1024, 1025) also come for well-formed names, tokens
#: and ids that the portal does not know, which no contract can tell.
_EARNED_BY_FORM: Final = frozenset({1002, 1004, 1006, 1007, 1010, 1011, 1015, 1018, 1027, 1031, 1054})


class Disagreement(enum.Enum):
    """How server and contract disagree."""

    UNPREDICTED = "refused, and no rule would have predicted it"
    ACCEPTED = "accepted, although a rule would have refused it"
    UNKNOWN_CODE = "refused with a code that no list holds"
    ANSWER = "answered with data that are not as described"


@frozen(order=True)
class DriftKey:
    """What counted disagreements have in common; "" stands for nothing, because None does not sort."""

    operation: str
    kind: str
    #: "body operators[*].name".
    place: str
    #: SalesIQ's code, received or predicted; 0 for none.
    code: int


@define
class Drifted:
    """How often, and where first."""

    count: int
    first: Origin | None


@define
class Drift:
    """Collects disagreements; as large as there are different ones, however much traffic there is."""

    errors: ErrorCatalogue
    found: dict[DriftKey, Drifted] = field(factory=dict)

    def add(self, report: Report, *, answered: bool, origin: Origin | None) -> None:
        """Take one judged exchange.

        Arguments:
            answered: whether its response was recorded with a body, so that something is known of the server.
        """
        for key in self._disagreements(report, answered=answered):
            known = self.found.get(key)
            if known is None:
                self.found[key] = Drifted(1, origin)
            else:
                known.count += 1

    def of(self, steps: Iterable[Step]) -> Iterator[Step]:
        """Pass the steps of a run on, and take the exchanges among them."""
        for step in steps:
            if isinstance(step, Judged) and step.exchange is not None and step.report is not None:
                response = step.exchange.response
                answered = response is not None and response.body is not UNRECORDED and bool(response.body)
                self.add(step.report, answered=answered, origin=step.exchange.origin)
            yield step

    def sorted(self) -> list[tuple[DriftKey, Drifted]]:
        """Return everything by operation, then kind and place."""
        return sorted(self.found.items(), key=lambda item: item[0])

    def _disagreements(self, report: Report, *, answered: bool) -> Iterator[DriftKey]:
        operation = report.operation or ""
        requested = [
            finding
            for finding in report.findings
            if finding.side is Side.REQUEST and (finding.error is not None or finding.alternatives)
        ]
        refusal = next((finding for finding in report.findings if finding.rule.name == "refused"), None)
        if refusal is not None and refusal.error is not None:
            code = refusal.error.code
            entry = self.errors.get(code)
            if entry is None or entry.status == "observed":
                yield DriftKey(operation, Disagreement.UNKNOWN_CODE.name, _place(refusal), code)
            elif code in _EARNED_BY_FORM and not any(code in _codes(finding) for finding in requested):
                yield DriftKey(operation, Disagreement.UNPREDICTED.name, _place(refusal), code)
        elif answered and report.refused_with is None and not _is_unreadable(report):
            for finding in requested:
                if finding.severity is Severity.ERROR and finding.error is not None:
                    yield DriftKey(operation, Disagreement.ACCEPTED.name, _place(finding), finding.error.code)
        for finding in report.findings:
            if finding.rule.name == "answer-drift":
                yield DriftKey(operation, Disagreement.ANSWER.name, _place(finding), 0)


def _codes(finding: Finding) -> set[int]:
    own = set() if finding.error is None else {finding.error.code}
    return own | set(finding.alternatives)


def _place(finding: Finding) -> str:
    name = finding.path_shape if finding.path is not None else finding.shown_param or finding.header
    where = "body" if finding.rule.name == "refused" and finding.path is not None else finding.where
    return f"{where} {name}" if name else where


def _is_unreadable(report: Report) -> bool:
    names = {"no-envelope", "unreadable-answer", "data-and-error"}
    return any(finding.rule.name in names for finding in report.findings)
