"""Values for the variables of Postman collections, for every command that reads recordings."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest
from tests.cli.shell import run

from salesiq_validate.archive import part

CANARY = "canary-portal"
HOST = "salesiq.zoho.com"
REQUEST = {
    "method": "POST",
    "url": "https://{{host}}/api/v2/{{portal}}/departments",
    "header": [{"key": "Content-Type", "value": "application/json"}],
    "body": {"mode": "raw", "raw": json.dumps({"name": "{{ name }}"})},
}
COLLECTION = {
    "info": {"name": "x", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
    "item": [{"name": "r", "request": REQUEST}],
    "variable": [{"key": "host", "value": "unknown.example.com"}],
}
GIVEN = ("--variable", f"host={HOST}", "--variable", f"portal={CANARY}", "--variable", "name=a=b")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "desk.json").write_text(json.dumps(COLLECTION))
    return tmp_path


def rules(outcome):
    assert CANARY not in outcome.out + outcome.err
    return [finding["rule"] for finding in outcome.document["findings"]]


def test_a_given_value_goes_before_the_collections_own():
    outcome = run("check", "desk.json", *GIVEN, "--format", "json")
    assert (outcome.code, rules(outcome)) == (1, ["SIQ402"])
    assert outcome.document["findings"][0]["json_key"] == "operators"


def test_what_stays_open_is_reported():
    outcome = run("check", "desk.json", "--variable", f"host={HOST}", "--variable", "name=x", "--format", "json")
    assert rules(outcome) == ["SIQ009"]
    assert outcome.document["findings"][0]["hint"].startswith("set it with --variable portal=VALUE, or export")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (f"https://{HOST}/api/v2/{{{{ portal }}}}/departments/:id", "--variable portal=VALUE --variable :id=VALUE, or"),
        (f"https://{HOST}/api/v2/{{{{Ada Lovelace}}}}/departments", "--variable NAME=VALUE, or"),
    ],
)
def test_the_names_of_what_stays_open_are_told_unless_they_may_be_values(folder, url, shown):
    (folder / "open.json").write_text(json.dumps({**COLLECTION, "item": [{"request": {"method": "GET", "url": url}}]}))
    outcome = run("check", "open.json", "--format", "json")
    assert shown in outcome.document["findings"][0]["hint"]


def test_the_configuration_has_variables_and_the_command_line_wins(folder):
    table = f'[variables]\nhost = "{HOST}"\nportal = "a portal"\nname = "x"\n'
    (folder / "salesiq-validate.toml").write_text(table)
    found = rules(run("check", "desk.json", "--format", "json"))
    assert found == ["SIQ106", "SIQ402"]
    assert rules(run("check", "desk.json", "--variable", f"portal={CANARY}", "--format", "json")) == ["SIQ402"]


def test_workers_know_them_too(folder, monkeypatch):
    monkeypatch.setattr(part, "parts_of", partial(part.parts_of, cut_from=1))
    (folder / "second.json").write_text(json.dumps(COLLECTION))
    outcome = run("check", "desk.json", "second.json", *GIVEN, "--jobs", "2", "--format", "json")
    assert rules(outcome) == ["SIQ402", "SIQ402"]


def test_a_baseline_is_made_with_them():
    assert run("baseline", "create", "desk.json", *GIVEN).code == 0
    assert run("check", "desk.json", *GIVEN, "--baseline", "salesiq-baseline.json").code == 0
    assert run("baseline", "check", "desk.json", *GIVEN).code == 0
    assert "0 removed" in run("baseline", "prune", "desk.json", *GIVEN).out


def test_a_scrubbed_collection_needs_them_no_more():
    token = "1000.0123456789abcdef0123456789abcdef.fedcba9876543210fedcba9876543210"
    outcome = run("scrub", "desk.json", *GIVEN, "--variable", f"name={token}", "--to", "clean.json")
    assert outcome.code == 0
    checked = run("check", "clean.json", "--format", "json")
    assert [finding["rule"] for finding in checked.document["findings"]] == ["SIQ402"]
    assert token not in Path("clean.json").read_text()


@pytest.mark.parametrize("text", [CANARY, f"={CANARY}", f" ={CANARY}"])
def test_a_value_without_a_name_is_refused_and_not_repeated(text):
    outcome = run("check", "desk.json", "--variable", "host=x", "--variable", text)
    assert outcome.code == 2
    assert "number 2 of them does not have the form NAME=VALUE" in outcome.err
    assert CANARY not in outcome.err


def test_where_every_request_holds_a_variable_the_option_is_named(folder):
    request = {"method": "GET", "url": "{{base_url}}/departments"}
    (folder / "open.json").write_text(json.dumps({**COLLECTION, "item": [{"request": request}]}))
    outcome = run("check", "open.json")
    assert outcome.code == 2
    assert "--variable NAME=VALUE" in outcome.err
