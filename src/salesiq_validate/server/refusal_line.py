"""The lines that a stand-in prints about a request, without values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesiq_validate.decode import json_fast
from salesiq_validate.privacy.printable import printable
from salesiq_validate.rules.reading import body_not_judged
from salesiq_validate.server.answers import NOT_JUDGED

if TYPE_CHECKING:
    from salesiq_validate.exchange import Exchange
    from salesiq_validate.finding import Finding, Report

_WIDEST = 300


def refusal_line(exchange: Exchange, report: Report) -> str | None:
    """Return the line for a refused exchange: call, code and reason; None for any other exchange."""
    error = _error_of(exchange)
    request = exchange.request
    if error is None or request is None:
        return None
    code = error["code"]
    call = report.operation or "no documented call"
    earned = next(
        (finding for finding in (report.reply_finding, *report.findings) if finding and _earns(finding, code)), None
    )
    why = "provoked" if earned is None else f"{earned.rule.code} {earned.location}: {earned.message}"
    hint = f" ({earned.hint})" if earned is not None and earned.hint else ""
    # The client may write anything as the method; all the rest is our own text.
    return printable(f"{request.method[:10]} {call}: refused with {code}, {why}{hint}", limit=_WIDEST)


def accepted_line(exchange: Exchange, report: Report) -> str:
    """Return the line for an accepted exchange: call, and the codes of its findings."""
    method = exchange.request.method[:10] if exchange.request is not None else ""
    codes = ", ".join(dict.fromkeys(finding.rule.code for finding in report.findings))
    return printable(f"{method} {report.operation}: accepted{f', {codes}' if codes else ''}", limit=_WIDEST)


def _earns(finding: Finding, code: int) -> bool:
    if finding.rule.code == body_not_judged.CODE:
        return code == NOT_JUDGED
    return finding.error is not None and finding.error.code == code


def _error_of(exchange: Exchange) -> dict[str, Any] | None:
    body = exchange.response.body if exchange.response is not None else None
    # A success is never decoded for this, because its first key is url or data.
    if not isinstance(body, bytes) or not body.startswith(b'{"error"'):
        return None
    document = json_fast.loads(body)
    error: dict[str, Any] | None = document.get("error") if isinstance(document, dict) else None
    return error
