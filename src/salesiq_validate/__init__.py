"""Find out what the Zoho SalesIQ API would answer, and which field it would name.

Checks requests before they are sent, and recorded traffic, against the contract in schemas/. Import all other names
from the module of their topic.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from salesiq_validate.contract.errors import ErrorCatalogue
    from salesiq_validate.exchange import Exchange, Request, Response
    from salesiq_validate.finding import Finding, InvalidExchange, Report, Severity
    from salesiq_validate.keypath import KeyPath
    from salesiq_validate.validator import Validator, check_request, check_response

__all__ = [
    "ErrorCatalogue",
    "Exchange",
    "Finding",
    "InvalidExchange",
    "KeyPath",
    "Report",
    "Request",
    "Response",
    "Severity",
    "Validator",
    "check_request",
    "check_response",
]

#: The module of each name, imported when the name is first asked for: a pytest plugin and `--help` want none of them,
#: and all together cost 100 ms.
_MODULES: Final = {
    "ErrorCatalogue": "contract.errors",
    "Exchange": "exchange",
    "Finding": "finding",
    "InvalidExchange": "finding",
    "KeyPath": "keypath",
    "Report": "finding",
    "Request": "exchange",
    "Response": "exchange",
    "Severity": "finding",
    "Validator": "validator",
    "check_request": "validator",
    "check_response": "validator",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
