"""SIQ41x: files in multipart bodies."""

from __future__ import annotations

import re

import pytest
from tests.rules.facts import API, AUTHORIZATION, VALIDATOR, all_told, told
from tests.rules.notes import NOTES

from salesiq_validate.exchange import Exchange, Request
from salesiq_validate.finding import Basis


def part(disposition: str, content: str = "x", kind: str | None = None) -> str:
    head = f"Content-Disposition: form-data; {disposition}\r\n"
    return f"--b\r\n{head}{f'Content-Type: {kind}{chr(13)}{chr(10)}' if kind else ''}\r\n{content}\r\n"


def multipart(*parts: str) -> bytes:
    return ("".join(parts) + "--b--\r\n").encode()


MULTIPART = {**AUTHORIZATION, "Content-Type": "multipart/form-data; boundary=b"}
FILE = 'name="file"; filename="plan.txt"'
SCAN = "name=scan; filename=a"


def message(*parts: str):
    return VALIDATOR.check_request(
        "POST", f"{API}/conversations/104/messages", headers=MULTIPART, content=multipart(*parts)
    )


def attached(*parts: str):
    headers = {**MULTIPART, "X-Note-Kind": "a"}
    return NOTES.check_request("PUT", f"{API}/notes/1", headers=headers, content=multipart(*parts))


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        pytest.param([part(FILE)], [], id="a file"),
        pytest.param([part(FILE, kind="text/plain"), part("name=comment")], [], id="a file and a remark"),
        pytest.param([part(FILE, "")], [("SIQ410", "error", "file", 1018)], id="an empty file"),
        pytest.param([part("name=file")], [("SIQ413", "warning", "file", None)], id="a file without a name"),
        pytest.param([part("name=file", "")], [("SIQ410", "error", "file", 1018)], id="neither name nor content"),
        pytest.param([part("name=comment")], [("SIQ301", "warning", "file", 1011)], id="no file"),
        pytest.param([part(FILE), part("name=canary")], [("SIQ304", "warning", "canary", None)], id="an unknown field"),
        pytest.param([part(FILE), part("name=text")], [("SIQ308", "error", "text", 1011)], id="a text beside the file"),
    ],
)
def test_a_message_with_a_file_is_judged(parts, expected):
    assert all_told(message(*parts)) == expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        pytest.param([part(SCAN, "12345678")], [], id="as large as documented"),
        pytest.param([part(SCAN, "123456789")], [("SIQ411", "error", "scan", 1027)], id="one byte more"),
        pytest.param([part(SCAN), part("name=page", "two")], [("SIQ303", "error", "page", 1007)], id="a wrong type"),
        pytest.param([part(SCAN), part("name=page", "2")], [], id="a right type"),
        pytest.param(
            [part(SCAN, ""), part(SCAN, "123456789")],
            [("SIQ410", "error", "scan", 1018), ("SIQ411", "error", "scan", 1027)],
            id="two files of one name",
        ),
    ],
)
def test_a_file_of_ones_own_operation_is_judged(parts, expected):
    found = [told(finding) for finding in attached(*parts).findings]
    assert [one for one in found if one[0] != "SIQ303" or one[2] == "page"] == expected


def test_the_size_of_a_file_is_told_as_its_shape():
    (finding,) = attached(part(SCAN, "123456789")).findings
    assert finding.shape == "a file of 9 bytes"
    assert "larger than the documented 8 bytes" in finding.message
    assert finding.basis is Basis.EXAMPLE
    assert finding.as_error() == {"error": {"code": 1027, "message": "File size is greater than the allowed size"}}


def test_the_documented_limit_of_a_message_is_50_mebibytes():
    limit = 50 * 1024 * 1024
    (body, more) = (multipart(part(FILE, "x" * size)) for size in (limit, limit + 1))
    for content, expected in ((body, []), (more, ["SIQ411"])):
        request = Request("POST", f"{API}/conversations/104/messages", MULTIPART, content)
        assert [finding.rule.code for finding in VALIDATOR.check(Exchange(request)).findings] == expected


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        ("multipart/form-data", multipart(part(FILE))),
        ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data; name=file\r\n\r\ncut"),
        ("multipart/form-data; boundary=c", multipart(part(FILE))),
    ],
)
def test_a_broken_multipart_body_is_malformed(content_type, content):
    report = VALIDATOR.check_request(
        "POST",
        f"{API}/conversations/104/messages",
        headers={**AUTHORIZATION, "Content-Type": content_type},
        content=content,
    )
    assert "SIQ409" in [finding.rule.code for finding in report.findings]


def test_too_many_parts_are_told_and_not_judged():
    report = message(*[part(f"name=p{number}") for number in range(200)])
    assert "SIQ008" in [finding.rule.code for finding in report.findings]


def test_the_same_operation_takes_json():
    report = VALIDATOR.check_request(
        "POST", f"{API}/conversations/104/messages", headers=AUTHORIZATION, json={"text": "a"}
    )
    assert report.findings == ()


def test_no_file_content_is_repeated():
    report = attached(part(SCAN, "canary-content"), part("name=canary-name", "canary-value"))
    assert report.findings
    shown = "".join(map(str, report.findings)) + repr(report.findings)
    assert not {"canary-content", "canary-value"} & set(re.findall(r"[\w-]+", shown))
