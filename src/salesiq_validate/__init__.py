"""Say what the Zoho SalesIQ API would answer, and which field it would name.

Judges requests before they leave and traffic after it was recorded, by the contract in schemas/. All names that are not
here are imported from the module of their topic.
"""

from __future__ import annotations

from salesiq_validate.catalogue.errors import ErrorCatalogue
from salesiq_validate.exceptions import InvalidExchange
from salesiq_validate.exchange import Exchange, Request, Response
from salesiq_validate.finding import Finding, Severity
from salesiq_validate.keypath import KeyPath
from salesiq_validate.preflight import check_request, check_response
from salesiq_validate.report import Report
from salesiq_validate.validator import Validator

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
