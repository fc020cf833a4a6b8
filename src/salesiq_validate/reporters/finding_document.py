"""This module alone turns findings, groups and summaries into the JSON documents of the machine formats.

`Finding` decides what may be shown. This module makes sure that any JSON reader accepts every text.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.run.results.call import call_of
from salesiq_validate.run.results.shown import shown_error, shown_param, shown_path
from salesiq_validate.run.results.story import is_refusal, related_findings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from salesiq_validate.exchange import Exchange, Origin
    from salesiq_validate.finding import Finding, Fix, Report, SalesIQError
    from salesiq_validate.reporters import CoverageRow, DriftRow, ReportOptions
    from salesiq_validate.run.results.call import RecordedCall
    from salesiq_validate.run.results.summary import Group, Summary

#: JSON text is always ASCII, so that the encoding of the stream does not matter.
_ENCODER: Final = json.JSONEncoder(ensure_ascii=True, allow_nan=False)


def json_text(document: Any) -> str:
    r"""Return JSON text on one line; lone surrogates in its strings become the text of their escape.

    A file name that is not UTF-8, or a name in a broken body, may have lone surrogates. Python writes them as `\udc80`.
    The grammar of JSON allows this, but most JSON readers refuse it.
    """
    text = _ENCODER.encode(document)
    return text if "\\ud" not in text else _ENCODER.encode(_sound(document))


def finding_documents(
    exchange: Exchange | None, findings: Sequence[Finding], report: Report | None, options: ReportOptions
) -> Iterator[dict[str, Any]]:
    """Yield the findings on one exchange as json-v1 describes them.

    Arguments:
        exchange: None for an unreadable entry.
        findings: the findings that count.
        report: the report on the exchange.
        options: as for every reporter.
    """
    related = related_findings(findings)
    call = None if exchange is None else call_of(exchange)
    for at, finding in enumerate(findings):
        other = related.get(at)
        yield {
            **finding_document(finding, is_reply=is_reply(finding, report), show_values=options.show_values),
            "related": None if other is None else other.fingerprint,
            "direction": None if exchange is None else exchange.direction,
            "call": call_document(call, finding.operation, options),
            "retry": _retry_document(finding, options),
        }


def _retry_document(finding: Finding, options: ReportOptions) -> dict[str, Any] | None:
    """Return whether a client may send a refused request again; None for other findings and unknown codes."""
    entry = options.errors.get(finding.error.code) if is_refusal(finding) and finding.error is not None else None
    if entry is None:
        return None
    return {
        "when": entry.retry,
        "fault": entry.fault,
        "basis": entry.retry_basis.value,
        "is_repeatable": finding.operation is not None and finding.operation in options.repeatable,
    }


def call_document(call: RecordedCall | None, operation: str | None, options: ReportOptions) -> dict[str, Any] | None:
    """Return the method, path template and time of an exchange, None if there is no exchange."""
    if call is None:
        return None
    return {"method": call.method, "path": options.paths.get(operation or ""), "time": call.time}


def finding_document(finding: Finding, *, is_reply: bool, show_values: bool = False) -> dict[str, Any]:
    """Return a finding without its place in a recording.

    Arguments:
        finding: any finding.
        is_reply: whether SalesIQ would really answer with it.
        show_values: show names that no schema lists.
    """
    path = shown_path(finding, show_values=show_values)
    return {
        "rule": finding.rule.code,
        "name": finding.rule.name,
        "severity": finding.severity.value,
        "side": finding.side.value,
        "where": finding.where,
        "operation": finding.operation,
        "json_key": None if path is None else str(path),
        "param": shown_param(finding, show_values=show_values),
        "header": finding.header,
        "pointer": None if path is None else path.to_pointer(),
        "error": error_document(shown_error(finding, show_values=show_values)),
        "alternatives": list(finding.alternatives),
        "is_reply": is_reply,
        "message": finding.message,
        "hint": finding.hint,
        "basis": finding.basis.value,
        "fingerprint": finding.fingerprint,
        "shape": finding.shape,
        "count": finding.count,
        "fix": fix_document(finding.fix),
        "origin": origin_document(finding.origin),
    }


def fix_document(fix: Fix | None) -> dict[str, Any] | None:
    """Return how to correct a request; a fix that we have not tried is not sure."""
    if fix is None:
        return None
    edits = []
    for edit in fix.edits:
        value = {} if edit.value is None else {"value": edit.value}
        kept = {"segments": dict(edit.segments)} if edit.kind == "set-path" else {}
        edits.append({"edit": edit.kind, **value, **kept})
    return {
        "sure": fix.sure is True,
        "edits": edits,
        "needs": sorted({name for edit in fix.edits for name in edit.needs}),
    }


def error_document(error: SalesIQError | None) -> dict[str, Any] | None:
    """Return the content of `error` in an error envelope."""
    return None if error is None else error.as_envelope()["error"]


def origin_document(origin: Origin | None) -> dict[str, Any]:
    """Return a place in a recording; without one, every key is null."""
    if origin is None:
        return {"file": None, "entry": None, "line": None, "id": None}
    column = {} if origin.column is None else {"column": origin.column}
    return {"file": origin.file, "entry": origin.entry, "line": origin.line, **column, "id": origin.id}


def is_reply(finding: Finding, report: Report | None) -> bool:
    """Return whether SalesIQ would answer the request with this finding."""
    reply = None if report is None else report.reply_finding
    return reply is not None and (finding is reply or finding == reply)


def counts_document(summary: Summary, options: ReportOptions) -> dict[str, Any]:
    """Return the counts of a run: the part of json-v1 besides findings and groups."""
    total = summary.total
    covered = {} if options.coverage is None else {"coverage": coverage_document(options.coverage(summary))}
    return {
        "exchanges": total.exchanges,
        "skipped": summary.skipped,
        "known": summary.known,
        "summary": {
            "error": total.error,
            "warning": total.warning,
            "info": total.info,
            "refusals": total.refusals,
        },
        "operations": [
            {
                "operation": operation,
                "exchanges": tally.exchanges,
                "refusals": tally.refusals,
                "error": tally.error,
                "warning": tally.warning,
                "info": tally.info,
            }
            for operation, tally in sorted(
                summary.operations.items(), key=lambda item: (item[0] is None, item[0] or "")
            )
        ],
        **covered,
        "ungrouped": summary.ungrouped,
    }


def coverage_document(covered: Iterable[CoverageRow]) -> list[dict[str, Any]]:
    """Return how much of the contract was exercised."""
    return [{"kind": row.kind, "seen": row.seen, "total": row.total, "missing": list(row.missing)} for row in covered]


def drift_document(row: DriftRow) -> dict[str, Any]:
    """Return one kind of disagreement between server and contract."""
    return {
        "disagreement": row.kind,
        "operation": row.operation,
        "where": row.where,
        "json_key": row.json_key,
        "param": row.param,
        "header": row.header,
        "code": row.code,
        "count": row.count,
        "first": origin_document(row.first),
    }


def group_documents(summary: Summary, options: ReportOptions) -> Iterator[dict[str, Any]]:
    """Yield the groups as json-v1 describes them."""
    groups = summary.groups
    predictions = {key.identity: group.first for key, group in groups.items()}
    for key, group in groups.items():
        related = predictions.get(key.prediction)
        call = call_document(group.call, group.first.operation, options)
        yield {**_group_document(group), "related": None if related is None else related.fingerprint, "call": call}


def _group_document(group: Group) -> dict[str, Any]:
    first = group.first
    return {
        "rule": first.rule.code,
        "name": first.rule.name,
        "severity": first.severity.value,
        "side": first.side.value,
        "where": first.where,
        "operation": first.operation,
        "json_key": first.path_shape,
        "param": first.shown_param,
        "header": first.header,
        "code": None if first.error is None else first.error.code,
        "count": group.count,
        "replies": group.replies,
        "fingerprint": first.fingerprint,
        "first": origin_document(first.origin),
    }


def _sound(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {key: _sound(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_sound(item) for item in value]
    return value
