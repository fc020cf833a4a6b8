"""servers.json names the data centres, and the families that all operations live in."""

from __future__ import annotations

import re

import pytest
from tests.schemas.contract import OPERATIONS, load

SERVERS = load("servers.json")
CENTRES = {centre["code"]: centre for centre in SERVERS["data_centres"]}
DOCUMENTED = {
    "US": "salesiq.zoho.com",
    "EU": "salesiq.zoho.eu",
    "IN": "salesiq.zoho.in",
    "AU": "salesiq.zoho.com.au",
    "CN": "salesiq.zoho.com.cn",
    "JP": "salesiq.zoho.jp",
}


def test_the_six_data_centres_of_the_overview_page_are_documented():
    assert {code: centre["host"] for code, centre in CENTRES.items() if centre["basis"] == "documented"} == DOCUMENTED


@pytest.mark.parametrize("code", ["UK", "AE"])
def test_a_data_centre_without_a_known_host_has_none(code):
    assert CENTRES[code]["host"] is None


def test_hosts_are_unique():
    hosts = [centre["host"] for centre in CENTRES.values() if centre["host"]]
    assert len(hosts) == len(set(hosts))


@pytest.mark.parametrize("family", SERVERS["api_families"], ids=lambda family: family["prefix"])
def test_a_family_says_whether_its_paths_hold_a_screen_name(family):
    assert family["has_screen_name"] is family["prefix"].endswith("/{screen_name}")


@pytest.mark.parametrize("described", [found for found in OPERATIONS if found.paths], ids=lambda found: found.id)
def test_an_operation_lives_in_a_family(described):
    path = described.operation["path"] + "/"
    families = [family for family in SERVERS["api_families"] if path.startswith(family["prefix"] + "/")]
    assert len(families) == 1
    if families[0]["deprecated"]:
        assert described.operation["deprecated"] is True


def test_the_token_pattern_is_a_hint_that_both_kinds_of_tokens_follow():
    pattern = re.compile(SERVERS["authorization"]["token_pattern"])
    assert pattern.search(f"1000.{'a' * 32}.{'b' * 32}")
    assert pattern.search(f"1005.{'a' * 32}.{'b' * 32}")
    assert SERVERS["authorization"]["token_pattern_basis"] == "inferred"
