"""Scopes: as people write them, as pages write them, and what a wrong one was meant to be."""

from __future__ import annotations

import pytest

from salesiq_validate import Validator
from salesiq_validate.contract import all_operations
from salesiq_validate.contract.scopes import KnownScopes, is_of_another_product, plain_scope, split_scopes
from salesiq_validate.exceptions import UnknownName

KNOWN = KnownScopes(all_operations())


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("SalesIQ.departments.READ", "SalesIQ.departments.READ"),
        ("departments.get", "SalesIQ.departments.READ"),
        (" SALESIQ.DEPARTMENTS.ALL ", "SalesIQ.departments.ALL"),
        ("apps.READ", "SalesIQ.Apps.READ"),
        ("SalesIQ.chatdetails.READ", "SalesIQ.chatdetails.READ"),
        ("SalesIQ.counts.READ", "SalesIQ.counts.READ"),
    ],
)
def test_a_scope_is_found_however_it_is_written(written, found):
    assert KNOWN.find(written) == found


def test_every_scope_is_found_by_its_own_name():
    assert [KNOWN.find(name) for name in KNOWN.names] == list(KNOWN.names)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("chats.READ", "there is no scope 'chats.READ'. Did you mean 'SalesIQ.conversations.READ'?"),
        (
            "SalesIQ.chats.UPDATE",
            "there is no scope 'SalesIQ.chats.UPDATE'. Did you mean 'SalesIQ.conversations.UPDATE'?",
        ),
        ("SalesIQ.department.READ", "Did you mean 'SalesIQ.departments.READ'?"),
        ("SalesIQ.departments.REED", "Did you mean 'SalesIQ.departments.READ'?"),
        ("SalesIQ.departments", "Did you mean 'SalesIQ.departments.ALL'?"),
        (
            "ZohoSalesIQ.departments.READ",
            "there is no service ZohoSalesIQ, so no scope 'ZohoSalesIQ.departments.READ'. Did you mean 'SalesIQ.",
        ),
        ("ZohoSalesIQ.chats.READ", "SalesIQ.conversations.READ"),
    ],
)
def test_a_wrong_scope_names_the_one_of_the_same_resource(written, message):
    with pytest.raises(UnknownName) as caught:
        KNOWN.find(written)
    assert message in str(caught.value)


@pytest.mark.parametrize("written", ["SalesIQ.canary.READ", "canary", "SalesIQ.invoices.CREATE"])
def test_a_scope_that_is_like_none_gets_no_neighbour(written):
    with pytest.raises(UnknownName) as caught:
        KNOWN.find(written)
    assert str(caught.value) == f"there is no scope {written!r}."


@pytest.mark.parametrize(
    "text", ["SalesIQ.a.READ,SalesIQ.b.READ", "SalesIQ.a.READ SalesIQ.b.READ", " SalesIQ.a.READ,  SalesIQ.b.READ\n"]
)
def test_several_scopes_stand_in_one_text(text):
    assert split_scopes([text]) == ("SalesIQ.a.READ", "SalesIQ.b.READ")


def test_a_validator_takes_several_scopes_in_one_text_and_those_of_other_products():
    scopes = ["SalesIQ.departments.READ SalesIQ.tags.READ,ZohoCRM.modules.READ"]
    url = "https://salesiq.zoho.com/api/v2/northwind/departments"
    headers = {"Authorization": "Zoho-oauthtoken 1000.0a.0b"}
    assert Validator(scopes=scopes).check_request("GET", url, headers=headers).ok
    with pytest.raises(UnknownName, match="no service ZohoSalesIQ"):
        Validator(scopes=["ZohoSalesIQ.departments.READ"])


def test_scopes_of_other_products_are_told_from_misspelt_ones():
    assert is_of_another_product("ZohoCRM.modules.READ")
    assert not is_of_another_product("ZohoSalesIQ.departments.READ")
    assert not is_of_another_product("departments.READ")
    assert plain_scope("SalesIQ.departments.GET") == plain_scope("DEPARTMENTS.read")
