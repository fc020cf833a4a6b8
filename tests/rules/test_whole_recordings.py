"""The rule that looks at a whole recording: secrets in what is kept."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.pages import PAGES

from salesiq_validate import Validator
from salesiq_validate.finding import Finding
from salesiq_validate.limits import Limits
from salesiq_validate.recordings import read
from salesiq_validate.recordings.live_tokens import LiveTokens
from salesiq_validate.recordings.scrub.scrubber import Scrubber
from salesiq_validate.run.results.summary import Summary
from salesiq_validate.run.steps import judge, tell

PAGE = {page.rule.code: page for page in PAGES}
EXAMPLES = [
    pytest.param(code, kind, section, id=f"{code} {section}")
    for code, kind in [("SIQ702", "postman")]
    for section in ("Example that fails", "Example that passes")
]
TOKEN = "1000.0123456789abcdef0123456789abcdef.fedcba9876543210fedcba9876543210"
URL = "https://salesiq.zoho.com/api/v2/northwind-desk/departments"


def run_of(recording, **options):
    """Everything that a run over one recording finds."""
    summary, validator, found = Summary(), Validator(strict_json=False, **options), []

    def taken(steps):
        for step in steps:
            found.extend(getattr(step, "findings", ()))
            yield step

    tell(taken(judge(read(io.BytesIO(recording), name="f"), validator)), summary)
    assert summary.total.findings == len(found)
    return found


def rules_of(recording, **options):
    return [finding.rule.code for finding in run_of(recording, **options)]


@pytest.mark.parametrize(("code", "kind", "section"), EXAMPLES)
def test_the_examples_of_the_pages_behave_as_they_say(code, kind, section):
    (text,) = PAGE[code].fences(section, kind)
    assert (code in rules_of(text.encode())) is (section == "Example that fails")


def cassette(token):
    headers = {"Authorization": [f"Zoho-oauthtoken {token}"], "User-Agent": ["x"]}
    item = {"request": {"method": "GET", "uri": URL, "headers": headers, "body": None}, "response": None}
    return json.dumps({"interactions": [item, item], "version": 1}, indent=1).encode()


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        (TOKEN, ["SIQ702"]),
        ("1000." + "a" * 32 + "." + "b" * 32, []),
        (TOKEN[:-1], []),
        ("1000.0123abcd.4567cdef", []),
        ("REDACTED", []),
    ],
)
def test_a_token_that_looks_real_is_told_once_for_a_cassette(token, expected):
    assert [code for code in rules_of(cassette(token)) if code == "SIQ702"] == expected


def test_the_line_of_the_first_token_is_told_and_the_token_is_not():
    text = cassette(TOKEN)
    (finding,) = (finding for finding in run_of(text) if finding.rule.code == "SIQ702")
    at = next(number for number, line in enumerate(text.splitlines(), start=1) if TOKEN.encode() in line)
    assert (finding.origin.line, finding.side.value) == (at, "recording")
    assert "0123456789abcdef" not in repr(finding) + str(finding)


def test_logs_hold_tokens_by_nature():
    headers = {"Authorization": f"Zoho-oauthtoken {TOKEN}"}
    line = json.dumps({"request": {"method": "GET", "url": URL, "headers": headers}}).encode()
    assert rules_of(line) == []


def test_a_scrubbed_cassette_holds_no_token():
    from salesiq_validate.recordings.scrub import scrub

    sink = io.BytesIO()
    done = scrub(io.BytesIO(cassette(TOKEN)), sink, Scrubber(ids=False, limits=Limits()))
    assert done.unreadable == 0
    assert "SIQ702" not in rules_of(sink.getvalue())


def test_a_token_from_the_command_line_is_not_in_the_recording():
    headers = [{"key": "Authorization", "value": "Zoho-oauthtoken {{token}}"}]
    item = {"request": {"method": "GET", "url": URL, "header": headers}}
    info = {"schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}
    text = json.dumps({"info": info, "item": [item]}).encode()
    found = list(read(io.BytesIO(text), variables={"token": TOKEN}))
    assert not [item for item in found if isinstance(item, Finding)]


@given(st.lists(st.integers(1, 90), max_size=20), st.integers(0, 300))
def test_a_token_is_found_wherever_blocks_end(sizes, before):
    text = b"\n" * before + b" " + TOKEN.encode() + b"\n" + TOKEN.encode()
    blocks, rest = [], text
    for size in sizes:
        blocks.append(rest[:size])
        rest = rest[size:]
    tokens = LiveTokens(iter([*blocks, rest]))
    assert b"".join(tokens) == text
    assert tokens.line == before + 1
