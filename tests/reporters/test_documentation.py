"""Addresses of our own pages: they agree with the project's, and there is a page at the end of each."""

from __future__ import annotations

import tomllib
from pathlib import Path

from salesiq_validate.contract import all_operations
from salesiq_validate.finding import Rule, Severity
from salesiq_validate.reporters.documentation import REPOSITORY, operation_page, rule_page
from salesiq_validate.rules.registry import REGISTRY

ROOT = Path(__file__).resolve().parents[2]


def test_the_address_is_the_projects():
    urls = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["urls"]
    assert urls["Source"] == REPOSITORY
    assert urls["Documentation"] == f"{REPOSITORY}/tree/main/docs"


def test_there_is_a_page_at_every_address():
    pages = [rule_page(rule) for rule in REGISTRY.rules]
    pages += [operation_page(operation.id) for operation in all_operations()]
    for page in pages:
        assert (ROOT / page.removeprefix(f"{REPOSITORY}/blob/main/")).is_file(), page


def test_what_others_add_has_no_page_here():
    assert rule_page(Rule("ACME001", "no-such-thing", Severity.ERROR)) == ""
    assert operation_page("of_an_extension_file") == ""
    assert operation_page(None) == ""
