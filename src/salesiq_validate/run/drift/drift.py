"""Drift: takes the exchanges of a run, and keeps the disagreements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from attrs import define, field

from salesiq_validate.decode.body import read_json_body
from salesiq_validate.decode.problem import BROKEN
from salesiq_validate.engine import default_engine, inline_refs
from salesiq_validate.exchange import UNRECORDED, Document, known_headers
from salesiq_validate.keypath import KeyPath
from salesiq_validate.limits import Limits
from salesiq_validate.privacy.shapes import redact_name
from salesiq_validate.reporters import DriftRow
from salesiq_validate.run.drift.correction import Correction
from salesiq_validate.run.drift.disagreement import Disagreement, DriftCount, DriftKey, disagreements, is_unreadable
from salesiq_validate.run.drift.sketch import Members, Room
from salesiq_validate.run.drift.unlisted import unlisted
from salesiq_validate.run.steps import Judgement, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from salesiq_validate.contract.operation import Operation, Schema
    from salesiq_validate.exchange import Exchange, Origin, Request, Response
    from salesiq_validate.finding import Finding, Report
    from salesiq_validate.validator import Validator

#: How many different disagreements we keep. If the contract is roughly right, traffic has a few hundred at most.
MOST_DISAGREEMENTS: Final = 10_000
#: SalesIQ's codes have four digits, and so do those of the catalogue.
_CODES: Final = range(1000, 10_000)


@define(eq=False)
class Drift:
    """Collects disagreements; its size grows with the number of different ones, not with the traffic.

    Arguments:
        validator: the validator that judged the exchanges.
        limits: the limits for decoding bodies.
    """

    validator: Validator
    limits: Limits = field(factory=Limits)
    found: dict[DriftKey, DriftCount] = field(factory=dict, init=False)
    #: Disagreements beyond `MOST_DISAGREEMENTS` different ones.
    left_out: int = field(default=0, init=False)
    #: Operations that disagreed, by operationId.
    corrections: dict[str, Correction] = field(factory=dict, init=False)
    #: Undocumented codes, and the optional keys that came with each.
    codes: dict[int, set[str]] = field(factory=dict, init=False)
    _operations: dict[str, Operation] = field(factory=dict, init=False)
    _room: Room = field(factory=Room, init=False)
    #: Descriptions of answers, with references resolved.
    _described: dict[str, Schema] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        """Index the operations by name."""
        self._operations = {operation.id: operation for operation in self.validator.operations}

    def of(self, steps: Iterable[Step]) -> Iterator[Step]:
        """Pass on the steps of a run, and take the exchanges among them."""
        for step in steps:
            if isinstance(step, Judgement) and step.exchange is not None and step.report is not None:
                self.add(step.exchange, step.report)
            yield step

    def add(self, exchange: Exchange, report: Report) -> None:
        """Take one judged exchange."""
        response = exchange.response
        if response is None or response.body is UNRECORDED or not response.body:
            return
        answer: Any = ...
        for kind, finding, code in disagreements(report, self.validator.errors, answered=True):
            if kind is Disagreement.ANSWER and answer is ...:
                answer = self._document(response)
            done = self._correct(kind, finding, code, exchange, answer)
            self._count(DriftKey.of(report.operation or "", kind, finding, code), exchange.origin, done=done)
        if report.refused_with is None and report.operation is not None and not is_unreadable(report):
            self._look_for_members(report.operation, response, exchange.origin)

    def rows(self) -> list[DriftRow]:
        """Return everything by operation, then kind and place, as reporters show it."""
        return [
            DriftRow(
                operation=key.operation or None,
                kind=key.kind,
                words=Disagreement(key.kind).words,
                where=key.where,
                json_key=key.json_key or None,
                param=key.param or None,
                header=key.header or None,
                code=key.code or None,
                count=drifted.count,
                first=drifted.first,
            )
            for key, drifted in self.sorted()
        ]

    def sorted(self) -> list[tuple[DriftKey, DriftCount]]:
        """Return everything by operation, then kind and place."""
        return sorted(self.found.items(), key=lambda item: item[0])

    def _count(self, key: DriftKey, origin: Origin | None, *, done: bool) -> None:
        known = self.found.get(key)
        if known is not None:
            known.count += 1
            known.inexpressible += not done
        elif len(self.found) < MOST_DISAGREEMENTS:
            self.found[key] = DriftCount(1, origin, int(not done))
        else:
            self.left_out += 1

    def _correct(self, kind: Disagreement, finding: Finding, code: int, exchange: Exchange, answer: Any) -> bool:
        """Add a disagreement to the corrections; return whether a contract can express it."""
        if kind is Disagreement.UNKNOWN_CODE:
            if code not in _CODES or finding.error is None:
                return False
            error = finding.error.as_envelope()["error"]
            self.codes.setdefault(code, set()).update(error.keys() & {"json_key", "param", "header"})
            return True
        correction = self._correction(finding.operation)
        if correction is None:
            return False
        if kind is Disagreement.ANSWER:
            return isinstance(answer, dict) and "data" in answer and correction.accept_answer(answer["data"])
        if kind is Disagreement.ACCEPTED:
            return correction.accept_request(finding, self._document(exchange.request))
        return False  # from outside, we cannot know why the server refuses a request that looks right

    def _correction(self, operation: str | None) -> Correction | None:
        if operation is None or operation not in self._operations:
            return None
        if operation not in self.corrections:
            self.corrections[operation] = Correction(self._operations[operation], default_engine())
        return self.corrections[operation]

    def _look_for_members(self, operation: str, response: Response, origin: Origin | None) -> None:
        schema = self._description(operation)
        if "properties" not in schema and "items" not in schema:
            return
        answer = self._document(response)
        if not isinstance(answer, dict):
            return
        for way, members in unlisted(schema, answer.get("data")):
            correction = self._correction(operation)
            if correction is not None:
                # This fits for now, but it counts as soon as we write the members of this object.
                correction.members.setdefault(way, Members(self._room)).add(members)
                if members:
                    correction.odd_ways.add(way)
            for name in members:
                # The operation does not list this code, but another operation in the catalogue may.
                path = KeyPath(("data", *way, redact_name(name, self.validator.listed_names)))
                kind = Disagreement.UNLISTED_MEMBER.value
                self._count(DriftKey(operation, kind, "envelope", path.shape()), origin, done=True)

    def _description(self, operation: str) -> Schema:
        if operation not in self._described:
            known = self._operations.get(operation)
            described = None if known is None else known.data
            self._described[operation] = (
                {} if known is None or described is None else inline_refs(described, known.definitions)
            )
        return self._described[operation]

    def _document(self, message: Request | Response | None) -> Any:
        """Return the JSON document of a message, or `...` if it has none."""
        if message is None:
            return ...
        if isinstance(message.body, Document):
            return message.body.value
        if not isinstance(message.body, bytes):
            return ...
        _, content_type, content_encoding = known_headers(message.headers)
        document, _ = read_json_body(
            message.body,
            content_type=content_type,
            content_encoding=content_encoding,
            limits=self.limits,
            strict=False,
        )
        return ... if document is BROKEN else document
