"""Findings: the faults from the rules, with a severity and without private names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import evolve

from salesiq_validate.finding import Basis, Display, Finding, Rule, SalesIQError, Severity, Side
from salesiq_validate.judging.call import Call
from salesiq_validate.privacy.shapes import UNLISTED_NAME, redact_name, redact_path

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from salesiq_validate.exchange import Origin
    from salesiq_validate.judging.call import Answer
    from salesiq_validate.judging.context import Context
    from salesiq_validate.judging.fault import Fault
    from salesiq_validate.judging.plan import Plan
    from salesiq_validate.judging.stage import Stage
    from salesiq_validate.keypath import KeyPath

#: Replaces a server's message that is not documented, because it may repeat a value.
UNLISTED_MESSAGE: Final = "<message>"

#: Codes for headers that are wrong for every operation.
_OF_ANY_CALL: Final = frozenset({1002, 1008})

#: Headers whose names may be shown. The name of any other header may be a secret of the caller's gateway.
_HEADERS: Final = {name.lower(): name for name in ("Authorization", "Content-Type", "Accept", "X-SIQ-Channel")}


def findings_of(stages: Iterable[Stage], message: Call | Answer, side: Side, origin: Origin | None) -> list[Finding]:
    """Run the rules of some stages on one message; if a stage's precheck passes, only the rules it does not cover."""
    findings = []
    for stage in stages:
        asked = stage.uncovered if stage.precheck(message) else stage.rules
        if asked:
            found = stage.faults(message, asked)
            if isinstance(message, Call) and message.route.guess is Basis.INFERRED:
                found = [(rule, _on_a_guess(message, fault)) for rule, fault in found]
            findings += [finding_of(message.plan, rule, fault, side, origin) for rule, fault in found]
    return findings


def _on_a_guess(call: Call, fault: Fault) -> Fault:
    """Lower the basis of a fault that depends on a guess: that the URL means the operation it suggests."""
    if call.operation is None or fault.where == "url" or (fault.where == "header" and fault.code in _OF_ANY_CALL):
        return fault
    guess = f"the URL was read as {call.operation.id}"
    return evolve(fault, basis=Basis.INFERRED, hint=guess if fault.hint is None else f"{fault.hint}; {guess}")


def finding_of(plan: Plan, rule: Rule, fault: Fault, side: Side, origin: Origin | None) -> Finding:
    """Make the finding for a fault: documented facts and examples give errors, inferred facts at most warnings."""
    context = plan.context
    severity = context.severities.get(rule.code)
    if severity is None:
        severity = rule.severity
        if severity is Severity.ERROR and fault.basis is Basis.INFERRED:
            severity = Severity.WARNING
    path, param, code, error = fault.path, fault.param, fault.code, fault.received
    if error is None and code is not None:
        json_key = str(path) if path is not None and path.segments and fault.where == "body" else None
        error = context.errors.error(code, json_key=json_key, param=param, header=fault.header)
    shown, header = None, fault.header
    is_listed = (path is None or _listed(path, plan.names)) and (param is None or param in plan.names)
    if not is_listed or fault.where == "envelope":
        # A name that the operation does not list may be listed by another operation.
        shown = _display(path, param, error, plan.names if is_listed else plan.all_names, context)
        header = None if header is None else known_header(header)
    return Finding(
        rule=rule,
        severity=severity,
        side=Side.RECORDING if fault.where == "entry" else side,
        where=fault.where,
        message=fault.message if fault.count == 1 else f"{fault.message}, and {fault.count - 1:,} more like it",
        basis=fault.basis,
        operation=plan.clean.operation,
        path=path,
        param=param,
        header=header,
        shape=fault.shape,
        error=error,
        alternatives=fault.alternatives,
        hint=fault.hint,
        origin=origin,
        shown=shown,
        count=fault.count,
        fix=fault.fix,
    )


def _display(
    path: KeyPath | None, param: str | None, error: SalesIQError | None, names: Container[str], context: Context
) -> Display:
    """Return a place and an error as they may be shown, with unlisted names replaced."""
    shown_path = None if path is None else redact_path(path, names)
    shown_param = None if param is None else redact_name(param, names)
    shown_error = None if error is None else _redacted_error(error, shown_path, shown_param, context)
    return Display(shown_path, shown_param, shown_error)


def _listed(path: KeyPath, names: Container[str]) -> bool:
    for segment in path.segments:  # noqa: SIM110 - a generator for `all` takes three times as long
        if type(segment) is not int and segment not in names:
            return False
    return True


def _redacted_error(error: SalesIQError, path: KeyPath | None, param: str | None, context: Context) -> SalesIQError:
    entry = context.errors.get(error.code)
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
