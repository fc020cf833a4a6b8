"""SARIF 2.1.0: a log that its readers take, with alerts that stay the same from run to run.

The licence of the specification's own schema does not let it be kept here; `data/sarif-subset.schema.json` is ours,
written from the specification for what we emit, and closed. With SARIF_SCHEMA=FILE the specification's is used as well.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import jsonschema
import pytest
from attrs import evolve
from hypothesis import given, settings
from tests.reporters.traffic import MISSING, RUNS, UNKNOWN, Judgement, refused_department, run_of_judged, show

from salesiq_validate.exchange import Origin
from salesiq_validate.finding import Report
from salesiq_validate.reporters import sarif
from salesiq_validate.reporters.documentation import REPOSITORY
from salesiq_validate.rules.registry import REGISTRY

SUBSET = json.loads((Path(__file__).parent / "data" / "sarif-subset.schema.json").read_text("utf-8"))


def check(log) -> None:
    jsonschema.Draft202012Validator(SUBSET).validate(log)
    official = os.environ.get("SARIF_SCHEMA")
    if official:
        jsonschema.Draft4Validator(json.loads(Path(official).read_text("utf-8"))).validate(log)


def log_of(run, **options):
    log = json.loads(show("sarif", run, **options))
    check(log)
    return log["runs"][0]


def test_a_result_is_at_the_line_of_its_entry():
    run = log_of(run_of_judged())
    result = run["results"][0]
    assert result["ruleId"] == "SIQ402"
    assert result["level"] == "error"
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "traffic.jsonl"},
        "region": {"startLine": 2},
    }
    assert result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == (
        "create_department request body operators[1].name"
    )
    assert result["message"]["text"] == (
        "body operators[1].name: a required key is absent. SalesIQ would answer 1015 Either the input stream is "
        "invalid or absent (json_key operators[1].name), or 1011. Hint: name is required for every operator"
    )


def test_rules_have_help_and_are_listed_before_they_are_broken():
    run = log_of(run_of_judged(), rules=(UNKNOWN, MISSING))
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["SIQ404", "SIQ402", "SIQ601", "SIQ205", "SIQ503", "SIQ001"]
    assert rules[1]["help"]["text"] == "Report a key that is required and absent."
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    assert len(log_of([], rules=(UNKNOWN, MISSING))["tool"]["driver"]["rules"]) == 2


def test_fingerprints_do_not_depend_on_lines():
    one, other = (log_of([refused_department(number)])["results"][0] for number in (1, 9))
    assert one["partialFingerprints"] == other["partialFingerprints"]
    assert one["locations"] != other["locations"]


def test_what_a_baseline_knows_is_suppressed():
    suppressed = [result["ruleId"] for result in log_of(run_of_judged())["results"] if "suppressions" in result]
    assert suppressed == ["SIQ404", "SIQ601"]


def test_a_flood_is_cut_and_counted(monkeypatch):
    monkeypatch.setattr(sarif, "_MOST_ALIKE", 3)
    run = log_of([refused_department(number) for number in range(5)])
    assert len(run["results"]) == 9
    text = run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
    assert text.startswith("6 further results")
    monkeypatch.setattr(sarif, "_MOST_RESULTS", 2)
    assert len(log_of([refused_department(number) for number in range(5)])["results"]) == 2


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("traffic.jsonl", "traffic.jsonl"),
        ("a b/ü#?.har", "a%20b/%C3%BC%23%3F.har"),
        ("./a.har", "a.har"),
        ("/tmp/a.har", "file:///tmp/a.har"),
        ("C:\\a b\\c.har", "file:///C:/a%20b/c.har"),
        ("x:y.har", "x%3Ay.har"),
        ("caf\udce9.har", "caf%E9.har"),
        ("\ud800.har", "%5Cud800.har"),
        ("-", "-"),
    ],
)
def test_file_names_are_uris(file, uri):
    judged = refused_department(1)
    (finding, *_) = judged.report.findings
    run = log_of([Judgement(judged.exchange, Report((evolve(finding, origin=Origin(file, 0, 1)),)))])
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_a_finding_of_unknown_place_has_no_file():
    judged = refused_department(1)
    (finding, *_) = judged.report.findings
    run = log_of([Judgement(judged.exchange, Report((evolve(finding, origin=None),)))])
    assert "physicalLocation" not in run["results"][0]["locations"][0]


@given(RUNS)
@settings(max_examples=40)
def test_any_text_gives_a_log_that_its_readers_take(run):
    text = show("sarif", run, show_values=True)
    assert text.isascii()
    log = json.loads(text)
    check(log)
    for result in log["runs"][0]["results"]:
        assert result["message"]["text"].isprintable()
        assert "](" not in result["message"]["text"]


def test_a_reader_of_sarif_takes_the_log():
    sarif_pydantic = pytest.importorskip("sarif_pydantic", reason="reads SARIF")
    text = show("sarif", run_of_judged(), rules=REGISTRY.rules)
    (run,) = sarif_pydantic.Sarif.model_validate_json(text).runs
    assert len(run.results) == len(json.loads(text)["runs"][0]["results"])
    assert {rule.id for rule in run.tool.driver.rules} >= {rule.code for rule in REGISTRY.rules}


def test_a_result_names_the_page_of_its_operation():
    pages = {result["properties"].get("operationPage") for result in log_of(run_of_judged())["results"]}
    assert f"{REPOSITORY}/blob/main/docs/reference/operations/create_department.md" in pages


def test_every_rule_says_what_it_does_and_where_its_page_is():
    for rule in log_of([], rules=REGISTRY.rules)["tool"]["driver"]["rules"]:
        page = Path(__file__).parents[2] / "docs/reference/rules" / f"{rule['id']}.md"
        assert page.exists()
        assert rule["helpUri"].endswith(f"/docs/reference/rules/{page.name}")
        assert rule["fullDescription"]["text"] != rule["shortDescription"]["text"]
        assert "\n" not in rule["fullDescription"]["text"]


def test_no_message_says_a_thing_twice():
    missing, _, refused = refused_department(1).report.findings
    said = evolve(refused, message="SalesIQ refused the request with code 1015: the body is odd.")
    run = log_of([Judgement(refused_department(1).exchange, Report((missing, said)))])
    texts = [result["message"]["text"] for result in run["results"]]
    assert texts[1] == "envelope operators[1].name: SalesIQ refused the request with code 1015: the body is odd."
    assert [text.count("SalesIQ") for text in texts] == [1, 1]


def test_an_entry_that_shares_its_line_is_named():
    (missing, *_) = refused_department(7).report.findings
    found = evolve(missing, origin=Origin("traffic.har", 7, 1))
    run = log_of([Judgement(refused_department(7).exchange, Report((found,)))])
    assert run["results"][0]["message"]["text"].endswith("Entry 7: POST, 2026-11-23T10:07:00Z.")
