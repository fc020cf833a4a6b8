"""What of the contract counts as exercised."""

from __future__ import annotations

from salesiq_validate import Exchange, Request, Response, Validator
from salesiq_validate.exchange import Document
from salesiq_validate.run.coverage import coverage_of, percent
from salesiq_validate.run.results.summary import Summary

URL = "https://salesiq.zoho.com/api/v2/northwind-desk/departments"
HEADERS = {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef"}
REFUSAL = {"error": {"code": 1006, "message": "Invalid URL"}}


def covered(*exchanges):
    validator, summary = Validator(), Summary()
    for exchange in exchanges:
        summary.add(exchange, validator.check(exchange))
    return {row.kind: row for row in coverage_of(summary, validator)}


def test_nothing_is_exercised_by_nothing():
    assert [row.seen for row in covered().values()] == [0, 0, 0]


def test_a_called_operation_its_scope_and_the_code_of_a_refusal_count():
    rows = covered(Exchange(Request("GET", URL, HEADERS), Response(200, {}, Document(REFUSAL))))
    assert {kind: row.seen for kind, row in rows.items()} == {"operations": 1, "error codes": 1, "scopes": 1}
    assert "list_departments" not in rows["operations"].missing
    assert "SalesIQ.departments.READ" not in rows["scopes"].missing


def test_deprecated_versions_are_not_asked_for():
    assert not any(name.endswith("_v1") for name in covered()["operations"].missing)


def test_a_share_is_in_percent():
    row = covered(Exchange(Request("GET", URL, HEADERS)))["operations"]
    assert percent(row) == 100 / row.total
