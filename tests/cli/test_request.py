"""`request`: one request, by options or as a curl command."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cli.shell import DEPARTMENTS, TOKEN, run

AUTHORIZATION = f"Authorization: {TOKEN}"
GOOD = '{"name": "Support", "operators": ["1"]}'
WRONG = '{"name": "Support", "operators": {"a": 1}}'


def request(*arguments, **options):
    return run("request", "--no-config", *arguments, **options)


def rules_of(*arguments, **options) -> list[str]:
    return [finding["name"] for finding in request("--format", "json", *arguments, **options).document["findings"]]


def test_a_right_request_is_0():
    outcome = request("-X", "POST", DEPARTMENTS, "-H", AUTHORIZATION, "--json", GOOD)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.splitlines() == [
        "No findings in 1 exchange.",
        "Checked as create_department: POST /api/v2/{screen_name}/departments",
    ]


def test_a_wrong_request_is_1_and_shows_the_answer():
    outcome = request(DEPARTMENTS, "-H", AUTHORIZATION, "--json", WRONG)
    assert outcome.code == 1
    answer = outcome.out.splitlines()[-1].removeprefix("SalesIQ would answer: ")
    assert json.loads(answer)["error"] == {
        "code": 1007,
        "message": "Invalid datatypes found in params",
        "json_key": "operators",
    }


def test_a_call_that_is_not_documented_is_told():
    outcome = request("https://salesiq.zoho.com/api/v2/example/tickets", "-H", AUTHORIZATION)
    assert outcome.code == 1
    assert "This is not a documented call; `salesiq-validate operations` lists all of them." in outcome.out


def test_a_guess_is_told_as_one():
    outcome = request("https://salesiq.zoho.com/api/v2/example/chats/104/messages", "-H", AUTHORIZATION, "--json", "{}")
    assert "Read as send_operator_message: POST /api/v2/{screen_name}/conversations" in outcome.out
    outcome = request("https://salesiq.zoho.com/api/v2/departments", "-H", AUTHORIZATION)
    assert "Checked as list_departments: GET /api/v2/{screen_name}/departments" in outcome.out


def test_everything_is_judged_whatever_the_server():
    assert "unknown-server" in rules_of("https://example.com/api/v2/example/departments", "-H", AUTHORIZATION)


@pytest.mark.parametrize(
    ("arguments", "stdin", "expected"),
    [
        (["--json", GOOD], b"", []),
        (["--json", "@{body}"], b"", []),
        (["--json", "-"], GOOD.encode(), []),
        (["-d", GOOD], b"", ["missing-content-type"]),
        (["-d", "@-", "-H", "content-type: application/json"], GOOD.encode(), []),
        (["-d", "@{body}", "-H", "content-type: application/json"], b"", []),
        (["--json", '{"name": 012}'], b"", ["malformed-body", "missing-json-key"]),
        (["--form", "name=Support", "--form", "operators=1"], b"", ["wrong-content-type"]),
        (["-X", "PATCH"], b"", ["unknown-method"]),
    ],
)
def test_bodies_are_texts_files_and_standard_input(arguments, stdin, expected, tmp_path):
    body = tmp_path / "body.json"
    body.write_text(GOOD)
    filled = [argument.replace("{body}", str(body)) for argument in arguments]
    found = rules_of(DEPARTMENTS, "-H", AUTHORIZATION, *filled, stdin=stdin)
    assert set(expected) <= set(found)
    assert expected or not found


def test_a_schema_of_ones_own_judges_the_body(tmp_path):
    schema = tmp_path / "schema.json"
    schema.write_text('{"type": "object", "properties": {"name": {"type": "array"}}}')
    outcome = request(DEPARTMENTS, "-H", AUTHORIZATION, "--json", GOOD, "--schema", schema, "--format", "json")
    assert [(finding["name"], finding["json_key"]) for finding in outcome.document["findings"]] == [
        ("wrong-json-type", "name")
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ["curl", "-sX", "POST", DEPARTMENTS, "-H", AUTHORIZATION, "--json", WRONG],
        ["--", "curl", "-X", "POST", DEPARTMENTS, "-H", AUTHORIZATION, "--json", WRONG],
        ["/usr/bin/curl", DEPARTMENTS, "--json", WRONG, "-H", AUTHORIZATION],
        ["--curl", f"curl '{DEPARTMENTS}' \\\n -H '{AUTHORIZATION}' \\\n --json '{WRONG}' | jq ."],
        [f"curl '{DEPARTMENTS}' -H '{AUTHORIZATION}' --json '{WRONG}'"],
        ["--curl", "-"],
        ["--curl", "@{file}"],
    ],
)
def test_a_curl_command_is_a_request(arguments, tmp_path):
    text = f"curl {DEPARTMENTS} -H '{AUTHORIZATION}' -H 'Content-Type: application/json' -d '{WRONG}'\n"
    file = tmp_path / "command.sh"
    file.write_text(text)
    filled = [argument.replace("{file}", str(file)) for argument in arguments]
    if filled[0].endswith("/curl"):
        filled = ["--", *filled]
    assert rules_of(*filled, stdin=text.encode()) == ["wrong-json-type"]


def test_unknown_options_of_curl_are_named():
    outcome = request("curl", DEPARTMENTS, "-H", AUTHORIZATION, "--unheard-of")
    assert outcome.code == 0
    assert outcome.err == "Note: the curl option --unheard-of is not known, so it was ignored\n"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], "Give the URL of the request, or a curl command."),
        (["POST", DEPARTMENTS], "Write the method after -X"),
        ([DEPARTMENTS, "-H", "Accept: a", "-H", "Authorization c4n4ry"], "header 2 has no name or no colon."),
        ([DEPARTMENTS, "-d", "a", "--json", "1"], "A request has only one body: use one of --data, --json and --form."),
        ([DEPARTMENTS, "--form", "c4n4ry"], "--form takes NAME=VALUE, but form field 1 has no name or no equals sign."),
        (["curl", DEPARTMENTS, "-F", "c4n4ry"], "write --form NAME=CONTENT in the curl command"),
        ([DEPARTMENTS, "-d", "@/none/body.json"], "the file '/none/body.json' cannot be read"),
        ([DEPARTMENTS, "--schema", "/none/schema.json"], "the file '/none/schema.json' cannot be read"),
        (["--curl", "wget x"], "must be a curl command"),
        (["--curl", "curl 'x"], "a quote in the command is not closed"),
        (["--curl", "curl x", DEPARTMENTS], "Give a URL or a curl command, not both."),
        (["-X", "POST", "curl", DEPARTMENTS], "Do not use --method with a curl command"),
        (["curl", DEPARTMENTS, "-d", "@/none/body.json"], "the file '/none/body.json' cannot be read"),
    ],
)
def test_what_cannot_be_understood_is_told(arguments, expected):
    outcome = request(*arguments)
    assert outcome.code == 2
    assert expected in outcome.err
    assert "c4n4ry" not in outcome.err
    assert outcome.out == ""


@pytest.mark.parametrize(
    ("content", "expected"),
    [("[", "is not JSON"), ("1", "is not a JSON object"), ('{"type": 1}', "this JSON Schema cannot be used")],
)
def test_a_schema_that_is_none_is_told(content, expected, tmp_path):
    schema = tmp_path / "schema.json"
    schema.write_text(content)
    outcome = request(DEPARTMENTS, "--json", "{}", "--schema", schema)
    assert outcome.code == 2
    assert expected in outcome.err


def test_a_secret_is_not_shown():
    secret = "canary-8080"
    outcome = request(
        f"https://salesiq.zoho.com/api/v2/{secret}/departments?a.b={secret}",
        *("-H", f"Authorization: Bearer {secret}", "-H", f"{secret}: {secret}", "--json", json.dumps({"c d": secret})),
    )
    assert outcome.code == 1
    assert secret not in outcome.out + outcome.err
    # The names are those of whoever typed the command.
    for name in ("a.b", "c d"):
        assert name in outcome.out


WORDS = st.sampled_from(
    ["-X", "-H", "a: b", "-d", "-", "--json", "{", "--form", "a=b", "--curl", "curl", "curl x", DEPARTMENTS]
)


@given(
    st.lists(
        WORDS | st.text(st.characters(exclude_characters="\0@", exclude_categories=["Cs"]), max_size=10), max_size=7
    )
)
def test_no_arguments_end_in_a_traceback(arguments):
    assert request(*arguments, stdin=b'{"a": [').code in {0, 1, 2}


# --- what is no call of SalesIQ ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["https://api.example.com/v1/things", "https://www.zohoapis.com/crm/v2/Leads"])
def test_a_call_of_another_host_is_said_to_be_none_of_salesiq(url):
    outcome = request(url, "-H", AUTHORIZATION)
    assert (outcome.code, outcome.out) == (2, "")
    assert "not a call of SalesIQ" in outcome.err


def test_a_path_of_the_api_on_a_server_of_ones_own_is_judged():
    assert request("https://gateway.example.com/api/v2/example/departments", "-H", AUTHORIZATION).code == 0


@pytest.mark.parametrize(
    ("arguments", "notes"),
    [
        (["--form", "grant_type=refresh_token"], ["needs client_id", "needs client_secret", "needs refresh_token"]),
        (["--form", "client_id=a"], ["grant_type is absent; known are authorization_code"]),
        (["--form", "grant_type=refresh"], ["grant_type is not known"]),
        (["-X", "GET"], ["ask for a token with POST", "grant_type is absent"]),
        (
            ["--form", "grant_type=client_credentials", "--form", "scope=SalesIQ.chats.READ,ZohoCRM.modules.READ"],
            ["needs client_id", "needs client_secret", "Did you mean 'SalesIQ.conversations.READ'?"],
        ),
        (
            ["--data-center", "US", "--form", "grant_type=x"],
            ["the portal lives in US; ask accounts.zoho.com", "grant_type"],
        ),
    ],
)
def test_what_is_known_of_a_token_request_is_judged(arguments, notes):
    outcome = request("https://accounts.zoho.eu/oauth/v2/token", *arguments)
    assert outcome.code == 2
    told = [line for line in outcome.err.splitlines() if line.startswith("Note: in this token request")]
    assert len(told) == len(notes)
    assert all(note in line for note, line in zip(notes, told, strict=True))
    assert "this is a request for a token, not a call of SalesIQ; see the notes" in outcome.err


def test_a_token_request_may_be_fine_and_shows_no_secret():
    fields = ["grant_type=refresh_token", "client_id=1000.CANARY", "client_secret=canary", "refresh_token=canary"]
    forms = [word for field in fields for word in ("--form", field)]
    outcome = request("https://accounts.zoho.eu/oauth/v2/token", *forms)
    assert (outcome.code, outcome.out) == (2, "")
    assert "as far as the tool can tell, it is right" in outcome.err
    assert "canary" not in outcome.err.lower()


def test_consent_is_asked_for_by_a_code():
    url = "https://accounts.zoho.com/oauth/v2/auth?response_type=token&scope=ZohoSalesIQ.departments.READ"
    outcome = request(url)
    assert "response_type is not code" in outcome.err
    assert "there is no service ZohoSalesIQ" in outcome.err
