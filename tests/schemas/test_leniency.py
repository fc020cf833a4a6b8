"""What real clients send fits, what cannot be meant does not: a table over well-known operations."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator
from tests.schemas.contract import BY_ID

DEPARTMENT = {"name": "Sales", "operators": ["1000000000001"]}
OPERATOR = {"email_id": "ada@example.com", "role": "Associate", "departments": ["1000000000002"], "is_monitored": True}


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        ("create_department", DEPARTMENT),
        ("create_department", {**DEPARTMENT, "is_public": "true"}),
        ("create_department", {**DEPARTMENT, "is_public": False}),
        ("create_department", {**DEPARTMENT, "operators": [1000000000001]}),
        ("create_department", {**DEPARTMENT, "email_configurations": {"from_email": ""}}),
        ("create_operator", OPERATOR),
        ("create_operator", {**OPERATOR, "is_monitored": "true", "departments": "1000000000002"}),
        ("update_operator", {"maximum_concurrent_chat": 5}),
        ("update_operator", {"maximum_concurrent_chat": "unlimited"}),
        ("delete_conversations", {"ids": [12345678901234567890]}),
        ("transfer_conversation", {"department_id": "1000000000002", "notes": "text"}),
        ("create_canned_response", {"content": "text", "public": "true"}),
        ("update_trigger_rule_order", {"position": 3}),
        ("update_chat_routing_rule_order", {"position": "3"}),
        ("create_lead_scoring_rule", {"points": "+5"}),
        ("send_pending_response", {"action": "forward", "replies": ["text", {"text": "text"}], "anything": {}}),
        ("update_visitor_history_column", {"list_name": "list_one", "view_id": "-1"}),
        ("update_portal", {"company_name": "Example", "phone": "1", "time_zone": "Europe/Some Where"}),
        (
            "open_conversation",
            {"app_id": "1", "department_id": "2", "question": "text", "visitor": {"user_id": "x"}, "extra": 1},
        ),
        ("create_webhook", {"type": "data", "events": ["an.event.of.tomorrow"], "version": 1}),
        (
            "create_tracking_preset",
            {"name": "x", **{f"ring_{n}": [] for n in ("one", "two", "three", "four")}},
        ),
    ],
)
def test_this_fits(operation, body):
    schema = BY_ID[operation].bodies()["application/json"]
    assert [(error.json_path, error.validator) for error in Draft202012Validator(schema).iter_errors(body)] == []


@pytest.mark.parametrize(
    ("operation", "body", "fault"),
    [
        ("create_department", {"operators": []}, ("$", "required")),
        ("create_department", {**DEPARTMENT, "name": {}}, ("$.name", "type")),
        ("create_department", {**DEPARTMENT, "name": None}, ("$.name", "type")),
        ("create_department", {**DEPARTMENT, "is_public": "yes"}, ("$.is_public", "pattern")),
        ("create_department", {**DEPARTMENT, "operators": ["Ada"]}, ("$.operators[0]", "pattern")),
        ("create_department", {**DEPARTMENT, "operators": "1"}, ("$.operators", "type")),
        ("create_department", {**DEPARTMENT, "operators": [2**60]}, ("$.operators[0]", "maximum")),
        ("create_department", {**DEPARTMENT, "is_pubic": True}, ("$", "additionalProperties")),
        ("create_operator", {**OPERATOR, "role": "agent"}, ("$.role", "enum")),
        ("create_webhook", {"type": "data", "app_ids": [None]}, ("$.app_ids[0]", "type")),
        ("encrypt_values", {"type": "siqidentifiers", "values": ["x"] * 21}, ("$.values", "maxItems")),
        ("create_feedback", {"feedback": "x" * 2049}, ("$.feedback", "maxLength")),
    ],
)
def test_this_does_not(operation, body, fault):
    schema = BY_ID[operation].bodies()["application/json"]
    assert [(error.json_path, error.validator) for error in Draft202012Validator(schema).iter_errors(body)] == [fault]


@pytest.mark.parametrize(
    "operation", ["send_operator_message", "send_visitor_message", "send_message_by_visitor_email"]
)
def test_a_message_is_json_with_text_or_multipart_with_a_file(operation):
    bodies = BY_ID[operation].bodies()
    assert bodies.keys() == {"application/json", "multipart/form-data"}
    assert bodies["application/json"]["required"] == ["text"]
    assert bodies["multipart/form-data"]["properties"]["file"]["x-salesiq-max-bytes"] == 50 * 2**20
