"""The OpenAPI document holds every operation, every code, and nothing that leads outside it."""

from __future__ import annotations

import json
import re

import pytest
from jsonschema import Draft202012Validator
from tests.export.exported import BY_ID, ROUTABLE, call, document, place, sharing, takes

from salesiq_validate import ErrorCatalogue, Exchange, Request, Response, Validator
from salesiq_validate.contract.inbound import inbound_contract
from salesiq_validate.contract.operation import Operation
from salesiq_validate.examples import example_request
from salesiq_validate.export import openapi_document
from salesiq_validate.export.schemas import references

JUDGE = Validator()
ANSWERED = {"Content-Type": "application/json;charset=UTF-8"}
METHODS = {"get", "post", "put", "delete"}
CALLS = [call for item in document()["paths"].values() for call in item.values()]


def resolved(reference: str, root):
    node = root
    for step in reference.removeprefix("#/").split("/"):
        node = node[step.replace("~1", "/").replace("~0", "~")]
    return node


def body(name: str, *, media: str = "application/json", **options):
    """The schema of a request's body, of which several operations may have one each."""
    schema = call(name, **options)["requestBody"]["content"][media]["schema"]
    return resolved(schema["$ref"], document(**options)) if "$ref" in schema else schema


def schemas(node):
    """Every schema of a document, examples and our own words left out."""
    if isinstance(node, list):
        for child in node:
            yield from schemas(child)
    elif isinstance(node, dict):
        yield node
        for key, child in node.items():
            if not key.startswith("x-salesiq-") and key not in ("example", "examples", "enum"):
                yield from schemas(child)


@pytest.mark.parametrize("sure", [False, True])
def test_every_reference_leads_inside_and_every_component_is_used(sure):
    exported = document(sure=sure)
    used = set(references(exported))
    for reference in used:
        assert resolved(reference, exported) is not None
    for kind in ("parameters", "responses", "schemas", "examples"):
        assert {f"#/components/{kind}/{name}" for name in exported["components"][kind]} <= used


def test_every_routable_operation_is_there_once():
    told = [name for call in CALLS for name in call.get("x-salesiq-operations", [call["operationId"]])]
    assert sorted(told) == sorted(ROUTABLE)
    assert len({call["operationId"] for call in CALLS}) == len(CALLS) == len({*map(place, ROUTABLE.values())})


def test_what_cannot_be_routed_is_named_with_its_reason():
    lost = {name: BY_ID[name].document["x-salesiq-unroutable"] for name in BY_ID.keys() - ROUTABLE.keys()}
    assert document()["x-salesiq-unroutable"] == lost


@pytest.mark.parametrize("name", ROUTABLE)
def test_an_operation_keeps_its_facts(name):
    operation, exported = ROUTABLE[name], call(name)
    alone = len(sharing(operation)) == 1
    assert exported["tags"] == [operation.resource]
    outline = exported if alone else exported["x-salesiq-operations"][name]
    for key, value in operation.document.items():
        if key.startswith("x-salesiq-"):
            assert outline[key] == value
    assert outline["externalDocs"]["url"] == operation.source
    assert outline["summary"] == operation.summary
    scopes = [requirement["oauth2"] for requirement in exported["security"]]
    for way in operation.scopes:
        assert list(way) in scopes
    assert all(f"`{alias}`" in exported["description"] for alias in operation.aliases)


@pytest.mark.parametrize("name", ROUTABLE)
def test_path_parameters_are_those_of_the_path(name):
    told = call(name).get("parameters", [])
    exported = [resolved(found["$ref"], document()) if "$ref" in found else found for found in told]
    of_path = [found["name"] for found in exported if found["in"] == "path"]
    assert of_path == re.findall(r"\{([a-z_]+)\}", ROUTABLE[name].path)
    assert all(found["required"] for found in exported if found["in"] == "path")


def test_operations_that_share_method_and_path_are_one_under_the_default():
    exported = call("enable_disable_trigger_rule")
    assert exported["operationId"] == "update_trigger_rule"
    assert exported["x-salesiq-operations"].keys() == {
        "update_trigger_rule",
        "enable_disable_trigger_rule",
        "update_trigger_rule_order",
    }
    assert "`enable_disable_trigger_rule`: " in exported["description"]
    assert "when the body holds `enabled`" in exported["description"]
    branches = body("enable_disable_trigger_rule")["anyOf"]
    assert [resolved(branch["$ref"], document())["title"] for branch in branches] == [*exported["x-salesiq-operations"]]


def test_a_parameter_of_one_of_several_operations_is_optional():
    assert ROUTABLE["get_webhooks_summary"].parameters[1].required
    mode = next(found for found in call("list_webhooks")["parameters"] if found.get("name") == "mode")
    assert mode["required"] is False


def test_an_open_list_of_keys_does_not_take_what_is_all_another_operations():
    assert not takes("update_lead_scoring_rule", {"status": "on"})
    assert takes("update_lead_scoring_rule", {"status": "enabled"})
    assert takes("update_lead_scoring_rule", {"points": "5", "something": 1})


def test_a_parameter_that_may_stand_in_the_body_is_not_demanded():
    found = next(
        found for found in call("delete_article_category")["parameters"] if found.get("name") == "configure_to"
    )
    assert (found["required"], found["x-salesiq-also-in"]) == (False, "body")


def test_lists_and_documents_in_a_query_are_described_as_they_travel():
    ids = next(found for found in call("remove_department_operators")["parameters"] if found.get("name") == "ids")
    assert (ids["style"], ids["explode"], ids["schema"]["type"]) == ("form", False, "array")
    fields = next(found for found in call("list_threads")["parameters"] if found.get("name") == "include_fields")
    assert fields["content"]["application/json"]["schema"]["type"] == "array"


def test_a_file_is_binary_and_fields_are_text():
    fields = body("send_operator_message", media="multipart/form-data")["properties"]
    assert fields["file"]["format"] == "binary"
    assert fields["comment"]["type"] == "string"


def test_bodies_and_answers_are_components_of_their_own_name():
    schemas = document(types="documented")["components"]["schemas"]
    for name, operation in ROUTABLE.items():
        pascal = "".join(word.capitalize() for word in name.split("_"))
        has_answer = not operation.empty_response and not operation.file_answer
        assert (f"{pascal}Response" in schemas) is has_answer
        if "application/json" in operation.bodies:
            assert schemas[f"{pascal}Request"]["type"] == "object"
    assert body("create_department") == document()["components"]["schemas"]["CreateDepartmentRequest"]
    for name in ("CreateDepartment", "GetDepartment"):
        answer = schemas[f"{name}Response"]
        assert set(answer["required"]) == {"url", "object", "data"}
        assert answer["properties"]["data"]["$ref"] == "#/components/schemas/Department"
    assert {"id", "name"} <= schemas["Department"]["properties"].keys()


def test_what_only_another_page_shows_is_inferred_and_says_so():
    data = document()["components"]["schemas"]["CreateDepartmentResponse"]["properties"]["data"]
    assert data["x-salesiq-basis"]["properties"] == "inferred"
    assert "get_department" in data["x-salesiq-note"]
    assert data["x-salesiq-note"] in data["description"]


def test_an_answer_is_a_success_or_a_refusal():
    told = call("get_department")["responses"]["200"]["content"]["application/json"]["schema"]
    names = ("GetDepartmentResponse", "ErrorEnvelope")
    assert told == {"oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in names]}


def test_an_answer_without_a_body_promises_none():
    for name in ("delete_conversations", "create_feedback"):
        told = call(name)["responses"]["200"]
        assert "content" not in told
        assert told["x-salesiq-empty-body"] is True


def test_a_file_is_answered_as_such():
    content = call("download_conversation_attachment")["responses"]["200"]["content"]
    assert content["application/octet-stream"]["schema"]["format"] == "binary"
    assert content["application/json"]["schema"] == {"$ref": "#/components/schemas/ErrorEnvelope"}


@pytest.mark.parametrize("types", ["documented", "lenient"])
def test_every_object_has_a_name_of_its_own(types):
    for name, schema in document(types=types)["components"]["schemas"].items():
        for member, nested in schema.get("properties", {}).items():
            while "items" in nested:
                nested = nested["items"]
            assert not nested.get("properties"), (name, member)
    assert "CreateAppResultContact" in document(types=types)["components"]["schemas"]


def test_an_answer_is_described_as_what_creates_it():
    name = document()["components"]["schemas"]["Department"]["properties"]["name"]
    assert name["description"] == "Name of the department"


def test_no_two_shared_schemas_are_the_same():
    for types in ("documented", "lenient"):
        shared = [
            json.dumps(schema, sort_keys=True)
            for name, schema in document(types=types)["components"]["schemas"].items()
            if name.startswith("Shown")
        ]
        assert len(set(shared)) == len(shared) > 5


def test_documented_types_are_one_for_each_value_and_lenient_ones_what_is_taken():
    exported = document(types="documented")
    places = [exported["paths"], *(exported["components"]["schemas"][name] for name in ("CreateDepartmentRequest",))]
    assert not [schema for schema in schemas(places) if isinstance(schema.get("type"), list)]
    name = body("create_department", types="documented")["properties"]["name"]
    assert name["type"] == "string"
    assert body("create_department")["properties"]["name"]["type"] == ["string", "number", "boolean"]
    for name in ("UpdateAppRequestWaitingTime", "UpdateOperatorRequestMaximumConcurrentChat"):
        assert all(isinstance(value, str) for value in exported["components"]["schemas"][name]["enum"])


@pytest.mark.parametrize("types", ["documented", "lenient"])
def test_examples_fit_their_schemas(types):
    exported = document(types=types)
    for name in ROUTABLE:
        told = call(name, types=types)
        media = [*told.get("requestBody", {}).get("content", {}).values()]
        media += [*told["responses"]["200"].get("content", {}).values()]
        for kind in media:
            judge = Draft202012Validator({"components": exported["components"], "allOf": [kind["schema"]]})
            success = kind.get("examples", {}).get("success", {}).get("value")
            for example in (kind.get("example"), success):
                assert example is None or not list(judge.iter_errors(example)), (name, example)


@pytest.mark.parametrize("types", ["documented", "lenient"])
def test_parameters_that_go_together_have_examples_that_fit(types):
    exported = document(types=types)
    for item in exported["paths"].values():
        for told in item.values():
            for parameter in told.get("parameters", []):
                found = resolved(parameter["$ref"], exported) if "$ref" in parameter else parameter
                holder = found.get("content", {}).get("application/json", found)
                judge = Draft202012Validator({"components": exported["components"], "allOf": [holder["schema"]]})
                if found["name"] == "next_key":
                    assert "example" not in holder
                    continue
                assert judge.is_valid(holder["example"]), (told["operationId"], found["name"])


def test_every_body_and_every_answer_has_an_example_in_which_nothing_is_found():
    for name, operation in ROUTABLE.items():
        if operation.when is not None:
            continue
        told = call(name)
        request = example_request(operation)
        answer = told["responses"]["200"].get("content", {}).get("application/json", {})
        success = answer.get("examples", {}).get("success")
        assert (success is None) == (operation.empty_response or operation.file_answer)
        response = None if success is None else Response(200, ANSWERED, json.dumps(success["value"]).encode())
        content = told.get("requestBody", {}).get("content", {})
        sent = content.get("application/json", {}).get("example")
        assert ("application/json" in content) == (sent is not None) or request.is_multipart
        text = None if sent is None else json.dumps(sent).encode()
        if request.is_multipart:
            continue
        report = JUDGE.check(Exchange(Request(request.method, request.url, request.headers, text), response))
        assert {finding.rule.name for finding in report.findings} <= {"deprecated-version"}, name


def test_clients_authorise_by_the_header_where_that_is_asked_for():
    exported = openapi_document(BY_ID.values(), ErrorCatalogue(), version="1", auth="apikey")
    scheme = exported["components"]["securitySchemes"]["apikey"]
    assert (scheme["type"], scheme["in"], scheme["name"]) == ("apiKey", "header", "Authorization")
    calls = [call for item in exported["paths"].values() for call in item.values()]
    assert all(call["security"] == [{"apikey": []}] for call in calls)


def test_the_screen_name_has_its_pattern_and_notes_are_told_in_words():
    pattern = document()["components"]["parameters"]["screen_name"]["schema"]["pattern"]
    assert re.search(pattern, "example-1")
    assert not re.search(pattern, "$example")
    noted = [operation for operation in ROUTABLE.values() if operation.notes]
    assert len(noted) > 100
    assert all(note in call(operation.id)["description"] for operation in noted for note in operation.notes)


def test_messages_to_integrators_are_webhooks():
    sent = [message for message in inbound_contract().messages if message.kind != "bot-answer"]
    exported = document(types="documented")
    assert exported["webhooks"].keys() == {message.id for message in sent}
    for message in sent:
        content = exported["webhooks"][message.id]["post"]["requestBody"]["content"]["application/json"]
        judge = Draft202012Validator({"components": exported["components"], "allOf": [content["schema"]]})
        assert not list(judge.iter_errors(content["example"])), message.id


@pytest.mark.parametrize("types", ["documented", "lenient"])
def test_a_bot_is_shown_every_answer_that_it_may_give(types):
    exported = document(types=types)
    answer = exported["webhooks"]["bot_request_message"]["post"]["responses"]["200"]["content"]["application/json"]
    judge = Draft202012Validator({"components": exported["components"], "allOf": [answer["schema"]]})
    assert {"bot_answer_reply", "bot_answer_context", "bot_answer_end"} <= answer["examples"].keys()
    for name, example in answer["examples"].items():
        assert judge.is_valid(example["value"]), name


def test_servers_are_those_of_the_data_centres():
    (server,) = document()["servers"]
    host = server["variables"]["host"]
    assert host["default"] == "salesiq.zoho.com"
    assert host["default"] in host["enum"]
    assert "salesiq.zoho.eu (Europe)" in host["description"]


def test_scopes_are_all_declared():
    scheme = document()["components"]["securitySchemes"]["oauth2"]
    flow = scheme["flows"]["authorizationCode"]
    needed = {scope for operation in ROUTABLE.values() for way in operation.scopes for scope in way}
    assert flow["scopes"].keys() == needed
    assert flow["scopes"]["SalesIQ.departments.CREATE"] == "Create departments"
    assert flow["authorizationUrl"] == "https://accounts.zoho.com/oauth/v2/auth"
    assert "Zoho-oauthtoken" in scheme["description"]


def test_every_code_has_an_example_in_a_response():
    components = document()["components"]
    for code, entry in ErrorCatalogue().items():
        value = components["examples"][f"error_{code}"]["value"]
        assert (value["error"]["code"], value["error"]["message"]) == (code, entry.message)
        assert len(value["error"].keys() - {"code", "message"}) == (1 if entry.optional_keys else 0)
    general = components["responses"]["Refusal"]["content"]["application/json"]["examples"]
    assert "error_1007" in general
    assert "error_1302" not in general
    assert "error_1302" in call("delete_department")["responses"]["200"]["content"]["application/json"]["examples"]


def test_every_call_may_be_refused_behind_any_status():
    for exported in CALLS:
        content = exported["responses"]["200"].get("content")
        if content is not None:
            answer = content["application/json"]["schema"]
            refusal = {"$ref": "#/components/schemas/ErrorEnvelope"}
            assert refusal in (answer.get("oneOf") or answer.get("anyOf") or [answer])
        assert exported["responses"]["4XX"] == {"$ref": "#/components/responses/Refusal"}


def test_the_sure_form_keeps_what_it_leaves_out():
    schema = body("create_department", sure=True)
    assert {"keyword": "additionalProperties", "value": False} in schema["x-salesiq-inferred"]
    member = schema["properties"]["name"]
    assert "type" not in member
    assert member["x-salesiq-inferred"] == [{"keyword": "type", "value": ["string", "number", "boolean"]}]


def test_the_description_says_which_form_it_is():
    assert "refuse unknown keys" in document()["info"]["description"]
    assert "such as unknown keys" in document(sure=True)["info"]["description"]
    assert document()["info"]["version"] == "1.2.3"


STICKERS = {
    "resource": "stickers",
    "title": "Stickers",
    "schemas": {"colour": {"type": "string", "enum": ["red", "blue"]}},
    "operations": [
        {
            "operationId": "create_sticker",
            "method": "POST",
            "path": "/api/v2/{screen_name}/stickers",
            "requestBody": {
                "content": {
                    "application/json": {
                        "schema": {"type": "object", "properties": {"colour": {"$ref": "#/schemas/colour"}}}
                    }
                }
            },
        }
    ],
}


def test_operations_of_an_extension_file_are_exported_too():
    validator = Validator(extensions=[STICKERS])
    exported = openapi_document(validator.operations, validator.errors, version="1")
    created = exported["paths"]["/api/v2/{screen_name}/stickers"]["post"]
    assert created["summary"] == "create_sticker"
    assert created["requestBody"]["required"] is False
    assert exported["components"]["schemas"]["Colour"] == STICKERS["schemas"]["colour"]
    assert exported["tags"][-2] == {"name": "stickers", "description": "Stickers.", "x-displayName": "Stickers"}


def with_a_file_about(resource):
    """The document with a file of a user's own, whose schemas have names that there are."""
    shared = {
        "shown_department": {"type": "object", "properties": {"mine": {"type": "string"}}},
        "error_envelope": {"type": "object", "properties": {"mine": {"type": "integer"}}},
    }
    keys = {name: {"$ref": f"#/schemas/{name}"} for name in shared}
    keys |= {name: {"type": "object", "properties": {"a b/~": {"type": "string"}}} for name in ("x", "X", "1 /~")}
    body = {"type": "object", "properties": keys}
    operation = {
        **STICKERS["operations"][0],
        "requestBody": {"content": {"application/json": {"schema": body}}},
    }
    own = {**STICKERS, "resource": resource, "schemas": shared, "operations": [operation]}
    validator = Validator(extensions=[own])
    return openapi_document(validator.operations, validator.errors, version="1.2.3")


@pytest.mark.parametrize("resource", ["departments", "stickers"])
def test_a_file_of_a_users_own_takes_no_name_from_what_ships(resource):
    exported, shipped = with_a_file_about(resource), document(types="documented")
    for reference in references(exported):
        assert resolved(reference, exported) is not None
    schemas = exported["components"]["schemas"]
    assert shipped["components"]["schemas"].items() <= schemas.items()
    assert all(re.fullmatch(r"[A-Za-z0-9]+", name) for name in schemas)
    more = schemas.keys() - shipped["components"]["schemas"].keys()
    assert len(more) == 2 + 2 + 3


def test_an_operation_of_a_users_own_beside_one_that_ships_refers_to_its_own_schemas():
    colour = {"type": "object", "properties": {"colour": {"$ref": "#/schemas/colour"}}}
    operation = {
        **STICKERS["operations"][0],
        "path": "/api/v2/{screen_name}/departments",
        "when": {"body": ["colour"]},
        "requestBody": {"content": {"application/json": {"schema": colour}}},
    }
    validator = Validator(extensions=[{**STICKERS, "operations": [operation]}])
    exported = openapi_document(validator.operations, validator.errors, version="1")
    assert exported["paths"]["/api/v2/{screen_name}/departments"]["post"]["operationId"] == "create_department"
    key = exported["components"]["schemas"]["CreateStickerRequest"]["properties"]["colour"]
    assert resolved(key["$ref"], exported) == STICKERS["schemas"]["colour"]


def test_the_contract_is_left_as_it_is():
    before = {name: repr(operation.document) for name, operation in BY_ID.items()}
    openapi_document(BY_ID.values(), ErrorCatalogue(), version="1", sure=True)
    assert {name: repr(operation.document) for name, operation in BY_ID.items()} == before
    assert all(isinstance(operation, Operation) for operation in BY_ID.values())


@pytest.mark.parametrize("name", ["northwind-desk", "0desk", "a.b_c", "%24", "", "-desk", "a/b", "a b"])
def test_a_screen_name_that_the_rules_refuse_is_none_in_the_document(name):
    pattern = document()["components"]["parameters"]["screen_name"]["schema"]["pattern"]
    found = Validator().check_request("GET", f"https://salesiq.zoho.com/api/v2/{name}/departments", headers={})
    assert (re.search(pattern, name) is None) is any(finding.where == "url" for finding in found.findings)
