"""What the stand-in answers: successes that the contract finds nothing in, and exactly the predicted refusals."""

from __future__ import annotations

import json
from collections import Counter
from urllib.parse import urlsplit

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cli.shell import run

from salesiq_validate import Exchange, Request, Validator
from salesiq_validate.contract.text_formats import text_formats
from salesiq_validate.engine import inline_refs
from salesiq_validate.examples import UNMADE, ExampleAnswers, ExampleValues, example_request
from salesiq_validate.finding import Side
from salesiq_validate.recordings import jsonl
from salesiq_validate.run.drift import Drift
from salesiq_validate.server.answers import Answers
from salesiq_validate.strategies import invalid_request, predictable_codes, valid_request

VALIDATOR = Validator()
ANSWERS = Answers(VALIDATOR, seed=7)
EXAMPLES = ExampleAnswers(VALIDATOR.operations, seed=7)
ROUTABLE = [operation for operation in VALIDATOR.operations if operation.path is not None]
SERVER = "https://salesiq.zoho.com"
HEADERS = {"Authorization": f"Zoho-oauthtoken 1000.{'0' * 32}.{'0' * 32}"}


def answered(request: Request, answers: Answers = ANSWERS):
    return answers.answer(request, VALIDATOR.check(Exchange(request)))


def get(path: str, answers: Answers = ANSWERS):
    return json.loads(answered(Request("GET", SERVER + path, HEADERS), answers).body)


def sent(method: str, path: str, document):
    headers = {**HEADERS, "Content-Type": "application/json"}
    return json.loads(answered(Request(method, SERVER + path, headers, json.dumps(document).encode())).body)


@pytest.mark.parametrize("operation", ROUTABLE, ids=lambda operation: operation.id)
@settings(max_examples=3)
@given(data=st.data())
def test_a_success_has_no_findings(operation, data):
    request = data.draw(valid_request(operation))
    response = answered(request)
    report = VALIDATOR.check(Exchange(request, response))
    assert not [finding for finding in report.findings if finding.side is not Side.REQUEST]
    assert report.refused_with is None
    assert (response.body is None) == operation.empty_response
    drift = Drift(VALIDATOR)
    drift.add(Exchange(request, response), report)
    assert list(drift.rows()) == []


@settings(max_examples=150)
@given(data=st.data())
def test_a_refusal_is_exactly_the_predicted_envelope(data):
    operation = data.draw(st.sampled_from(ROUTABLE))
    codes = sorted(predictable_codes(operation))
    request, _ = data.draw(invalid_request(operation, data.draw(st.sampled_from(codes))))
    report = VALIDATOR.check(Exchange(request))
    response = answered(request)
    if report.reply is not None:
        assert json.loads(response.body) == report.reply.as_envelope()
        assert response.status == 200
    findings = VALIDATOR.check(Exchange(request, response)).findings
    assert not [finding for finding in findings if finding.side is Side.RESPONSE and finding.rule.code[3] == "5"]


@pytest.mark.parametrize("operation", [one for one in ROUTABLE if one.data], ids=lambda operation: operation.id)
def test_descriptions_are_filled(operation):
    """Nothing falls back to an empty answer, which only a description of a user's own may do."""
    data = inline_refs(operation.data, operation.definitions)
    request = Request(operation.method, example_request(operation).url, HEADERS)
    made = EXAMPLES.success(request, operation)
    assert (made is None) == operation.empty_response
    assert made is None or made["data"] or not data.keys() & {"properties", "items"}


def test_an_id_of_the_path_is_the_id_of_the_data():
    assert get("/api/v2/example/departments/104000000000123")["data"]["id"] == "104000000000123"


def test_items_that_no_page_shows_are_as_their_details():
    listed = get("/api/v2/example/conversations?limit=3")["data"]
    assert len(listed) == 3
    detail = get(f"/api/v2/example/conversations/{listed[2]['id']}")["data"]
    assert listed[2] == detail


def test_values_fit_the_names_of_their_members():
    operator = get("/api/v2/example/operators/104000000000123")["data"]
    assert operator["email_id"].endswith("@example.com")
    assert operator["date_of_birth"].startswith("2025-")
    assert operator["is_owner"] in {"true", "false"}
    assert operator["modified_time"].isdigit()


def test_an_id_of_the_path_is_that_of_every_item():
    items = get("/api/v2/example/webhooks/104000000000123/executions")["data"]
    assert [item["webhook_id"] for item in items] == ["104000000000123"] * 25


def test_a_list_and_a_detail_agree():
    listed = get("/api/v2/example/departments")["data"][3]
    detail = get(f"/api/v2/example/departments/{listed['id']}")["data"]
    shared = listed.keys() & detail.keys()
    assert {"name", "description"} <= shared
    assert {name: detail[name] for name in shared} == {name: listed[name] for name in shared}


def test_what_was_sent_is_repeated():
    path = "/api/v2/example/articlecategories"
    assert sent("PUT", f"{path}/104000000000123", {"name": "Returns"})["data"]["name"] == "Returns"
    assert sent("POST", path, {"name": "Late orders"})["data"]["name"] == "Late orders"


def test_an_answer_that_a_page_shows_in_part_has_the_rest_of_the_detail():
    department = {"name": "Billing", "operators": ["104000000000456"]}
    created = sent("POST", "/api/v2/example/departments", department)["data"]
    detail = get("/api/v2/example/departments/104000000000123")["data"]
    assert created["name"] == "Billing"
    assert created["id"].isdigit()
    assert detail.keys() <= created.keys()
    updated = sent("PUT", "/api/v2/example/departments/104000000000123", {"name": "Billing"})["data"]
    assert (updated["id"], updated["name"]) == ("104000000000123", "Billing")


def test_what_is_created_or_changed_has_its_id():
    for name in (
        "create_department",
        "create_app",
        "create_trigger_rule",
        "add_chat_routing_rule",
        "open_conversation",
    ):
        (operation,) = (one for one in ROUTABLE if one.id == name)
        request = example_request(operation)
        assert sent(request.method, urlsplit(request.url).path, request.body)["data"]["id"], operation.id
    assert sent("PUT", "/api/v2/example/tags/104000000000123", {"name": "Urgent"})["data"]["id"] == "104000000000123"


def test_what_a_request_may_say_and_an_answer_does_not_show_is_not_repeated():
    test = {"field_name": "leadscore", "comparator": "is_equal_to", "values": ["1"]}
    criteria = [{"or_criteria": [{**test, "sub_field": "made up"}]}]
    (operation,) = (one for one in ROUTABLE if one.id == "update_trigger_rule")
    request = example_request(operation)
    rule = {**request.body, "and_criteria": criteria}
    shown = sent("PUT", urlsplit(request.url).path, rule)["data"]["and_criteria"]
    assert shown == [{"or_criteria": [test]}]


def test_a_recording_of_every_operation_has_no_drift(tmp_path):
    examples = [example for example in map(example_request, ROUTABLE) if not example.is_multipart]
    bodies = [None if example.body is None else json.dumps(example.body).encode() for example in examples]
    requests = [Request(one.method, one.url, one.headers, body) for one, body in zip(examples, bodies, strict=True)]
    recording = tmp_path / "recording.jsonl"
    recording.write_bytes(b"".join(jsonl.write(Exchange(request, answered(request))) for request in requests))
    ran = run("check", recording, "--drift", "--no-config")
    assert f"{len(requests)} exchanges" in ran.out
    assert "server and contract agree" in ran.out


def test_ids_are_ids_whatever_their_member_is_called():
    department = get("/api/v2/example/departments/104000000000123")["data"]
    assert department["created_by"].isdigit()
    assert all(operator.isdigit() for operator in department["operators"])


def test_tags_have_the_modules_that_pages_list():
    tag = get("/api/v2/example/tags/104000000000123")["data"]
    assert tag["module"] in {"conversations", "visitors", "contacts", "companies"}
    assert tag["status"] == "unarchived"


def test_a_file_is_answered_with_bytes():
    path = "/api/v2/example/conversations/104000000000123/attachments/104000000000456"
    answer = answered(Request("GET", SERVER + path, HEADERS))
    assert answer.headers == (("Content-Type", "application/octet-stream"),)


def test_two_creations_have_two_ids():
    path = "/api/v2/example/articlecategories"
    ids = {sent("POST", path, {"name": name})["data"]["id"] for name in ("Returns", "Orders", "Returns")}
    assert len(ids) == 2


def test_an_action_on_a_thing_answers_with_its_id():
    path = "/api/v2/example/blockedips/104000000000123/comments"
    assert sent("POST", path, {"text": "Spam"})["data"]["id"] == "104000000000123"


def test_pages_by_index_from_1_cover_the_list_once():
    pages = [get(f"/api/v2/example/departments?index={index}")["data"] for index in (1, 21, 41)]
    assert [len(page) for page in pages] == [20, 5, 0]
    assert max(Counter(item["id"] for page in pages for item in page).values()) == 1


def test_pages_by_number_and_limit_cover_the_list_once():
    pages = [get(f"/api/v2/example/articles?limit=10&page={page}")["data"] for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [10, 10, 5, 0]
    assert max(Counter(item["id"] for page in pages for item in page).values()) == 1


def test_pages_by_offset_from_0_overlap_as_they_should():
    path = "/api/v2/example/articlecategories"
    assert get(f"{path}?index=1&limit=2")["data"] == get(f"{path}?index=0&limit=3")["data"][1:]


def test_the_same_request_has_the_same_answer_and_another_seed_another_one():
    path = "/api/v2/example/departments"
    assert get(path) == get(path, Answers(VALIDATOR, seed=7))
    assert get(path) != get(path, Answers(VALIDATOR, seed=8))


def test_the_envelope_names_the_path_without_the_query():
    answer = get("/api/v2/example/departments?index=21")
    assert (answer["url"], answer["object"]) == ("/api/v2/example/departments", "list")
    assert answer.keys() >= {"data", "sync_time"}


def test_a_path_and_a_method_that_no_page_shows_are_refused():
    assert get("/api/v2/example/departments/1/unheard/of")["error"]["code"] == 1006
    assert sent("PATCH", "/api/v2/example/departments/1", {})["error"]["code"] == 1010


@pytest.mark.parametrize("path", ["departmnts", "department", "conversations/12/messges"])
def test_a_misspelt_path_is_refused_although_it_is_plain_what_was_meant(path):
    url = f"/api/v2/example/{path}"
    assert VALIDATOR.check(Exchange(Request("GET", SERVER + url, HEADERS))).operation is not None
    assert get(url)["error"]["code"] == 1006


def test_the_status_of_refusals_can_be_another():
    answers = Answers(VALIDATOR, refusal_status=400)
    assert answered(Request("GET", f"{SERVER}/api/v2/example/departments"), answers).status == 400
    assert answered(Request("GET", f"{SERVER}/api/v2/example/departments", HEADERS), answers).status == 200


def test_an_operation_of_an_extension_file_is_answered():
    shown = {
        "type": "object",
        "required": ["id", "code"],
        "properties": {
            "id": {"type": "string"},
            "code": {"type": "string", "pattern": "^[A-Z]{3}-[0-9]{4}$"},
            "size": {"type": "integer", "minimum": 500, "maximum": 600},
            "mark": {"anyOf": [{"type": "string", "minLength": 30, "maxLength": 40}, {"type": "null"}]},
            "kind": {"const": "x"},
            "parts": {"items": {"required": ["sku"], "properties": {"sku": {"type": "string", "pattern": "^=+$"}}}},
            "part": {"required": ["sku"], "properties": {"sku": {"type": "string", "pattern": "^=+$"}}},
        },
    }
    operation = {
        "operationId": "get_gadget",
        "method": "GET",
        "path": "/api/v2/{screen_name}/gadgets/{gadget_id}",
        "summary": "Show a gadget",
        "tags": ["gadgets"],
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in ("screen_name", "gadget_id")
        ],
        "responses": {"200": {"description": "Success", "content": {"application/json": {"schema": shown}}}},
    }
    for required, expected in ((["id"], {"id": "7", "kind": "x"}), (["id", "code"], {})):
        shown["required"] = required
        validator = Validator(extensions=[{"resource": "gadgets", "title": "Gadgets", "operations": [operation]}])
        request = Request("GET", f"{SERVER}/api/v2/example/gadgets/7", HEADERS)
        response = Answers(validator).answer(request, validator.check(Exchange(request)))
        data = json.loads(response.body)["data"]
        assert data.items() >= expected.items()
        if data:
            assert 500 <= data["size"] <= 600
            assert 30 <= len(data["mark"]) <= 40
            assert "code" not in data
            assert data["parts"] == []
            assert "part" not in data


def test_a_body_that_cannot_be_repeated_is_answered_all_the_same():
    request = Request("POST", f"{SERVER}/api/v2/example/departments", HEADERS, b"\xff{")
    assert json.loads(answered(request).body)["error"]
    for body in (b"\xff{", b"[]", b'"text"', b"{" * 10_000, b" " * 70_000):
        headers = (*request.headers, ("Content-Type", "application/json"))
        assert answered(evolve(request, headers=headers, body=body)).body


def test_values_that_are_made_up_follow_a_schema_without_a_type():
    made_up = ExampleValues(1)
    assert isinstance(made_up.value({}, "thing"), str)
    assert isinstance(made_up.value({"type": ["null", "boolean"]}, "thing"), bool)
    assert made_up.value({"type": "null"}, "thing") is None
    assert made_up.value({"type": "string", "pattern": "^=+$"}, "thing") is UNMADE
    assert made_up.value({"additionalProperties": {"type": "boolean"}, "type": "object"}, "thing").keys() == {"example"}
    assert made_up.value({"type": "array", "minItems": 4, "items": {"type": "integer"}}, "thing", "failed_ids")
    assert len(made_up.value({"type": "array", "minItems": 4, "items": {}}, "thing")) == 4


@pytest.mark.parametrize("form", sorted({*text_formats(), "number"}))
def test_formats_are_made_up_as_they_look(form):
    texts = {ExampleValues(seed).value({"type": "string", "x-salesiq-format": form}, "thing") for seed in range(20)}
    assert all(texts)
    assert len(texts) > 1 or form == "json"
