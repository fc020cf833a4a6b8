"""Error envelopes exactly as SalesIQ sends them, for mocks to return: the fixture `salesiq_error`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesiq_validate.exceptions import SalesIQValidateError, UnknownName, UnusableArgument
from salesiq_validate.finding import SalesIQError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from salesiq_validate.validator import Validator


def envelope_maker(validator: Validator) -> Callable[..., dict[str, Any]]:
    """Return `envelope` for a validator's catalogue; an error points to the line of the test."""

    def salesiq_error(code: int, **named: str | None) -> dict[str, Any]:
        __tracebackhide__ = True
        try:
            return envelope(validator, code, **named)
        except SalesIQValidateError as error:
            raise error.with_traceback(None) from None

    return salesiq_error


def check_code(code: object, known: Iterable[int] | None = None) -> None:
    """Raise unless this is an error code of SalesIQ.

    Arguments:
        code: the code from the test.
        known: all known codes; None allows any code.

    Raises:
        UnusableArgument: the code is not a number, but perhaps the text of one.
        UnknownName: there is no such code; the message has the nearest one.
    """
    __tracebackhide__ = True
    if type(code) is not int:
        raise UnusableArgument("a SalesIQ error code is a whole number, like 1015")
    if known is not None and code not in known:
        raise UnknownName("SalesIQ error code", str(code), tuple(map(str, sorted(known))))


def envelope(
    validator: Validator,
    code: int,
    *,
    json_key: str | None = None,
    param: str | None = None,
    header: str | None = None,
    operation: str | None = None,
) -> dict[str, Any]:
    """Return the JSON document of a refusal, which SalesIQ sends with HTTP 200.

    Arguments:
        validator: knows the codes, including those of extension files.
        code: SalesIQ's code.
        json_key, param, header: what the refusal names.
        operation: an operationId, because pages word the code differently.

    Raises:
        UnknownName: there is no such code or operation; the message has the nearest one.
        UnusableArgument: the code is not a number, or SalesIQ never names such a thing with this code.
    """
    check_code(code)
    given = {"json_key": json_key, "param": param, "header": header}
    named = {key for key, value in given.items() if value is not None}
    of_page = _of_page(validator, code, operation)
    if of_page is None or code in validator.errors:
        entry = validator.errors.find(code)
        message, may = entry.message if of_page is None else of_page, entry.optional_keys | entry.observed_keys
    else:
        message, may = of_page, frozenset()
    for key in sorted(named - may):
        takes = f"it names {' or '.join(sorted(may))}" if may else "it names nothing"
        raise UnusableArgument(f"SalesIQ sends no {key} with {code}; {takes}")
    return dict(SalesIQError(code, message, json_key, param, header).as_envelope())


def _of_page(validator: Validator, code: int, operation_id: str | None) -> str | None:
    """Return the message for a code from an operation's page, or from any page if the catalogue does not have it."""
    if operation_id is None and code in validator.errors:
        return None
    known = {operation.id: operation for operation in validator.operations}
    if operation_id is not None and operation_id not in known:
        raise UnknownName("operation", operation_id, tuple(known))
    for operation in known.values() if operation_id is None else (known[operation_id],):
        for error in operation.errors:
            if error.code == code:
                return error.message
    return None
