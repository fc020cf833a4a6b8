"""ErrorCatalogue: a mapping from SalesIQ's codes to what is known of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from salesiq_validate import ErrorCatalogue
from salesiq_validate.contract.errors import CatalogueEntry
from salesiq_validate.exceptions import UnknownName
from salesiq_validate.finding import Basis, SalesIQError

ERRORS = ErrorCatalogue()
FILE = json.loads((Path(__file__).parents[2] / "schemas/errors.json").read_text(encoding="utf-8"))["errors"]


def test_it_is_a_mapping_by_code():
    assert isinstance(ERRORS, Mapping)
    assert len(ERRORS) == len(FILE)
    assert list(ERRORS) == [entry["code"] for entry in FILE]
    assert 1007 in ERRORS
    assert "1007" not in ERRORS
    with pytest.raises(KeyError):
        ERRORS[9999]


@pytest.mark.parametrize("written", FILE, ids=lambda written: str(written["code"]))
def test_an_entry_is_what_the_file_says(written):
    entry = ERRORS[written["code"]]
    assert entry.message == written["message"]
    assert entry.optional_keys == set(written["optional_keys"])
    assert entry.observed_keys == set(written.get("observed_keys", ()))
    assert (entry.meaning, entry.advice, entry.category) == (written["meaning"], written["advice"], written["category"])
    assert entry.basis == Basis(written["basis"])
    assert entry.predicted_by == tuple(written.get("predicted_by", ()))
    assert entry.server_only == written.get("server_only")


def test_the_catalogue_of_the_readme():
    assert ERRORS[1023].message == "Too many requests, lease try after sometime"
    assert ERRORS[1007].meaning


@pytest.mark.parametrize(
    "message",
    [
        "Invalid datatypes found in params",
        "Invalid datatype found in params",
        "invalid DATATYPES found in params.",
        "  Invalid datatypes found in params ",
        "Invalid datatypes found in params!",
    ],
)
def test_a_message_is_recognised_but_for_case_blanks_and_its_end(message):
    assert ERRORS[1007].says(message)


@pytest.mark.parametrize("message", ["", "Invalid", "Invalid datatypes found in body"])
def test_another_message_is_not(message):
    assert not ERRORS[1007].says(message)


def test_every_code_says_its_own_message_and_variants():
    for entry in ERRORS.values():
        assert all(entry.says(message) for message in (entry.message, *entry.variants))


@pytest.mark.parametrize(
    ("code", "kept"),
    [(1007, {"json_key", "param"}), (1011, {"param"}), (1015, {"json_key"}), (1054, {"header"}), (1002, set())],
)
def test_an_error_carries_only_the_keys_that_its_code_has(code, kept):
    error = ERRORS.error(code, json_key="a", param="b", header="c")
    assert {key for key in ("json_key", "param", "header") if getattr(error, key) is not None} == kept
    assert (error.code, error.message) == (code, ERRORS[code].message)


def test_an_error_without_keys():
    assert ERRORS.error(1006) == SalesIQError(1006, "Invalid URL")


@pytest.mark.parametrize("code", [1003, 9999])
def test_an_unknown_code_is_an_error_with_the_nearest(code):
    with pytest.raises(UnknownName, match="SalesIQ error code"):
        ERRORS.find(code)
    with pytest.raises(UnknownName):
        ERRORS.error(code)


def test_a_catalogue_is_extended_and_the_first_stays_as_it_was():
    more = ERRORS.extended([CatalogueEntry(4711, "Locked", "m", "a"), CatalogueEntry(1019, "Gone", "m", "a")])
    assert (more[4711].message, more[1019].message) == ("Locked", "Gone")
    assert 4711 not in ERRORS
    assert ERRORS[1019].message == "Invalid Resource"
    assert len(more) == len(ERRORS) + 1


def test_a_catalogue_of_ones_own():
    assert list(ErrorCatalogue([CatalogueEntry(4711, "Locked", "m", "a")])) == [4711]
    assert repr(ErrorCatalogue([])) == "<ErrorCatalogue of 0 codes>"


@pytest.mark.parametrize(
    ("code", "retry", "fault"),
    [
        (1008, "after-refresh", "credentials"),
        (1023, "after-wait", "server"),
        (1001, "once", "server"),
        (1015, "never", "request"),
        (1021, "never", "portal"),
        (1009, "never", "credentials"),
    ],
)
def test_a_code_says_whether_to_send_again_and_what_has_to_change(code, retry, fault):
    entry = ErrorCatalogue()[code]
    assert (entry.retry, entry.fault) == (retry, fault)


def test_only_what_the_message_itself_says_is_documented_of_sending_again():
    catalogue = ErrorCatalogue()
    assert [code for code in catalogue if catalogue[code].retry_basis is Basis.DOCUMENTED] == [1023]


def test_a_request_at_fault_is_never_sent_again():
    assert {entry.retry for entry in ErrorCatalogue().values() if entry.fault in ("request", "portal")} == {"never"}
