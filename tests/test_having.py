"""A validator that differs from another in its settings or scopes only."""

from __future__ import annotations

import pytest

from salesiq_validate import Validator
from salesiq_validate.exceptions import UnknownName
from salesiq_validate.judging.settings import RuleSettings

URL = "https://salesiq.zoho.eu/api/v2/northwind-desk/departments"
TOKEN = {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef"}


@pytest.fixture(scope="module")
def validator():
    return Validator(screen_name="northwind-desk", data_center="EU", scopes=["SalesIQ.departments.READ"])


def found(validator, url=URL):
    return [finding.rule.code for finding in validator.check_request("POST", url, headers=TOKEN, json={}).findings]


def test_other_scopes_are_judged_and_all_else_stays(validator):
    first = found(validator)
    assert first[0] == "SIQ204"
    assert found(validator.having(scopes=["SalesIQ.departments.ALL"])) == first[1:]
    assert found(validator) == first


def test_other_settings_hold_and_all_else_stays(validator):
    other = validator.having(settings=RuleSettings(ignore=["SIQ4"]))
    assert found(other) == ["SIQ204"]
    assert found(other, URL.replace(".eu", ".com")) == ["SIQ102", "SIQ204"]
    assert found(other, URL.replace("northwind", "southwind")) == ["SIQ107", "SIQ204"]


def test_settings_are_checked(validator):
    with pytest.raises(UnknownName, match="Did you mean 'missing-json-key'"):
        validator.having(settings=RuleSettings(ignore=["missing-json-keys"]))
