"""Words that tests of rules share: a portal that does not exist, and findings in short."""

from __future__ import annotations

from typing import Any

from salesiq_validate.finding import Finding, Report
from salesiq_validate.validator import Validator

SERVER = "https://salesiq.zoho.com"
API = f"{SERVER}/api/v2/northwind-desk"
AUTHORIZATION = {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef"}
JSON = {**AUTHORIZATION, "Content-Type": "application/json"}

#: Enough for create_department.
DEPARTMENT: dict[str, Any] = {"name": "Billing", "operators": ["104000000000456"]}

VALIDATOR = Validator()


def get(path: str, validator: Validator = VALIDATOR, **options: Any) -> Report:
    """Judge a GET below the API's address, with a token."""
    return validator.check_request("GET", API + path, headers=AUTHORIZATION, **options)


def send(method: str, path: str, validator: Validator = VALIDATOR, **options: Any) -> Report:
    """Judge a request with a body below the API's address, with a token."""
    headers = {**(JSON if "content" in options else AUTHORIZATION), **options.pop("headers", {})}
    return validator.check_request(method, API + path, headers=headers, **options)


def told(finding: Finding) -> tuple[str, str, str | None, int | None]:
    """Return a finding in short: rule, severity, place, predicted code."""
    place = finding.json_key if finding.path is not None else finding.shown_param or finding.header
    return (finding.rule.code, finding.severity.value, place, finding.error.code if finding.error else None)


def all_told(report: Report) -> list[tuple[str, str, str | None, int | None]]:
    return [told(finding) for finding in report.findings]


def of_rule(report: Report, code: str) -> list[Finding]:
    return [finding for finding in report.findings if finding.rule.code == code]
