"""Servers: hosts, data centres, families of paths, and the Authorization header."""

from __future__ import annotations

import pytest

from salesiq_validate.contract.servers import Servers
from salesiq_validate.exceptions import UnknownName
from salesiq_validate.finding import Basis

SERVERS = Servers.load()


def test_documented_servers_are_told_from_inferred_ones():
    by_code = {server.data_center: server for server in SERVERS.salesiq}
    assert {code for code, server in by_code.items() if server.basis is Basis.DOCUMENTED} == {
        "US",
        "EU",
        "IN",
        "AU",
        "CN",
        "JP",
    }
    assert by_code["CA"].basis is Basis.INFERRED
    assert "UK" not in by_code


def test_a_host_belongs_to_one_data_centre():
    assert SERVERS.by_host["salesiq.zoho.com.au"].data_center == "AU"
    assert len(SERVERS.by_host) == len(SERVERS.salesiq)


@pytest.mark.parametrize(("code", "known"), [("EU", "EU"), ("eu", "EU"), ("uk", "UK")])
def test_a_data_centre_is_named_without_case(code, known):
    assert SERVERS.data_centre(code) == known


def test_a_data_centre_that_does_not_exist_is_an_error():
    with pytest.raises(UnknownName, match="Did you mean 'EU'"):
        SERVERS.data_centre("EUR")


def test_a_data_centre_may_have_no_known_host():
    assert SERVERS.of_data_centre("UK") is None
    assert SERVERS.of_data_centre("EU").host == "salesiq.zoho.eu"


@pytest.mark.parametrize(
    ("path", "prefix", "has_screen_name"),
    [
        ("/api/v2/northwind-desk/departments", "/api/v2", True),
        ("/api/visitor/v1/northwind-desk/conversations", "/api/visitor/v1", True),
        ("/visitor/v2/northwind-desk/conversations", "/visitor/v2", True),
        ("/api/v3/northwind-desk/visitors", "/api/v3", True),
        ("/api/v1/northwind-desk/chats", "/api/v1", True),
        ("/api/v9/northwind-desk", None, False),
        ("/api", None, False),
    ],
)
def test_the_family_of_a_path(path, prefix, has_screen_name):
    family = SERVERS.family_of(path.split("/")[1:])
    assert (family.prefix if family else None) == prefix
    assert not has_screen_name or family.depth == prefix.count("/")


def test_the_longest_prefix_is_tried_first():
    depths = [family.depth for family in SERVERS.families]
    assert depths == sorted(depths, reverse=True)


def test_the_main_family_is_the_operator_api():
    assert SERVERS.main.prefix == "/api/v2"
    assert SERVERS.main.without_screen_name == {"portals", "encryptions"}
    assert not SERVERS.main.deprecated


def test_only_the_first_version_is_deprecated():
    assert [family.prefix for family in SERVERS.families if family.deprecated] == ["/api/v1"]


def test_the_authorization_header():
    facts = SERVERS.authorization
    assert (facts.scheme, facts.basis) == ("Zoho-oauthtoken", Basis.INFERRED)
    assert facts.wrong_schemes == {"bearer": Basis.INFERRED}
    assert facts.token.search("1000.0123abcd.4567cdef")
    assert not facts.token.search("x1000.0123abcd.4567cdef")


@pytest.mark.parametrize(
    ("host", "wanted", "hint"),
    [
        ("accounts.zoho.eu", None, "the API is at salesiq.zoho.eu"),
        ("salesiq.example.com", "EU", "the server is salesiq.zoho.eu"),
        ("salesiq.example.com", None, "servers are salesiq.zoho.com"),
        ("salesiq.example.com", "UK", "servers are salesiq.zoho.com"),
    ],
)
def test_a_hint_names_the_right_server(host, wanted, hint):
    assert hint in SERVERS.hint(host, wanted)
