"""`request --fix`: the mended request as a curl command, judged again."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cli.shell import DEPARTMENTS, run
from tests.rules.mangled import REQUESTS

from salesiq_validate.cli.curl import read_curl
from salesiq_validate.cli.curl_text import curl_text
from salesiq_validate.cli.shell_words import split_command
from salesiq_validate.exceptions import UnusableArgument
from salesiq_validate.exchange import Request

TOKEN = "1000.0123abcd.4567cdef"
BEARER = f"Authorization: Bearer {TOKEN}"
CHAT = "https://salesiq.zoho.com/api/v2/chats/42/end"


def fix(*arguments, **options):
    return run("request", "--no-config", "--fix", *arguments, **options)


def mended(text: str) -> list[str]:
    """The lines of the command that was printed."""
    return text.partition("Corrected:\n")[2].partition("\n\n")[0].splitlines()


def test_a_wrong_request_is_mended_and_judged_again():
    outcome = fix("-X", "POST", CHAT, "-H", BEARER, "--json", "{}")
    assert outcome.code == 0
    assert mended(outcome.out) == [
        "curl --globoff -X PUT 'https://salesiq.zoho.com/api/v2/{screen_name}/conversations/42/close' \\",
        "  -H 'Authorization: Zoho-oauthtoken <secret>' \\",
        "  -H 'Content-Type: application/json' \\",
        "  --data-raw '{}'",
        "Fill in the screen name of your portal.",
    ]
    assert TOKEN not in outcome.out
    assert outcome.out.endswith("No findings in 1 exchange.\n")


def test_the_configured_screen_name_is_filled_in_and_the_token_shown_when_asked_for():
    outcome = fix("-X", "POST", CHAT, "-H", BEARER, "--json", "{}", "--screen-name", "desk", "--show-values")
    assert "https://salesiq.zoho.com/api/v2/desk/conversations/42/close" in outcome.out
    assert f"Zoho-oauthtoken {TOKEN}" in outcome.out
    assert "Fill in" not in outcome.out


def test_who_does_not_ask_for_it_is_told_that_there_is_something_to_mend():
    assert "Add --fix" in run("request", "--no-config", CHAT, "-X", "POST", "-H", BEARER).out
    assert "Add --fix" not in fix("-X", "POST", CHAT, "-H", BEARER).out
    tickets = "https://salesiq.zoho.com/api/v2/example/tickets"
    token = f"Authorization: Zoho-oauthtoken {TOKEN}"
    assert "Add --fix" not in run("request", "--no-config", tickets, "-H", token).out


def test_an_absent_token_is_left_to_fill_in():
    outcome = fix(DEPARTMENTS)
    assert "-H 'Authorization: Zoho-oauthtoken {access_token}'" in outcome.out
    assert "Fill in an access token." in outcome.out


def test_what_is_left_decides_the_exit_code():
    outcome = fix("-X", "POST", DEPARTMENTS, "-H", BEARER, "--json", '{"operators": "42"}')
    assert outcome.code == 1
    assert '--data-raw \'{"operators": ["42"]}\'' in outcome.out
    assert outcome.out.count("body name: ") == 2
    outcome = fix("https://salesiq.zoho.com/api/v2/example/tickets", "-H", f"Authorization: Zoho-oauthtoken {TOKEN}")
    assert (outcome.code, "There is no sure fix for this request." in outcome.out) == (1, True)


def test_other_formats_hold_the_fix_as_data():
    outcome = fix(DEPARTMENTS, "--format", "json")
    assert (outcome.code, "--format json has every fix as data" in outcome.err) == (2, True)
    found = run("request", "--no-config", DEPARTMENTS, "--format", "json").document["findings"]
    assert found[0]["fix"] == {
        "sure": True,
        "edits": [{"edit": "set-header", "value": "Zoho-oauthtoken {access_token}"}],
        "needs": ["access_token"],
    }


WRITTEN = [one for one in REQUESTS if "://" in one.url and (not isinstance(one.body, bytes) or one.body.isascii())]


@pytest.mark.parametrize("request_", WRITTEN, ids=lambda one: one.url[-40:])
def test_a_request_is_read_from_the_command_as_it_was(request_):
    body = request_.body if isinstance(request_.body, bytes) else None
    request = Request(request_.method, request_.url, request_.headers, body)
    assert again(request) == request


def test_a_body_that_is_no_text_cannot_be_written_down():
    with pytest.raises(UnusableArgument, match="the body is not text"):
        curl_text(Request("POST", DEPARTMENTS, [], b"\xff"))


def again(request: Request) -> Request:
    return read_curl(split_command(curl_text(request, show_values=True))[1:], lambda _name: b"").request


@given(st.text(min_size=1).filter(lambda text: text.encode("utf-8", "ignore").decode() == text))
def test_no_body_breaks_out_of_its_quotes(text):
    request = Request("POST", DEPARTMENTS, [("Content-Type", "text/plain")], text.encode())
    command = curl_text(request)
    assert command.replace("\n", "").isprintable()
    assert again(request).body == text.encode()


def test_secrets_are_masked_wherever_a_name_or_their_form_tells_them():
    headers = [
        ("Authorization", "Bearer c4n4ry c4n4ry"),
        ("Cookie", "session=c4n4ry; a"),
        ("X-Api-Key", "c4n4ry"),
        ("Referer", f"https://example.com/{TOKEN}"),
        ("Accept", "*/*"),
    ]
    url = f"https://c4n4ry:c4n4ry@salesiq.zoho.com/api/v2/{TOKEN}/departments?authtoken=c4n4ry&index=1"
    text = curl_text(Request("GET", url, headers, json.dumps({"a": TOKEN}).encode()))
    assert "c4n4ry" not in text
    assert TOKEN not in text
    assert "authtoken=<secret>&index=1" in text
    assert "'Authorization: Bearer <secret>'" in text
    assert "'Cookie: <secret>'" in text
    unknown = curl_text(Request("GET", DEPARTMENTS, [("Authorization", "c4n4ry x")]))
    assert "'Authorization: <secret>'" in unknown
