"""Answers: the response that SalesIQ would give to a request."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.contract.operation import FILE
from salesiq_validate.examples import ExampleAnswers
from salesiq_validate.exchange import Response
from salesiq_validate.finding import SalesIQError, Side
from salesiq_validate.rules.reading import body_not_judged

if TYPE_CHECKING:
    from salesiq_validate.exchange import Request
    from salesiq_validate.finding import Report
    from salesiq_validate.validator import Validator

#: The code for a body that hits a limit or cannot be decompressed: "the input stream is invalid or absent".
NOT_JUDGED: Final = 1015
HEADERS: Final = (("Content-Type", "application/json;charset=UTF-8"),)


class Answers:
    """Answers requests like a portal that remembers nothing; safe to share between threads.

    Arguments:
        validator: has the operations and error codes.
        seed: another seed makes other data.
        refusal_status: the HTTP status of refusals.
    """

    def __init__(self, validator: Validator, *, seed: int = 0, refusal_status: int = 200) -> None:
        self._validator = validator
        self._operations = {operation.id: operation for operation in validator.operations}
        self._examples = ExampleAnswers(validator.operations, seed=seed)
        self._refusal_status = refusal_status

    def answer(self, request: Request, report: Report) -> Response:
        """Answer a checked request; its URL has a documented server."""
        error = self.refusal_of(request, report)
        if error is not None:
            return self.refusal(error.as_envelope())
        assert report.operation is not None
        operation = self._operations[report.operation]
        if operation.file_answer:
            return Response(200, (("Content-Type", FILE),), b"example")
        envelope = self._examples.success(request, operation)
        return Response(200) if envelope is None else Response(200, HEADERS, _text(envelope))

    def refusal_of(self, request: Request, report: Report) -> SalesIQError | None:
        """Return the error for a request, or None if SalesIQ would accept it.

        If no page shows a path or method, we only infer that it is wrong, so it is a warning. But a stand-in has no
        answer for it, so it refuses. It also refuses a body that was not checked, because a success would mean that the
        body is right.
        """
        if report.reply is None and any(finding.rule.code == body_not_judged.CODE for finding in report.findings):
            return self._validator.errors.error(NOT_JUDGED)
        if report.reply is not None or self._is_documented(request, report):
            return report.reply
        likely = (
            finding.error
            for finding in report.findings
            if finding.side is Side.REQUEST and finding.where == "url" and finding.error is not None
        )
        return next(likely, None) or self._validator.errors.error(1006)

    def _is_documented(self, request: Request, report: Report) -> bool:
        """Tell whether method and path are those of the operation; it may be only the nearest to a wrong path."""
        operation = self._operations.get(report.operation or "")
        return (
            operation is not None
            and operation.method == request.method
            and self._validator.router.route(request.method, request.url.partition("?")[0]).guess is None
        )

    def refusal(self, envelope: Mapping[str, Any]) -> Response:
        """Return a refusal as a response."""
        return Response(self._refusal_status, HEADERS, _text(envelope))


def _text(envelope: Mapping[str, Any]) -> bytes:
    return json.dumps(envelope, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
