"""invalid_request earns the code that was asked for; tests/contract/ goes through all of them."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, find, settings
from tests.contract.judged import judge

from salesiq_validate.exceptions import UnusableArgument
from salesiq_validate.finding import Basis
from salesiq_validate.keypath import KeyPath
from salesiq_validate.strategies import ExpectedFinding, invalid_request, predictable_codes

QUICK = settings(max_examples=500, deadline=None, database=None, suppress_health_check=list(HealthCheck))


def test_the_codes_of_an_operation():
    assert predictable_codes("create_department") == (
        *(1002, 1004, 1005, 1006, 1007, 1008, 1009, 1010, 1015, 1024, 1054),
    )


def test_a_code_that_no_rule_predicts_is_told_with_those_that_are():
    with pytest.raises(UnusableArgument, match="predicted are 1002"):
        invalid_request("create_department", 1302)


@pytest.mark.parametrize(
    ("name", "code", "expected"),
    [
        ("create_department", 1002, ExpectedFinding(1002, "header", header="Authorization")),
        ("create_department", 1006, ExpectedFinding(1006, "url")),
        ("create_department", 1024, ExpectedFinding(1024, "body", KeyPath.parse("operators[0]"), basis=Basis.EXAMPLE)),
        ("delete_department", 1025, ExpectedFinding(1025, "param", param="configure_to", basis=Basis.EXAMPLE)),
        ("update_department", 1031, ExpectedFinding(1031, "body", KeyPath(), basis=Basis.INFERRED)),
        ("send_operator_message", 1018, ExpectedFinding(1018, "param", param="file")),
        ("get_department", 1019, ExpectedFinding(1019, "url", param="department_id", basis=Basis.INFERRED)),
    ],
)
def test_what_is_expected_names_the_place(name, code, expected):
    request, told = find(invalid_request(name, code), lambda _case: True, settings=QUICK)
    assert told == expected
    assert [told.is_met_by(found) for found in judge(request).findings] == [True]


def test_a_failure_shrinks_to_one_wrong_item():
    request, expected = find(
        invalid_request("create_department", 1024), lambda case: case[1].path.segments[-1] == 1, settings=QUICK
    )
    assert expected.path == KeyPath.parse("operators[1]")
    body = json.loads(request.body)
    assert body["name"] == ""
    assert body["operators"][0] == "0"


def test_a_scope_fault_says_what_the_token_allows():
    request, expected = find(invalid_request("create_department", 1009), lambda _case: True, settings=QUICK)
    assert judge(request).findings == ()
    assert [found.error.code for found in judge(request, expected.scopes).errors] == [1009]


def test_another_fault_is_not_taken_for_the_expected_one():
    request, _ = find(invalid_request("create_department", 1002), lambda _case: True, settings=QUICK)
    finding = judge(request).findings[0]
    assert not ExpectedFinding(1008, "header", header="Authorization").is_met_by(finding)
    assert not ExpectedFinding(1002, "header").is_met_by(finding)
