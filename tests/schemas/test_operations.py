"""The operations say what our own promise beyond the form that extension files follow, and fit together."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from tests.schemas.contract import BY_ID, FILES, OPERATIONS, RESOURCES, Described

every_operation = pytest.mark.parametrize("described", OPERATIONS, ids=lambda described: described.id)


def _groups() -> dict[tuple[str, str], list[Described]]:
    groups = defaultdict(list)
    for described in OPERATIONS:
        for path in described.paths:
            groups[described.operation["method"], re.sub(r"\{[a-z_]+\}", "{}", path)].append(described)
    return groups


SHARED = {key: group for key, group in _groups().items() if len(group) > 1}


def test_no_operation_is_lost():
    assert len(RESOURCES) >= 29
    assert len(OPERATIONS) >= 207


def test_operation_ids_are_unique():
    assert len(BY_ID) == len(OPERATIONS)


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_file_is_named_for_its_resource(resource):
    document = FILES[resource]
    assert document["resource"] == resource
    assert {tag for operation in document["operations"] for tag in operation["tags"]} == {resource}


@every_operation
def test_an_operation_names_its_page_and_how_sure_it_is(described):
    operation = described.operation
    assert operation["summary"]
    assert operation["externalDocs"]["url"].startswith(FILES[described.resource]["docs"])
    assert isinstance(operation["x-salesiq-complete"], bool)
    assert {"method", "path"} <= operation["x-salesiq-basis"].keys()
    assert ("scopes" in operation["x-salesiq-basis"]) is ("security" in operation)
    assert ("content_type" in operation["x-salesiq-basis"]) is ("requestBody" in operation)
    assert operation["responses"].keys() == {"200"}
    if not operation["x-salesiq-complete"]:
        assert operation["x-salesiq-missing"]


@every_operation
def test_path_parameters_are_those_of_the_path(described):
    if described.paths:
        names = re.findall(r"\{([a-z_]+)\}", described.operation["path"])
        assert [parameter["name"] for parameter in described.parameters("path")] == names


@every_operation
def test_parameters_are_unique(described):
    names = [(parameter["in"], parameter["name"]) for parameter in described.operation["parameters"]]
    assert len(names) == len(set(names))


@every_operation
def test_a_body_that_may_be_incomplete_is_open(described):
    if not described.operation["x-salesiq-complete"]:
        assert all("additionalProperties" not in schema for schema in described.bodies().values())


@every_operation
def test_an_update_demands_no_key(described):
    if described.operation.get("x-salesiq-update"):
        assert all(schema["properties"] and "required" not in schema for schema in described.bodies().values())


@every_operation
def test_exclusive_and_conditional_names_exist(described):
    names = {
        "query": {parameter["name"] for parameter in described.parameters("query")},
        "body": {name for schema in described.bodies().values() for name in schema["properties"]},
    }
    for exclusive in described.operation.get("x-salesiq-exclusive", ()):
        assert set(exclusive["names"]) <= names[exclusive["in"]]
    for condition in described.operation.get("x-salesiq-conditions", ()):
        assert {condition["when"]["key"], *condition["require"]} <= names[condition["in"]]
    for parameter in described.parameters("query"):
        if parameter.get("x-salesiq-also-in") == "body":
            assert parameter["name"] in names["body"]


@every_operation
def test_what_replaces_an_operation_is_another_one_that_is_not_deprecated(described):
    newer = described.operation.get("x-salesiq-replaced-by")
    if newer is not None:
        assert described.operation["deprecated"]
        assert not BY_ID[newer].operation.get("deprecated")


def test_the_operation_without_a_path_is_the_only_one():
    assert [described.id for described in OPERATIONS if not described.paths] == ["list_trigger_criteria_fields"]


def test_operations_that_share_method_and_path_are_the_known_ones():
    assert {frozenset(described.id for described in group) for group in SHARED.values()} == {
        frozenset({"update_trigger_rule", "enable_disable_trigger_rule", "update_trigger_rule_order"}),
        frozenset({"update_chat_routing_rule", "enable_disable_chat_routing_rule", "update_chat_routing_rule_order"}),
        frozenset(
            {"update_visitor_routing_rule", "enable_disable_visitor_routing_rule", "update_visitor_routing_rule_order"}
        ),
        frozenset({"update_lead_scoring_rule", "enable_disable_lead_scoring_rule"}),
        frozenset({"update_tracking_preset", "set_tracking_preset_status"}),
        frozenset({"create_canned_response", "bulk_canned_responses_action"}),
        frozenset({"list_webhooks", "get_webhooks_summary"}),
        frozenset({"list_webhook_failed_executions", "get_webhook_executions_summary"}),
        frozenset({"retry_webhook_failed_executions", "export_webhook_failed_executions"}),
    }


@pytest.mark.parametrize("group", SHARED.values(), ids=lambda group: group[0].id)
def test_a_group_has_one_default_and_marks_that_exist(group):
    assert len([described for described in group if "when" not in described.operation]) == 1
    marks = []
    for described in group:
        when = described.operation.get("when", {})
        if "body" in when:
            keys = {name for schema in described.bodies().values() for name in schema["properties"]}
            assert set(when["body"]) <= keys
        if "query" in when:
            assert when["query"].keys() <= {parameter["name"] for parameter in described.parameters("query")}
        marks += [*when.get("body", ()), *when.get("query", ()), *filter(None, [when.get("header")])]
    assert len(marks) == len(set(marks))


def test_only_operations_of_a_group_have_marks():
    grouped = {described.id for group in SHARED.values() for described in group}
    assert {described.id for described in OPERATIONS if "when" in described.operation} <= grouped


def test_operations_of_one_path_agree_on_what_fits_into_it():
    """A router then knows what fits before it knows the method."""
    places = defaultdict(set)
    for described in OPERATIONS:
        patterns = {found["name"]: found["schema"].get("pattern") for found in described.parameters("path")}
        for path in described.paths:
            for index, segment in enumerate(path.split("/")):
                name = segment.strip("{}")
                if segment.startswith("{") and name in patterns and name != "module_name":
                    places[re.sub(r"\{[a-z_]+\}", "{}", path), index].add(patterns[name])
    assert {place: found for place, found in places.items() if len(found) > 1} == {}
