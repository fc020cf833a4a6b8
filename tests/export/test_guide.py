"""The guide for language models says what the contract says, and what it calls right is right."""

from __future__ import annotations

import json
import re
from typing import get_args

import pytest
from tests.cli.shell import run

from salesiq_validate import ErrorCatalogue, Validator
from salesiq_validate.contract import all_operations
from salesiq_validate.contract.servers import Servers
from salesiq_validate.export import guide
from salesiq_validate.export.guide import MISTAKES, GuideForm
from salesiq_validate.rules.registry import RULE_OF

LLMS = guide(all_operations(), ErrorCatalogue())
SKILL = guide(all_operations(), ErrorCatalogue(), "skill")
JUDGE = Validator()
TOKEN = f"1000.{'0' * 32}.{'0' * 32}"
CREATE = 'POST /api/v2/example/departments {"name": "Billing", "operators": ["104000000000456"]}'


def found(line: str) -> set[str]:
    """The rules that find something in a header, or in a call with right headers."""
    headers = {"Authorization": f"Zoho-oauthtoken {TOKEN}", "Content-Type": "application/json"}
    name, colon, value = line.partition(": ")
    if colon and name in headers:
        headers[name] = value.replace("<access token>", TOKEN)
        line = CREATE
    method, _, rest = line.partition(" ")
    path, _, body = rest.partition(" ")
    url = f"https://salesiq.zoho.com{path}"
    report = JUDGE.check_request(method, url, headers=headers, content=body or None)
    return {finding.rule.name for finding in report.findings}


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: RULE_OF[mistake.rule].name)
def test_a_mistake_is_found_and_what_is_called_right_is_right(mistake):
    assert RULE_OF[mistake.rule].name in found(mistake.wrong)
    assert found(mistake.right) == set()
    for text in (mistake.wrong, mistake.right, RULE_OF[mistake.rule].summary):
        assert text in LLMS


def test_its_curl_command_is_right():
    (command,) = re.findall(r"```sh\n(.*?)\n```", LLMS, re.DOTALL)
    ran = run("request", "--no-config", "--curl", command)
    assert ran.code == 0
    assert "No findings" in ran.out


def test_it_names_every_operation_that_can_be_called_and_no_other():
    section = LLMS.partition("## Operations\n")[2].partition("\n## ")[0]
    named = [name for line in section.splitlines() if line.startswith("- ") for name in line.split(": ")[1].split(", ")]
    assert sorted(named) == sorted(operation.id for operation in all_operations() if operation.path is not None)


def test_it_explains_every_general_code_and_shows_real_refusals():
    errors = ErrorCatalogue()
    assert all((f"- {code} " in LLMS) is not bool(errors[code].operations) for code in errors)
    shown = [json.loads(text) for text in re.findall(r"Refusal: `(.*?)`\.$", LLMS, re.MULTILINE)]
    assert len(shown) == 2
    for envelope in shown:
        report = JUDGE.check_response(200, headers={"Content-Type": "application/json"}, json=envelope)
        assert {finding.rule.name for finding in report.findings} == {"refused"}


def test_hosts_and_accounts_servers_stand_in_one_order():
    hosts = re.findall(r"`(salesiq\.[a-z.]+)` \(", LLMS)
    accounts = re.findall(r"`(accounts\.[a-z.]+)`", LLMS)
    centres = {centre["host"]: centre["accounts"] for centre in Servers.load().document["data_centres"]}
    assert [centres[host] for host in hosts] == accounts
    assert hosts == [server.host for server in Servers.load().salesiq]


def test_a_skill_has_the_head_that_agents_ask_for_and_the_same_text():
    _, head, text = SKILL.split("---\n")
    assert re.match(r"name: [a-z-]{1,64}\ndescription: >-\n", head)
    assert len(head) < 1024
    assert text.strip() == LLMS.strip()


def test_it_is_one_page():
    assert LLMS.startswith("# Zoho SalesIQ")
    assert len(LLMS.split()) < 2200


@pytest.mark.parametrize("form", get_args(GuideForm))
def test_the_command_prints_it_with_operations_of_an_extension_file(form, tmp_path):
    operation = {"operationId": "create_sticker", "method": "POST", "path": "/api/v2/{screen_name}/stickers"}
    file = tmp_path / "stickers.json"
    file.write_text(json.dumps({"resource": "stickers", "title": "Stickers", "operations": [operation]}), "utf-8")
    ran = run("export", "guide", "--format", form, "--no-config", "--extend", file)
    assert "- stickers: create_sticker" in ran.out
    assert run("export", "guide", "--format", form, "--no-config").out == guide(
        all_operations(), ErrorCatalogue(), form
    )


def test_it_says_where_times_are_seconds_and_lists_are_json():
    assert "Seconds: `last_sync_time` of `list_apps`." in LLMS
    assert "`include_fields` of `list_threads` and `get_thread`" in LLMS
