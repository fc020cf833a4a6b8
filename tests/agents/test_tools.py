"""Tools for agents: small answers, no secrets, and the same judgement as everywhere."""

from __future__ import annotations

import asyncio
import json
import sys

import pytest

from salesiq_validate.agents.server import wrong_argument
from salesiq_validate.agents.tools import Tools
from salesiq_validate.config import Config
from salesiq_validate.exceptions import UnknownName, UnusableArgument

TOOLS = Tools(Config())
URL = "https://salesiq.zoho.com/api/v2/northwind-desk"
TOKEN = "Zoho-oauthtoken 1000.0123abcd.4567cdef"


def test_operations_are_found_by_words():
    found = TOOLS.find_operations("create department")
    assert [one["operation"] for one in found["operations"]] == ["create_department"]
    everything = TOOLS.find_operations()
    assert (len(everything["operations"]), everything["more"] > 100) == (20, True)


def test_a_shown_example_is_right():
    shown = TOOLS.show_operation("create_department")
    assert shown["method"] == "POST"
    judged = TOOLS.judge_curl(shown["example"])
    assert (judged["ok"], judged["findings"], judged["operation"]) == (True, [], "create_department")


def test_shared_schemas_come_with_the_body():
    shown = TOOLS.show_operation("create_trigger_rule")
    text = json.dumps(shown["bodies"])
    assert all(name in shown["schemas"] for name in ("criteria",) if f"#/schemas/{name}" in text)


def test_a_wrong_request_says_what_salesiq_would_answer():
    judged = TOOLS.judge_request("POST", f"{URL}/chats", {"Authorization": "Bearer abc"}, '{"text": "secret words"}')
    assert judged["reply"]["error"]["code"] == 1006
    assert {one["rule"] for one in judged["findings"]} >= {"SIQ108", "SIQ202"}
    assert "secret words" not in json.dumps(judged)


def test_a_finding_brings_its_fix():
    body = '{"email": "ada@example.com", "role": "secret words"}'
    judged = TOOLS.judge_request("POST", f"{URL}/operators", {"Authorization": "Bearer 1000.0123abcd.4567cdef"}, body)
    fixes = {one["rule"]: one.get("fix") for one in judged["findings"] if one["rule"] != "SIQ402"}
    assert fixes["SIQ202"] == {
        "sure": True,
        "edits": [{"edit": "set-scheme", "value": "Zoho-oauthtoken"}],
        "needs": [],
    }
    assert fixes["SIQ408"]["edits"] == [{"edit": "rename", "value": "email_id"}]
    assert "secret words" not in json.dumps(judged)


def test_recordings_sources_and_bots_are_judged():
    line = {"request": {"method": "GET", "url": f"{URL}/agents", "headers": {"Authorization": TOKEN}}}
    recorded = TOOLS.judge_recording(json.dumps(line))
    assert (recorded["exchanges"], recorded["findings"][0]["rule"]) == (1, "SIQ108")
    source = f'import requests\nrequests.get("{URL}/agents", headers={{"Authorization": "Bearer " + token}})\n'
    assert "SIQ108" in [one["rule"] for one in TOOLS.judge_source(source, "client.py")["findings"]]
    assert "SIQ812" in [one["rule"] for one in TOOLS.judge_bot_answer('{"reply": "a"}')["findings"]]


@pytest.mark.parametrize("name", ["1007", "SIQ403", "wrong-json-type", "operators[1].name", "conversation.created"])
def test_names_are_explained(name):
    assert TOOLS.explain(name)


def test_mistakes_are_told():
    with pytest.raises(UnknownName, match="Did you mean 'create_department'"):
        TOOLS.show_operation("create_departmnt")
    with pytest.raises(UnusableArgument, match="not a curl command"):
        TOOLS.judge_curl("wget https://example.com")
    with pytest.raises(UnusableArgument, match="reads the file"):
        TOOLS.judge_curl(f"curl -d @body.json {URL}/departments")


@pytest.mark.parametrize(
    ("tool", "arguments", "mistake"),
    [
        ("judge_request", {"method": "GET", "url": URL, "json": "{}"}, "There is no argument 'json'. There are method"),
        ("judge_request", {"method": "POST", "url": URL, "body": {"name": "Ada"}}, "'body' must be a text"),
        ("judge_request", {"method": "GET", "url": URL, "headers": ["Ada"]}, "'headers' must be an object of texts"),
        ("judge_request", {"method": "GET", "url": URL, "headers": {"Ada": 1}}, "'headers' must be an object of texts"),
        ("judge_request", {"method": "GET"}, "'url' is missing"),
        ("judge_curl", {"comand": "Ada"}, "Did you mean 'command'?"),
        ("find_operations", {"words": None}, "'words' must be a text"),
    ],
)
def test_a_wrong_argument_is_told_without_its_value(tool, arguments, mistake):
    told = wrong_argument(getattr(TOOLS, tool), arguments)
    assert mistake in told
    assert "Ada" not in told


def test_arguments_that_may_be_absent_may_be_null():
    assert wrong_argument(TOOLS.judge_request, {"method": "GET", "url": URL, "headers": None, "body": None}) is None
    assert wrong_argument(TOOLS.find_operations, {}) is None


@pytest.mark.slow
def test_a_client_of_the_sdk_uses_the_tools_over_stdio():
    pytest.importorskip("mcp")
    from mcp.client.client import Client
    from mcp.client.stdio import StdioServerParameters

    async def talk():
        command = StdioServerParameters(command=sys.executable, args=["-m", "salesiq_validate", "mcp"])
        async with Client(command) as client:
            names = {tool.name for tool in (await client.list_tools()).tools}
            right = await client.call_tool("find_operations", {"words": "create department"})
            wrong = await client.call_tool("show_operation", {"operation": "create_departmnt"})
            unknown = await client.call_tool("judge_curl", {"curl": "curl -H 'Authorization: 1000.secret'"})
            return names, right, wrong, unknown

    names, right, wrong, unknown = asyncio.run(talk())
    assert names >= {"find_operations", "show_operation", "judge_request", "judge_curl", "explain"}
    assert "create_department" in right.content[0].text
    assert "Did you mean" in wrong.content[0].text
    assert unknown.is_error
    assert unknown.content[0].text == "There is no argument 'curl'. There is only command."
