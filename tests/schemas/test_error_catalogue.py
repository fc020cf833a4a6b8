"""errors.json holds every known code once, with its exact message and with one answer to "can a rule tell?"."""

from __future__ import annotations

import pytest
from tests.schemas.contract import BY_ID, OPERATIONS, load, subschemas

ERRORS = {error["code"]: error for error in load("errors.json")["errors"]}

#: The 27 codes of the overview page, with what the page prints, slips included.
OVERVIEW = {
    1001: "Unknown authentication error. Contact SalesIQ Team!",
    1002: "Invalid authorization header.",
    1004: "Invalid Request Type.",
    1005: "Invalid portal or wrong screen name.",
    1006: "Invalid URL",
    1007: "Invalid datatypes found in params",
    1008: "Invalid OAuthToken.",
    1009: "Invalid OAuthScope.",
    1010: "Invalid Method.",
    1011: "Either the request parameters are invalid or absent",
    1014: "Resource already exists",
    1015: "Either the input stream is invalid or absent",
    1016: "Operator doesn't have permission to perform the operation",
    1017: "Resource limit reached for current plan",
    1018: "File is empty",
    1019: "Invalid Resource",
    1020: "Invalid operator",
    1021: "Operation is not available in the current plan",
    1023: "Too many requests, lease try after sometime",
    1024: "Invalid Operator id/s",
    1025: "Invalid Department IDs",
    1026: "Last available resource",
    1027: "File size is greater than the allowed size",
    1028: "Invalid file type",
    1029: "Invalid Filter",
    1031: "Insufficient data",
    1054: "Invalid header value",
}

OPTIONAL_KEYS = {1007: {"param", "json_key"}, 1011: {"param"}, 1015: {"json_key"}, 1054: {"header"}}


def test_codes_are_unique_and_in_order():
    codes = [error["code"] for error in load("errors.json")["errors"]]
    assert codes == sorted(set(codes))


def test_the_overview_page_is_whole():
    documented = {code: error["message"] for code, error in ERRORS.items() if error["status"] == "documented"}
    assert documented == OVERVIEW


@pytest.mark.parametrize("code", OVERVIEW)
def test_a_documented_code_carries_the_keys_that_the_page_gives_it(code):
    assert set(ERRORS[code]["optional_keys"]) == OPTIONAL_KEYS.get(code, set())


def test_codes_off_the_overview_page_say_where_they_come_from():
    others = {code: error["status"] for code, error in ERRORS.items() if error["status"] != "documented"}
    assert others[1051] == "observed"
    assert {status for code, status in others.items() if 1300 <= code < 1400} == {"page-specific"}
    assert {status for code, status in others.items() if code >= 2020} == {"legacy"}


@pytest.mark.parametrize("code", ERRORS)
def test_every_code_is_predicted_by_rules_or_known_to_the_server_only(code):
    assert ("predicted_by" in ERRORS[code]) != ("server_only" in ERRORS[code])


@pytest.mark.parametrize("code", [1023, 1028, 1029])
def test_nothing_known_allows_predicting_these(code):
    assert "server_only" in ERRORS[code]


def test_codes_of_operations_and_of_the_catalogue_agree():
    of_operations = {
        (error["code"], error["message"], described.id)
        for described in OPERATIONS
        for error in described.operation.get("x-salesiq-errors", ())
    }
    of_catalogue = {
        (code, error["message"], operation)
        for code, error in ERRORS.items()
        for operation in error.get("operations", ())
    }
    assert of_operations == of_catalogue


def test_operations_of_a_code_exist():
    assert {name for error in ERRORS.values() for name in error.get("operations", ())} <= BY_ID.keys()


def test_codes_that_schemas_promise_are_in_the_catalogue():
    promised = {
        schema["x-salesiq-error"]
        for described in OPERATIONS
        for _, top in described.schemas()
        for _, schema in subschemas(top)
        if "x-salesiq-error" in schema
    }
    assert promised == {1024, 1025}
