"""Which names stand for private values: by the marks of the contract, and by the words in any other name."""

from __future__ import annotations

from typing import get_args

import pytest
from tests.schemas.contract import load

from salesiq_validate.contract.private_values import is_secret_name, listed_texts, private_names
from salesiq_validate.privacy.names import PRIVATE, Kind

NAMES = private_names()


def test_the_schemas_know_the_same_kinds_as_the_code():
    marks = load("operations.schema.json")["$defs"]["schema"]["properties"]["x-salesiq-private"]["enum"]
    words = load("private_names.schema.json")["properties"]["kinds"]["items"]["properties"]["kind"]["enum"]
    assert set(marks) == PRIVATE
    assert set(words) == set(get_args(Kind)) - {"unknown"}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("visitor_name", "name"),
        ("Visitor-Name", "name"),
        ("names", "name"),
        ("question", "text"),
        ("messages", "text"),
        ("suggestions", "text"),
        ("customer_info", "text"),
        ("date_of_birth", "date"),
        ("pin_code", "address"),
        ("visitor_ip", "ip"),
        ("status", "listed"),
        ("created_time", "time"),
    ],
)
def test_a_member_is_what_the_contract_calls_it_anywhere(name, kind):
    assert NAMES.kind(name) == kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("visitorPhoneNo", "phone"),
        ("phones", "phone"),
        ("faxes", "phone"),
        ("homeFax", "phone"),
        ("work_tel", "phone"),
        ("mobileNumbers", "phone"),
        ("clientIps", "ip"),
        ("zip", "unknown"),
        ("X-Api-Key", "secret"),
        ("APIKEY", "secret"),
        ("user_pwd", "secret"),
        ("otp", "secret"),
        ("passport", "unknown"),
        ("dob", "date"),
        ("birthday", "date"),
        ("seen_at", "time"),
        ("order_ids", "id"),
        ("nickel", "unknown"),
        ("", "unknown"),
    ],
)
def test_the_words_of_a_name_that_nothing_lists_decide(name, kind):
    assert NAMES.kind(name) == kind


@pytest.mark.parametrize("name", ["code", "key", "sig", "Sign"])
def test_a_query_has_words_of_its_own(name):
    assert NAMES.kind(name, "query") == "secret"
    assert NAMES.kind_by_words(name) != "secret"


@pytest.mark.parametrize(("name", "secret"), [("Authorization", True), ("client-secret", True), ("status", False)])
def test_secrets_are_known_by_their_names(name, secret):
    assert is_secret_name(name) is secret


def test_listed_texts_are_those_of_the_contract_and_none_of_a_private_member():
    assert {"Available", "Administrator", "Invalid Resource", "department", "is_equal_to"} <= listed_texts()
    assert not any("@" in text for text in listed_texts())
