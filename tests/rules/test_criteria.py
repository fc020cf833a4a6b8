"""Advice on criteria: comparators and values that the page lists for the field."""

from __future__ import annotations

import pytest

from salesiq_validate import Validator

URL = "https://salesiq.zoho.com/api/v2/northwind-desk/chatroutingrules"
HEADERS = {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef", "Content-Type": "application/json"}


def judged(field, comparator, value):
    entry = {"field_name": field, "comparator": comparator, "values": [value]}
    body = {
        "app_id": "100000000000001",
        "title": "From abroad",
        "and_criteria": [{"or_criteria": [entry]}],
        "routing_type": "route_to_selected_users",
        "userset": [{"operator_ids": ["100000000000002"]}],
    }
    findings = Validator().check_request("POST", URL, headers=HEADERS, json=body).findings
    return [(found.rule.code, str(found.severity), found.json_key, found.hint) for found in findings]


PLACE = "and_criteria[0].or_criteria[0]"


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (("region", "is_equal_to", "asia_pacific"), []),
        (
            ("region", "contains", "asia_pacific"),
            [("SIQ414", "info", f"{PLACE}.comparator", "the listed values are is_equal_to, not_equals")],
        ),
        (
            ("region", "is_equal_to", "asia_pacifik"),
            [("SIQ414", "info", f"{PLACE}.values[0]", "did you mean asia_pacific?")],
        ),
        (("a_field_that_no_page_lists", "contains", "anything"), []),
    ],
    ids=["listed", "another comparator", "another value", "a field that is not listed"],
)
def test_what_is_not_listed_for_the_field_is_advice_only(entry, expected):
    assert judged(*entry) == expected
