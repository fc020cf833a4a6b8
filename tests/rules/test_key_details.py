"""The example by which SalesIQ's overview explains its paths: three faults in a text that is not even valid JSON."""

from __future__ import annotations

import pytest
from tests.rules.facts import API, JSON, VALIDATOR, all_told

#: A leading zero, a word among numeric ids, and a name of odd characters; the structure is the overview page's.
TEXT = """{
  "department": {
    "status": 098765
  },
  "app_ids": ["website", 104000000000123],
  "operators": [
    {
      "name": "Ada L"
    },
    {
      "name": "*/()="
    }
  ]
}"""

SCHEMA = {
    "type": "object",
    "properties": {
        "department": {"type": "object", "properties": {"status": {"type": "string"}}},
        "app_ids": {"type": "array", "items": {"type": ["string", "integer"], "pattern": "^[0-9]+$"}},
        "operators": {
            "type": "array",
            "items": {"type": "object", "properties": {"name": {"type": "string", "pattern": "^[A-Za-z0-9 ]+$"}}},
        },
    },
}


@pytest.fixture
def report():
    return VALIDATOR.check_request("POST", f"{API}/departments", headers=JSON, content=TEXT, schema=SCHEMA)


def test_one_run_names_exactly_the_three_paths(report):
    assert all_told(report) == [
        ("SIQ409", "error", "department.status", 1015),
        ("SIQ404", "error", "app_ids[0]", 1015),
        ("SIQ404", "error", "operators[1].name", 1015),
    ]


def test_every_envelope_carries_its_path(report):
    assert [finding.as_error()["error"]["json_key"] for finding in report.findings] == [
        "department.status",
        "app_ids[0]",
        "operators[1].name",
    ]


def test_the_reply_is_the_first_of_them_in_document_order(report):
    assert report.reply.json_key == "department.status"


def test_the_break_in_the_text_is_told_by_line_and_column(report):
    assert "(line 3, column 15)" in report.findings[0].message


def test_the_paths_resolve_where_the_pointers_do(report):
    assert [finding.pointer for finding in report.findings] == ["/department/status", "/app_ids/0", "/operators/1/name"]


def test_without_the_leading_zero_the_number_is_of_the_wrong_type():
    text = TEXT.replace("098765", "98765")
    report = VALIDATOR.check_request("POST", f"{API}/departments", headers=JSON, content=text, schema=SCHEMA)
    assert all_told(report)[0] == ("SIQ403", "error", "department.status", 1007)
    assert report.findings[0].alternatives == (1015, 1011)


def test_the_path_is_registered_for_a_method_and_path_by_an_extension_file():
    from salesiq_validate.validator import Validator

    document = {
        "resource": "key_details",
        "title": "Key details",
        "operations": [
            {
                "operationId": "send_key_details",
                "method": "POST",
                "path": "/api/v2/{screen_name}/keydetails",
                "requestBody": {"required": True, "content": {"application/json": {"schema": SCHEMA}}},
            }
        ],
    }
    report = Validator(extensions=[document]).check_request("POST", f"{API}/keydetails", headers=JSON, content=TEXT)
    assert [finding.json_key for finding in report.findings] == ["department.status", "app_ids[0]", "operators[1].name"]
    assert report.operation == "send_key_details"
