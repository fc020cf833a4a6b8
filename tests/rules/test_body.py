"""SIQ4xx: JSON bodies, as text and as decoded documents."""

from __future__ import annotations

import gzip
import json

import pytest
from tests.rules.facts import API, AUTHORIZATION, DEPARTMENT, JSON, VALIDATOR, all_told, of_rule, send, told
from tests.rules.notes import NOTES

from salesiq_validate.exchange import UNRECORDED, Exchange, Request
from salesiq_validate.finding import Basis
from salesiq_validate.keypath import KeyPath
from salesiq_validate.limits import Limits
from salesiq_validate.validator import Validator

OPERATOR = {"email_id": "ada@example.com", "role": "Associate", "departments": ["104"], "is_monitored": True}
CRITERIA = {
    "app_id": "104",
    "and_criteria": [{"or_criteria": [{"field_name": "email", "comparator": "contains", "values": ["a"]}]}],
}


def department(**changes):
    return send("POST", "/departments", json={**DEPARTMENT, **changes})


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        pytest.param(DEPARTMENT, [], id="what is mandatory"),
        pytest.param({**DEPARTMENT, "is_public": "true", "description": 5}, [], id="scalars that travel as others"),
        pytest.param({**DEPARTMENT, "operators": []}, [], id="an empty list"),
        pytest.param({}, [("SIQ402", "error", "name", 1015), ("SIQ402", "error", "operators", 1015)], id="nothing"),
        pytest.param({"name": "a"}, [("SIQ402", "error", "operators", 1015)], id="a key absent"),
        pytest.param({**DEPARTMENT, "operators": "104"}, [("SIQ403", "error", "operators", 1007)], id="no list"),
        pytest.param({**DEPARTMENT, "operators": None}, [("SIQ403", "error", "operators", 1007)], id="null for a list"),
        pytest.param({**DEPARTMENT, "name": {}}, [("SIQ403", "warning", "name", 1007)], id="a type that is inferred"),
        pytest.param({**DEPARTMENT, "is_public": "maybe"}, [("SIQ404", "error", "is_public", 1015)], id="no boolean"),
        pytest.param({**DEPARTMENT, "is_public": "True"}, [("SIQ404", "error", "is_public", 1015)], id="Python's word"),
        pytest.param(
            {**DEPARTMENT, "is_public": 1}, [("SIQ403", "error", "is_public", 1007)], id="a number for a boolean"
        ),
        pytest.param(
            {**DEPARTMENT, "operators": ["104", "Ada"]}, [("SIQ405", "error", "operators[1]", 1024)], id="a name"
        ),
        pytest.param(
            {**DEPARTMENT, "operators": [2**53]}, [("SIQ705", "warning", "operators[0]", None)], id="beyond 2^53"
        ),
        pytest.param({**DEPARTMENT, "operators": [2**53 - 1]}, [], id="2^53 - 1"),
        pytest.param(
            {**DEPARTMENT, "is_publik": True}, [("SIQ408", "warning", "is_publik", None)], id="a misspelt key"
        ),
        pytest.param(
            {**DEPARTMENT, "email_configurations": {"from_email": "ada", "canary": 1}},
            [
                ("SIQ414", "info", "email_configurations.from_email", None),
                ("SIQ408", "warning", "email_configurations.canary", None),
            ],
            id="inside of an object",
        ),
        pytest.param([], [("SIQ403", "error", "", 1015)], id="a list"),
        pytest.param(None, [("SIQ403", "error", "", 1015)], id="null"),
        pytest.param("{}", [("SIQ403", "error", "", 1015)], id="JSON inside of a string"),
    ],
)
def test_a_document_is_judged(document, expected):
    report = send("POST", "/departments", json=document)
    assert all_told(report) == expected


def test_text_and_document_give_the_same_findings():
    document = {"name": {}, "operators": ["Ada", {"id": 1}, 2**53], "is_public": 0, "email_configurations": []}
    by_text = send("POST", "/departments", content=json.dumps(document))
    assert all_told(by_text) == all_told(send("POST", "/departments", json=document))
    assert len(by_text.findings) == 6


@pytest.mark.parametrize(
    ("change", "alternatives"),
    [
        ({"operators": "104"}, (1015, 1011)),
        ({"is_public": "maybe"}, (1007, 1011)),
        ({"operators": ["Ada"]}, (1015, 1007, 1011, 1020)),
        ({"operators": [2**53]}, (1007, 1015)),
        ({"is_publik": 1}, (1015, 1011)),
        ({"email_configurations": {"from_email": "ada"}}, (1015, 1007, 1011)),
    ],
)
def test_what_else_salesiq_may_answer(change, alternatives):
    (finding,) = department(**change).findings
    assert finding.alternatives == alternatives


def test_what_else_salesiq_may_answer_to_an_absent_key():
    (finding,) = send("POST", "/departments", json={"name": "a"}).findings
    assert finding.alternatives == (1011, 1031)
    assert finding.as_error() == {
        "error": {"code": 1015, "message": "Either the input stream is invalid or absent", "json_key": "operators"}
    }


def test_a_body_that_is_no_object_has_an_envelope_without_a_key():
    (finding,) = send("POST", "/departments", json=[]).findings
    assert finding.as_error() == {"error": {"code": 1015, "message": "Either the input stream is invalid or absent"}}
    assert finding.alternatives == (1007, 1011)


def test_ids_of_departments_are_told_from_those_of_operators():
    report = send("POST", "/operators", json={**OPERATOR, "departments": ["Billing"]})
    assert all_told(report) == [("SIQ406", "error", "departments[0]", 1025)]
    assert report.findings[0].alternatives == (1015, 1007, 1011)


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        ({"is_publik": 1}, "did you mean is_public?"),
        ({"zzz": 1}, None),
        ({"is_public": "treu"}, None),
    ],
)
def test_a_hint_names_the_nearest_key(change, hint):
    assert department(**change).findings[0].hint == hint


def test_a_hint_names_the_nearest_value():
    (finding,) = send("POST", "/operators", json={**OPERATOR, "role": "associat"}).findings
    assert (told(finding), finding.hint) == (("SIQ404", "error", "role", 1015), "did you mean Associate?")
    assert finding.message == "the value is not Administrator, Supervisor or Associate"


def test_an_invented_word_is_answered_with_the_documented_one_and_not_with_the_most_alike():
    (finding,) = of_rule(send("POST", "/tags", json={"name": "a", "module": "chats", "color": "#1A2B3C"}), "SIQ404")
    assert finding.hint == "did you mean conversations?"


def test_a_hint_translates_a_well_known_invention():
    report = send("POST", "/conversations/104/messages", json={"message": "Hello"})
    hints = {finding.rule.code: finding.hint for finding in report.findings}
    assert hints["SIQ408"] == "did you mean text?"


def test_a_message_tells_the_shape_and_not_the_value():
    (finding,) = department(operators="canary").findings
    assert finding.message == "expected an array, got a string of 6 characters"
    assert finding.shape == "a string of 6 characters"


def test_paths_reach_to_any_depth():
    document = json.loads(json.dumps(CRITERIA))
    document["and_criteria"][0]["or_criteria"][0]["values"] = [["x"]]
    (finding,) = send("POST", "/triggerrules", json=document).findings
    assert told(finding) == ("SIQ403", "error", "and_criteria[0].or_criteria[0].values[0]", 1007)
    assert finding.pointer == "/and_criteria/0/or_criteria/0/values/0"
    assert finding.path_shape == "and_criteria[*].or_criteria[*].values[*]"


def test_a_comparator_that_the_page_does_not_list_is_advised_upon():
    document = json.loads(json.dumps(CRITERIA).replace("contains", "is_equal_too"))
    (finding,) = send("POST", "/triggerrules", json=document).findings
    assert (finding.rule.code, finding.severity.value, finding.basis) == ("SIQ414", "info", Basis.INFERRED)
    assert finding.hint == "did you mean is_equal_to?"


def test_an_operation_that_was_not_seen_whole_takes_unknown_keys():
    assert send("POST", "/triggerrules", json={**CRITERIA, "canary": 1}).findings == ()


def test_a_schema_may_name_the_code_that_its_violation_earns():
    report = NOTES.check_request("POST", f"{API}/notes", headers=JSON, json={"text": "a", "secret_number": "x"})
    assert all_told(report) == [("SIQ404", "error", "secret_number", 1302)]


@pytest.mark.parametrize("content", [None, b""])
def test_an_operation_that_needs_a_body_misses_it(content):
    report = VALIDATOR.check_request("POST", f"{API}/departments", headers=AUTHORIZATION, content=content)
    (finding,) = report.findings
    assert told(finding) == ("SIQ401", "error", None, 1015)
    assert finding.alternatives == (1011, 1031)
    assert "json_key" not in finding.as_error()["error"]


def test_an_operation_that_is_inferred_to_need_a_body_warns():
    report = VALIDATOR.check_request("PUT", f"{API}/departments/104", headers=AUTHORIZATION)
    assert all_told(report) == [("SIQ401", "warning", None, 1015)]


def test_an_optional_body_is_not_missed():
    assert VALIDATOR.check_request("DELETE", f"{API}/conversations", headers=AUTHORIZATION).findings == ()


def test_a_body_that_was_not_recorded_is_not_judged():
    assert VALIDATOR.check(Exchange(Request("POST", f"{API}/departments", JSON, UNRECORDED))).findings == ()


def test_an_update_of_nothing_is_insufficient_data():
    (finding,) = send("PUT", "/departments/104", json={}).findings
    assert told(finding) == ("SIQ407", "warning", "", 1031)
    assert finding.as_error() == {"error": {"code": 1031, "message": "Insufficient data"}}


@pytest.mark.parametrize("document", [{"name": "a"}, {"description": ""}])
def test_an_update_of_something_is_fine(document):
    assert send("PUT", "/departments/104", json=document).findings == ()


def test_an_empty_text_is_no_update_of_nothing():
    assert "SIQ407" not in [told(finding)[0] for finding in send("PUT", "/departments/104", content="").findings]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param('{"name": "a", "operators": ["104"', [("SIQ409", "error", "operators[0]", 1015)], id="cut off"),
        pytest.param("name=a", [("SIQ409", "error", "", 1015)], id="a form"),
        pytest.param("   ", [("SIQ409", "error", "", 1015)], id="blanks"),
        pytest.param(
            '{"name": "a", "operators": [0123]}', [("SIQ409", "error", "operators[0]", 1015)], id="leading zero"
        ),
        pytest.param(
            '{"name": "a", "operators": ["1",]}', [("SIQ409", "error", "operators", 1015)], id="trailing comma"
        ),
        pytest.param('{"name": NaN, "operators": ["1"]}', [("SIQ409", "error", "name", 1015)], id="NaN"),
        pytest.param('{"name": "a\tb", "operators": ["1"]}', [("SIQ409", "error", "name", 1015)], id="a tab"),
        pytest.param(b'{"name": "\xe4", "operators": ["1"]}', [("SIQ409", "error", "name", 1015)], id="Latin-1"),
        pytest.param(
            '{"name": "a", "name": "b", "operators": ["1"]}', [("SIQ412", "warning", "name", None)], id="twice"
        ),
        pytest.param(
            '{"name": 99999999999999999999, "operators": ["1"]}', [("SIQ412", "warning", "name", None)], id="66 bits"
        ),
        pytest.param(
            '{"name": "\\ud800", "operators": ["1"]}', [("SIQ412", "warning", "name", None)], id="half a pair"
        ),
        pytest.param(
            b'\xef\xbb\xbf{"name": "a", "operators": ["1"]}', [("SIQ412", "warning", "", None)], id="a byte order mark"
        ),
        pytest.param(
            '{"name": "a", "operators": ["1"]}'.encode("utf-16"), [("SIQ412", "warning", "", None)], id="UTF-16"
        ),
    ],
)
def test_a_text_that_breaks_is_named_by_its_place(content, expected):
    report = send("POST", "/departments", content=content)
    assert all_told(report) == expected


def test_the_place_in_the_text_is_told_by_line_and_column():
    (finding,) = send("POST", "/departments", content='{\n  "name": 012,\n  "operators": ["1"]\n}').findings
    assert "(line 2, column 11)" in finding.message


def test_a_repair_goes_on_and_finds_the_rest():
    report = send("POST", "/departments", content='{"name": 012, "operators": ["Ada",], "is_public": "maybe"}')
    assert [told(finding)[::2] for finding in report.findings] == [
        ("SIQ409", "name"),
        ("SIQ409", "operators"),
        ("SIQ405", "operators[0]"),
        ("SIQ404", "is_public"),
    ]


def test_what_may_be_answered_to_a_broken_text():
    (finding,) = send("POST", "/departments", content="{").findings
    assert finding.alternatives == (1011, 1007, 1051)
    assert finding.as_error() == {"error": {"code": 1015, "message": "Either the input stream is invalid or absent"}}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({**DEPARTMENT, "name": float("nan")}, [("SIQ409", "error", "name", 1015)]),
        ({**DEPARTMENT, "name": {1, 2}}, [("SIQ409", "error", "name", 1015)]),
        ({**DEPARTMENT, "name": b"a"}, [("SIQ409", "error", "name", 1015)]),
        ({**DEPARTMENT, "name": "\ud800"}, [("SIQ412", "warning", "name", None)]),
        ({**DEPARTMENT, "operators": ("104", "105")}, []),
    ],
)
def test_a_document_that_json_cannot_carry_is_named_by_its_place(document, expected):
    assert all_told(send("POST", "/departments", json=document)) == expected


def test_duplicate_keys_are_judged_on_request_only():
    lenient = Validator(strict_json=False)
    content = '{"name": "a", "name": "b", "operators": [99999999999999999999]}'
    assert [told(finding)[0] for finding in send("POST", "/departments", lenient, content=content).findings] == [
        "SIQ705"
    ]
    assert {told(finding)[0] for finding in send("POST", "/departments", content=content).findings} >= {"SIQ412"}


def nested(depth):
    return {**DEPARTMENT, "name": json.loads("[" * depth + "]" * depth)}


@pytest.mark.parametrize("as_text", [True, False])
def test_a_body_that_is_too_deep_is_told_and_not_judged(as_text):
    body = {"content": "[" * 500 + "]" * 500} if as_text else {"json": nested(300)}
    (finding,) = send("POST", "/departments", **body).findings
    assert (finding.rule.code, finding.where, finding.side.value, finding.error) == (
        "SIQ008",
        "entry",
        "recording",
        None,
    )
    assert "max_depth" in finding.message


@pytest.mark.parametrize("depth", [1_000, 100_000])
def test_no_depth_of_a_document_is_too_much(depth):
    document = []
    for _ in range(depth):
        document = [document]
    assert [told(finding)[0] for finding in send("POST", "/departments", json=document).findings] == ["SIQ008"]


def test_a_body_over_the_limit_is_told_and_not_judged():
    small = Validator(limits=Limits(max_body_bytes=20))
    report = send("POST", "/departments", small, content=b'{"name": "a", "operators": 5}')
    assert [(finding.rule.code, "max_body_bytes" in finding.message) for finding in report.findings] == [
        ("SIQ008", True)
    ]


def test_a_compressed_body_is_judged():
    content = gzip.compress(json.dumps({**DEPARTMENT, "is_public": "maybe"}).encode())
    report = send("POST", "/departments", content=content, headers={"Content-Encoding": "gzip"})
    assert all_told(report) == [("SIQ404", "error", "is_public", 1015)]


def test_a_body_that_expands_too_far_is_told_and_not_judged():
    content = gzip.compress(b" " * 5_000_000)
    report = send("POST", "/departments", content=content, headers={"Content-Encoding": "gzip"})
    assert [told(finding)[0] for finding in report.findings] == ["SIQ008"]


def test_a_schema_of_the_callers_own_judges_instead_of_the_catalogues():
    schema = {"type": "object", "required": ["total"], "properties": {"total": {"type": "integer", "maximum": 3}}}
    report = send("POST", "/departments", json={"total": 5}, schema=schema)
    assert all_told(report) == [("SIQ404", "error", "total", 1015)]
    assert report.operation == "create_department"


def test_a_schema_of_the_callers_own_forgives_an_unknown_path():
    report = send("POST", "/departments/104/anything", json={"a": "b"}, schema={"properties": {"a": {"type": "null"}}})
    assert all_told(report) == [("SIQ403", "error", "a", 1007)]


@pytest.mark.parametrize(
    ("method", "path", "rules"),
    [
        ("PATCH", "/departments/104/anything", ["SIQ403"]),
        ("PATCH", "/tickets/104", ["SIQ403"]),
        ("POST", "/chats/104/messages", ["SIQ403"]),
        ("PATCH", "/departments/104", ["SIQ111", "SIQ403"]),
    ],
)
def test_a_schema_of_the_callers_own_forgives_the_method_of_an_unknown_path_too(method, path, rules):
    report = send(method, path, json={"a": "b"}, schema={"properties": {"a": {"type": "null"}}})
    assert [rule for rule, *_ in all_told(report)] == rules
    assert (report.operation is None) is (rules[0] != "SIQ111")


def test_findings_come_in_document_order():
    document = {"is_public": "maybe", "zzz": 1, "operators": ["x", {}], "description": []}
    report = send("POST", "/departments", json=document)
    places = ["is_public", "zzz", "operators[0]", "operators[1]", "description", "name"]
    assert [finding.json_key for finding in report.findings] == places
    assert of_rule(report, "SIQ402")[0].path_shape == "name"


RINGS = ["ring_one", "ring_two", "ring_three", "ring_four"]
PRESET = {"name": "a", "description": "b", "applied": True, "enabled": True}


@pytest.mark.parametrize(
    ("document", "rule", "missing"),
    [
        ({"rule": {name: [] for name in RINGS}}, None, []),
        ({"rule": {"ring_one": []}}, "SIQ402", [f"rule.{name}" for name in RINGS[1:]]),
        ({"rule": {}}, "SIQ402", [f"rule.{name}" for name in RINGS]),
        ({name: [] for name in RINGS}, None, []),
        ({name: [] for name in RINGS[:3]}, "SIQ309", ["ring_four"]),
        ({"ring_one": []}, "SIQ309", RINGS[1:]),
        ({}, "SIQ309", RINGS),
    ],
)
@pytest.mark.parametrize(("method", "path"), [("POST", "/trackingpresets"), ("PUT", "/trackingpresets/104")])
def test_all_rings_stand_by_themselves_or_under_their_rule(method, path, document, rule, missing):
    report = send(method, path, json={**PRESET, **document})
    assert sorted(all_told(report)) == sorted((rule, "warning", name, 1015) for name in missing)


def test_nothing_is_said_of_rings_where_there_is_no_body():
    assert [rule for rule, *_ in all_told(send("POST", "/trackingpresets", content=b""))] == ["SIQ401"]
    assert "SIQ309" not in [rule for rule, *_ in all_told(send("POST", "/trackingpresets", json=[]))]


def test_a_preset_is_switched_on_and_off_without_its_rings():
    assert all_told(send("PUT", "/trackingpresets/104", json={"enabled": True})) == []


WEBHOOK = {"type": "data", "url": "https://example.com/hook", "events": ["conversation.created"]}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("604800000", []),
        ("5184000000", []),
        ("0604800000", []),
        ("5184000001", [("SIQ404", "warning", 1015)]),
        ("10000000000", [("SIQ404", "warning", 1015)]),
        (5184000001, [("SIQ404", "warning", 1015)]),
        ("180000000", [("SIQ414", "info", None)]),
        ("604799999", [("SIQ414", "info", None)]),
        ("0", [("SIQ414", "info", None)]),
        ("soon", [("SIQ404", "error", 1015)]),
    ],
)
def test_the_range_of_a_number_holds_for_its_text_too(value, expected):
    report = send("PUT", "/webhooks/104", json={**WEBHOOK, "expiry_time_for_executions_data": value})
    assert [(rule, severity, code) for rule, severity, _, code in all_told(report)] == expected


def test_a_number_as_text_is_told_to_be_above_the_maximum():
    report = send("PUT", "/webhooks/104", json={**WEBHOOK, "expiry_time_for_executions_data": "9999999999"})
    assert "above 5184000000" in report.findings[0].message


@pytest.mark.parametrize(
    ("method", "path", "document"),
    [
        ("POST", "/webhooks", {**WEBHOOK, "name": "a"}),
        ("PUT", "/visitorhistoryviews/104", {"sort_by": "leadscore", "name": "a", "email": "b"}),
    ],
)
def test_where_the_list_of_keys_was_seen_whole_another_one_is_told(method, path, document):
    assert [rule for rule, *_ in all_told(send(method, path, json=document))] == ["SIQ408"]


def test_a_value_that_is_listed_as_number_and_as_text_is_told_once():
    (finding,) = send("PUT", "/operators/104", json={"maximum_concurrent_chat": 6}).findings
    assert finding.hint == "the listed values are 0, 1, 2, 3, 4, 5, 7, 10, 25, unlimited"
    assert "not one of the 10 listed values" in finding.message


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"notes": "a"}, []),
        ({"notes": "a", "more": 1}, [("SIQ408", "warning", "more", None)]),
        ({"note": "a"}, [("SIQ408", "warning", "note", None), ("SIQ402", "warning", "notes", 1015)]),
    ],
)
def test_a_note_of_a_conversation_is_a_known_call(document, expected):
    report = send("POST", "/conversations/104/notes", json=document)
    assert (all_told(report), report.operation) == (expected, "add_conversation_notes")


def test_a_name_that_is_empty_stands_in_the_path_of_what_is_wrong_below_it():
    body = json.dumps({**DEPARTMENT, "email_configurations": {"": 1}, "is_public": "maybe"}).encode()
    found = send("POST", "/departments", content=body).findings
    assert [(finding.rule.code, finding.path.segments) for finding in found] == [
        ("SIQ408", ("email_configurations", "")),
        ("SIQ404", ("is_public",)),
    ]


def test_more_findings_of_a_body_than_are_told_one_by_one_are_counted():
    validator = Validator(limits=Limits(max_findings=3))
    document = {"name": "a", "operators": [{}] * 50, **{f"unlisted_{number}": 1 for number in range(20)}}
    report = validator.check_request("POST", f"{API}/departments", headers=AUTHORIZATION, json=document)
    assert sum(finding.count for finding in report.findings) == 70
    assert len(report.findings) == 5
    assert {finding.message for finding in report.findings if finding.count > 1} == {
        "expected a string or an integer, got an empty object, and 46 more like it",
        "the key is not documented here, and 19 more like it",
    }
    assert report.findings[0].path == KeyPath(("operators", 0))


@pytest.mark.parametrize("count", [2_000, 4_000])
def test_findings_of_one_body_are_bounded(count):
    """In memory, and in the time that the rules take; an engine still lists all violations."""
    body = json.dumps({"name": "a", "operators": [{}] * count, **{f"k{number}": 1 for number in range(count)}}).encode()
    report = Validator().check(Exchange(Request("POST", f"{API}/departments", JSON, body)))
    assert len(report.findings) == 1_000 + 2
    assert sum(finding.count for finding in report.findings) == 2 * count
