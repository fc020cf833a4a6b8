"""Valid requests are whole, as they travel, and as varied as the contract lets them be."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from tests.contract.judged import judge

from salesiq_validate.decode.multipart import read_multipart
from salesiq_validate.exceptions import UnknownName, UnusableArgument
from salesiq_validate.exchange import header_value
from salesiq_validate.limits import Limits
from salesiq_validate.strategies import valid_request
from salesiq_validate.validator import Validator

QUICK = settings(max_examples=500, deadline=None, database=None, suppress_health_check=list(HealthCheck))


def simplest(strategy):
    return find(strategy, lambda _request: True, settings=QUICK)


def some(strategy, holds):
    """Any request of a kind, not the simplest: shrinking takes seconds."""
    return find(strategy, holds, settings=settings(QUICK, phases=[Phase.generate]))


def test_the_simplest_request_is_plain():
    request = simplest(valid_request("create_department"))
    assert (request.method, request.url) == ("POST", "https://salesiq.zoho.com/api/v2/a/departments")
    assert dict(request.headers) == {
        "Authorization": f"Zoho-oauthtoken 1000.{'0' * 32}.{'0' * 32}",
        "Content-Type": "application/json",
    }
    assert json.loads(request.body) == {"name": "", "operators": []}


def test_a_request_without_a_body_announces_none():
    request = simplest(valid_request("list_departments"))
    assert request.body is None
    assert header_value(request.headers, "content-type") is None


@given(valid_request("list_departments", server="sandbox.example.com", screen_name="zylker"))
@settings(max_examples=10)
def test_server_and_screen_name_may_be_given(request):
    assert request.url.startswith("https://sandbox.example.com/api/v2/zylker/departments")


def test_aliases_of_the_path_are_drawn_too():
    assert some(valid_request("get_tag"), lambda request: "/web/v2/" in request.url)


def test_servers_of_several_data_centres_are_drawn():
    assert some(valid_request("list_departments"), lambda request: "salesiq.zoho.eu" in request.url)


def test_ids_in_a_list_are_joined_by_commas():
    request = some(valid_request("remove_department_operators"), lambda request: "%2C" in request.url)
    (ids,) = parse_qs(urlsplit(request.url).query)["ids"]
    assert all(part.isdigit() for part in ids.split(","))


def test_json_travels_inside_a_parameter():
    request = some(valid_request("list_threads"), lambda request: "include_fields=%5B%22" in request.url)
    fields = json.loads(parse_qs(urlsplit(request.url).query)["include_fields"][0])
    assert set(fields) <= {"attender", "department", "brand", "metrics", "transfer_details"}


def is_multipart(request) -> bool:
    return "multipart" in (header_value(request.headers, "content-type") or "")


def test_a_file_travels_as_multipart():
    request = some(valid_request("send_operator_message"), is_multipart)
    body = read_multipart(request.body, header_value(request.headers, "content-type"), Limits())
    files = [part for part in body.parts if part.name == "file"]
    assert [(part.filename, part.size > 0) for part in files] == [("example.txt", True)]
    assert body.problems == ()


def test_what_a_condition_demands_is_there():
    request = some(
        valid_request("create_canned_response"),
        lambda request: b'"associate_with_all_departments": false' in request.body,
    )
    assert "department_id" in json.loads(request.body)


def test_a_header_that_marks_the_operation_is_there():
    request = simplest(valid_request("export_webhook_failed_executions"))
    assert header_value(request.headers, "accept") == "application/vnd.sealed.xlsx"


def test_an_operation_of_an_extension_file_will_do():
    document = {
        "resource": "stickers",
        "title": "Stickers",
        "operations": [
            {
                "operationId": "create_sticker",
                "method": "POST",
                "path": "/api/v2/{screen_name}/stickers",
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/x-www-form-urlencoded": {
                            "schema": {
                                "type": "object",
                                "required": ["name"],
                                "properties": {"name": {"type": "string"}, "size": {"type": "integer"}},
                            }
                        }
                    },
                },
            }
        ],
    }
    validator = Validator(extensions=[document])
    operation = next(found for found in validator.operations if found.id == "create_sticker")

    @settings(max_examples=20)
    @given(valid_request(operation))
    def check(request):
        assert (
            validator.check_request(request.method, request.url, headers=request.headers, content=request.body).findings
            == ()
        )

    check()


def test_an_unknown_operation_is_told_with_the_nearest():
    with pytest.raises(UnknownName, match="create_department"):
        valid_request("create_departments")


def test_an_operation_without_a_path_has_no_requests():
    with pytest.raises(UnusableArgument, match="list_trigger_criteria_fields"):
        valid_request("list_trigger_criteria_fields")


@settings(max_examples=20)
@given(valid_request("update_trigger_rule"))
def test_a_request_is_meant_for_its_operation(request):
    assert judge(request).operation == "update_trigger_rule"
