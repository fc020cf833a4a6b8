"""Verdict: from what a rule found to the finding that is reported, with a severity and without private names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from salesiq_validate.finding import Basis, Finding, Rule, SalesIQError, Severity, Side
from salesiq_validate.privacy.shapes import UNLISTED_NAME, redact_name, redact_path

if TYPE_CHECKING:
    from collections.abc import Container

    from salesiq_validate.judging.case import Case
    from salesiq_validate.judging.fault import Fault
    from salesiq_validate.keypath import KeyPath

#: Stands for a server's message that no list holds: it may repeat a value.
UNLISTED_MESSAGE: Final = "<message>"

#: Headers whose names may be shown; another header's name may be a secret of somebody's own gateway.
_HEADERS: Final = {name.lower(): name for name in ("Authorization", "Content-Type", "Accept", "X-SIQ-Channel")}


def finding_of(case: Case, rule: Rule, fault: Fault, side: Side) -> Finding:
    """Make the finding of a fault: documented and shown facts give errors, inferred ones at most warnings."""
    context = case.context
    severity = context.severities.get(rule.code)
    if severity is None:
        severity = rule.severity
        if severity is Severity.ERROR and fault.basis is Basis.INFERRED:
            severity = Severity.WARNING
    path, code, error = fault.path, fault.code, fault.received
    if error is None and code is not None:
        json_key = str(path) if path is not None and path.segments and fault.where == "body" else None
        error = context.errors.error(code, json_key=json_key, param=fault.param, header=fault.header)
    assert case.plan is not None
    operation = case.plan.operation
    param = fault.param
    names = case.plan.names
    shown_path, shown_param, shown_error, shown_header = path, param, error, fault.header
    is_listed = (path is None or _listed(path, names)) and (param is None or param in names)
    if not is_listed or fault.where == "envelope":
        if not is_listed:
            # The operation does not list it; another one of the catalogue may.
            names = case.plan.all_names
        shown_path = None if path is None else redact_path(path, names)
        shown_param = None if param is None else redact_name(param, names)
        shown_error = None if error is None else _redacted_error(error, shown_path, shown_param, case)
        shown_header = None if fault.header is None else known_header(fault.header)
    return Finding(
        rule=rule,
        severity=severity,
        side=Side.RECORDING if fault.where == "entry" else side,
        where=fault.where,
        message=fault.message,
        basis=fault.basis,
        operation=None if operation is None else operation.id,
        path=path,
        redacted_path=None if shown_path is path else shown_path,
        param=param,
        redacted_param=None if shown_param == param else shown_param,
        header=shown_header,
        shape=fault.shape,
        error=error,
        redacted_error=None if shown_error == error else shown_error,
        alternatives=fault.alternatives,
        hint=fault.hint,
        origin=case.exchange.origin,
    )


def _listed(path: KeyPath, names: Container[str]) -> bool:
    for segment in path.segments:  # noqa: SIM110 - a generator for `all` takes three times as long
        if type(segment) is not int and segment not in names:
            return False
    return True


def _redacted_error(error: SalesIQError, path: KeyPath | None, param: str | None, case: Case) -> SalesIQError:
    entry = case.context.errors.get(error.code)
    said = entry is not None and entry.says(error.message)
    return SalesIQError(
        error.code,
        error.message if said else UNLISTED_MESSAGE,
        None if error.json_key is None else str(path) if path is not None else UNLISTED_NAME,
        None if error.param is None else param if param is not None else UNLISTED_NAME,
        None if error.header is None else known_header(error.header),
    )


def known_header(name: str) -> str:
    """Return a header's name as it may be shown."""
    return _HEADERS.get(name.lower(), UNLISTED_NAME)
