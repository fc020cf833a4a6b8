"""json-v1 and jsonl-v1: always JSON, always as their published schemas say."""

from __future__ import annotations

import json

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reporters.traffic import RUNS, Judgement, run_of_judged, show

from salesiq_validate import Exchange, Request, Response, Validator
from salesiq_validate.contract.files import schemas_root
from salesiq_validate.decode import json_fast
from salesiq_validate.reporters import CoverageRow, ReportOptions
from salesiq_validate.reporters.finding_document import finding_documents

FIXED_KEYS = [
    *("rule", "name", "severity", "side", "where", "operation", "json_key", "param", "header", "pointer", "error"),
    *("alternatives", "is_reply", "message", "hint", "basis", "fingerprint", "origin"),
]


def published(name: str) -> jsonschema.Draft202012Validator:
    schema = json.loads((schemas_root() / "formats" / f"{name}-v1.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


JSON_V1 = published("json")
JSONL_V1 = published("jsonl")


def test_the_document_has_counts_findings_and_groups():
    document = json.loads(show("json", run_of_judged()))
    JSON_V1.validate(document)
    assert document["format"] == "salesiq-validate/json-v1"
    assert (document["exchanges"], document["skipped"], document["known"]) == (5, 1, 2)
    assert document["summary"] == {"error": 8, "warning": 2, "info": 1, "refusals": 3}
    assert len(document["findings"]) == 11
    missing = document["groups"][2]
    assert (missing["rule"], missing["json_key"], missing["count"], missing["replies"]) == (
        "SIQ402",
        "operators[*].name",
        4,
        3,
    )
    assert missing["first"] == {"file": "traffic.jsonl", "entry": 1, "line": 2, "id": "req-1"}


def test_a_finding_has_the_keys_that_other_tools_build_on():
    finding = json.loads(show("json", run_of_judged()))["findings"][0]
    assert [key for key in finding if key in FIXED_KEYS] == FIXED_KEYS
    assert finding["json_key"] == "operators[1].name"
    assert finding["pointer"] == "/operators/1/name"
    assert finding["error"] == {
        "code": 1015,
        "message": "Either the input stream is invalid or absent",
        "json_key": "operators[1].name",
    }
    assert finding["alternatives"] == [1011]
    assert finding["origin"] == {"file": "traffic.jsonl", "entry": 1, "line": 2, "id": "req-1"}


def test_only_the_finding_that_salesiq_would_send_is_the_reply():
    findings = json.loads(show("json", run_of_judged()))["findings"]
    assert [finding["rule"] for finding in findings if finding["is_reply"]] == ["SIQ402", "SIQ402", "SIQ205", "SIQ402"]


def test_names_that_no_schema_lists_are_shown_on_request_only():
    assert "nickname" not in show("json", run_of_judged())
    assert '"json_key": "operators[1].nickname"' in show("json", run_of_judged(), show_values=True)


def test_each_line_of_jsonl_stands_alone_and_the_summary_is_the_last():
    lines = [json.loads(line) for line in show("jsonl", run_of_judged()).splitlines()]
    for line in lines:
        JSONL_V1.validate(line)
    assert [line["kind"] for line in lines] == ["finding"] * 11 + ["summary"]
    assert {line["format"] for line in lines} == {"salesiq-validate/jsonl-v1"}
    document = json.loads(show("json", run_of_judged()))
    assert [
        {**finding, **{key: line[key] for key in ("format", "kind")}}
        for finding, line in zip(document["findings"], lines, strict=False)
    ] == lines[:-1]
    assert all(lines[-1][key] == document[key] for key in ("summary", "groups", "operations", "exchanges"))


def test_a_run_of_nothing_is_a_whole_document():
    JSON_V1.validate(json.loads(show("json", [])))
    assert json.loads(show("jsonl", []))["kind"] == "summary"


@pytest.mark.parametrize("options", [{}, {"show_values": True}], ids=["shapes", "values"])
@given(data=st.data())
@settings(max_examples=40)
def test_any_text_gives_json_that_every_reader_takes(options, data):
    run = data.draw(RUNS)
    text = show("json", run, **options)
    assert text.isascii()
    assert text.isprintable() or set(filter(lambda character: not character.isprintable(), text)) <= {"\n", "\x7f"}
    document = json.loads(text)
    assert json_fast.loads(text) == document, "a stricter reader agrees"
    JSON_V1.validate(document)
    lines = show("jsonl", run, **options)
    for line in lines.splitlines():
        JSONL_V1.validate(json_fast.loads(line))


def test_skipped_entries_write_no_line():
    assert len(show("jsonl", [Judgement(), Judgement()]).splitlines()) == 1


def test_coverage_is_told_when_it_is_asked():
    covered = {"kind": "operations", "seen": 1, "total": 3, "missing": ["a", "b"]}
    options = {"coverage": lambda _: [CoverageRow(**covered)]}
    document = json.loads(show("json", run_of_judged(), **options))
    JSON_V1.validate(document)
    assert document["coverage"] == [covered]
    line = json.loads(show("jsonl", run_of_judged(), **options).splitlines()[-1])
    JSONL_V1.validate(line)
    assert line["coverage"] == [covered]
    assert "coverage" not in json.loads(show("json", run_of_judged()))


def test_a_refusal_tells_whether_its_request_may_be_sent_again():
    validator = Validator()
    request = Request("GET", "https://salesiq.zoho.com/api/v2/northwind-desk/departments", unrecorded_headers={"*"})
    exchange = Exchange(request, Response(200, body=b'{"error": {"code": 1001, "message": "x"}}'))
    report = validator.check(exchange)
    options = ReportOptions.about(validator)
    documents = list(finding_documents(exchange, report.findings, report, options))
    told = [document["retry"] for document in documents if document["rule"] == "SIQ601"]
    assert told == [{"when": "once", "fault": "server", "basis": "inferred", "is_repeatable": True}]
    assert {document["retry"] for document in documents if document["rule"] != "SIQ601"} <= {None}
    JSON_V1.evolve(schema={"$ref": "#/$defs/finding", "$defs": JSON_V1.schema["$defs"]}).validate(documents[0])
