"""What real recorders write is read, whoever they are; what is nobody's recording of SalesIQ draws nothing."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.recordings.makers import MAKERS, PATH, URL, as_bytes

from salesiq_validate import Validator
from salesiq_validate.contract.api_traffic import Traffic
from salesiq_validate.exceptions import SalesIQValidateError, UnreadableRecording
from salesiq_validate.limits import Limits
from salesiq_validate.recordings import SKIPPED, expand, read
from salesiq_validate.recordings.har import typed as typed_entry
from salesiq_validate.recordings.jsonl import typed as typed_line
from salesiq_validate.recordings.scrub import scrub
from salesiq_validate.recordings.scrub.scrubber import Scrubber
from salesiq_validate.recordings.stream import json_array
from salesiq_validate.run.steps import Judgement, judge

pytest.importorskip("yaml")

VALIDATOR = Validator()
KEEP = Traffic(VALIDATOR.router).keep


def steps(text: bytes) -> list[object]:
    return list(judge(read(io.BytesIO(text), name="f", keep=KEEP), VALIDATOR))


def said(text: bytes) -> tuple[int, set[str]]:
    """How many exchanges are judged, and the rules that are broken."""
    judged = [step for step in steps(text) if isinstance(step, Judgement)]
    rules = {finding.rule.code for step in judged for finding in step.findings}
    return sum(step.exchange is not None for step in judged), rules


def scrubbed(text: bytes) -> bytes:
    sink = io.BytesIO()
    scrub(io.BytesIO(text), sink, Scrubber(), keep=KEEP)
    return sink.getvalue()


@pytest.mark.parametrize("maker", MAKERS)
def test_a_wrong_call_and_its_refusal_are_found_in_every_maker_s_recording(maker):
    assert said(as_bytes(MAKERS[maker])) == (1, {"SIQ402", "SIQ601"})


@pytest.mark.parametrize("maker", MAKERS)
def test_a_scrubbed_recording_of_any_maker_is_judged_as_before(maker):
    clean = scrubbed(as_bytes(MAKERS[maker]))
    assert said(clean) == (1, {"SIQ402", "SIQ601"})
    assert b"4567cdef" not in clean


@pytest.mark.parametrize("maker", MAKERS)
def test_the_same_is_found_without_msgspec(maker, monkeypatch):
    monkeypatch.setattr(typed_entry, "msgspec", None)
    monkeypatch.setattr(typed_line, "msgspec", None)
    monkeypatch.setattr(json_array, "_split", None)
    assert said(as_bytes(MAKERS[maker])) == (1, {"SIQ402", "SIQ601"})


@given(st.sampled_from(sorted(MAKERS)), st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=3)), max_size=4))
def test_whatever_is_damaged_in_a_recording_is_survived(maker, damages):
    text = as_bytes(MAKERS[maker])
    for where, junk in damages:
        at = int(where * len(text))
        text = text[:at] + junk + text[at + len(junk) :]
    with contextlib.suppress(SalesIQValidateError):
        list(read(io.BytesIO(text)))


@pytest.mark.parametrize("form", ["nock", "wiremock"])
def test_the_example_of_a_form_s_page_is_judged_as_the_page_says(form):
    page = (Path(__file__).parents[2] / f"docs/how-to/recordings/{form}.md").read_text(encoding="utf-8")
    assert said(page.partition("```json\n")[2].partition("```")[0].encode()) == (1, {"SIQ402", "SIQ601"})


@pytest.mark.parametrize("maker", [name for name in MAKERS if "zip" not in name])
def test_a_recording_of_another_host_draws_nothing(maker):
    text = as_bytes(MAKERS[maker])
    foreign = text.replace(b"salesiq.zoho.com", b"shop.example.com").replace(b'"salesiq"', b'"shop"')
    # WireMock names no server.
    foreign = foreign.replace(b'"zoho"', b'"example"').replace(PATH.encode(), b"/api/v1/users/5")
    found = list(read(io.BytesIO(foreign), keep=KEEP))
    assert found
    assert all(item is SKIPPED for item in found)


FOREIGN = {
    "HAR, no method": {
        "log": {"version": "1.2", "entries": [{"request": {"method": None, "url": "https://x.example.com/"}}]}
    },
    "HAR, empty entries": {"log": {"version": "1.2", "creator": {}, "entries": [{}, {"request": None}]}},
    "HAR, nothing but /api": {
        "log": {
            "version": "1.2",
            "entries": [
                {
                    "request": {"method": "POST", "url": "https://x.example.com/api", "headers": [], "bodySize": 5},
                    "response": {"status": 200, "headers": [], "content": {"size": 9}},
                }
            ],
        }
    },
    "cassette, a filter's placeholder": """interactions:
- request:
    method: GET
    uri: <<ENDPOINT>>setup/api/settings
    headers: {Accept: ['*/*'], User-Agent: [Octokit]}
    body: {encoding: UTF-8, string: ''}
  response:
    status: {code: 200, message: OK}
    headers: {}
    body: {encoding: UTF-8, string: '{}'}
""",
    "Postman, variables for hosts": {
        "info": {"name": "x", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
        "item": [
            {"name": url, "request": {"method": "GET", "url": url}, "response": [{"code": 201, "body": '{"a": []}'}]}
            for url in ("{{host}}/api/users", "https://{{host}}/api/v1/users/1", "{{base_url}}/things", "{{url}}")
        ],
    },
    "Postman, unfinished": {
        "info": {"name": "x"},
        "item": [{"name": "heading"}, {"name": "new", "request": {"method": "GET", "header": []}}],
    },
}


@pytest.mark.parametrize(
    "server",
    ["<<ENDPOINT>>", "https://<<HOST>>", "<%= ENV['desk'] %>", "${HOST}", "{server}", "https://{host}:8080"],
)
def test_a_server_that_was_taken_out_is_nobody_s_mistake(server):
    text = as_bytes(MAKERS["ExVCR"]).replace(b"https://salesiq.zoho.com", server.encode())
    assert said(text) == said(scrubbed(text)) == (1, {"SIQ402", "SIQ601"})


@pytest.mark.parametrize("name", FOREIGN)
def test_traffic_of_others_draws_nothing(name):
    assert said(as_bytes(FOREIGN[name])) == (0, set())


NO_RECORDINGS = {
    "websocket.yaml": "version: 1\ninteractions:\n- direction: sent\n  data:\n    setup: {model: x}\n- direction: in\n",
    "pact.json": {
        "consumer": {"name": "a"},
        "provider": {"name": "b"},
        "interactions": [{"description": "x", "request": {"method": "GET", "path": "/"}, "response": {"status": 200}}],
    },
    "evaluation.jsonl": '{"query": "a", "response": "b", "context": "c"}\n{"query": "d", "response": "e"}\n',
    "messages.jsonl": '{"response": {"role": "assistant", "content": "x"}}\n',
    "settings.json": {"log": {"loglevel": "debug", "handlers": []}},
    "container.json": '{"log": "GET /\\n", "stream": "stdout", "time": "2026-11-24T08:00:00Z"}\n',
    "gateway.jsonl": '{"time": "x", "request": "GET /a HTTP/1.1", "status": 200}\n',
    "caddy.json": '{"level": "info", "request": {"method": "GET", "uri": "/", "host": "x"}, "status": 200}\n',
    "openapi.json": {"openapi": "3.1.0", "info": {"title": "x"}, "paths": {}},
    "workflow.yml": "on: push\njobs:\n  build:\n    steps:\n    - request: x\n",
    "drugs.yaml": "interactions:\n- name: aspirin\n  with: warfarin\n",
    "commented.json": '[\n  { // a comment\n    "a": 1 }\n]\n',
    "list.json": [{"request": 1, "response": 2}],
    "pyproject.toml": "[project]\nname = 'x'\n",
    "items.json": {"item": [{"id": 1, "title": "x"}]},
    "tags.json": {"info": {"title": "x"}, "item": {"id": 1}},
}


def test_a_folder_of_files_that_are_no_recordings_holds_none(tmp_path):
    for name, content in NO_RECORDINGS.items():
        (tmp_path / name).write_bytes(as_bytes(content))
    assert list(expand([tmp_path])) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (NO_RECORDINGS["pact.json"], "Pact contract"),
        ({"id": "1", "name": "x", "order": [], "requests": []}, "v1; save it as v2.1"),
        ({"data": {"pairs": []}, "meta": {"schemaVersion": "v5.2"}}, "Hoverfly"),
        ("{\n  meta: {\n    reqHumanReadable: true\n  },\n  req: {\n    url: '/x'\n  }\n}", "talkback"),
        ({"_type": "export", "__export_format": 4, "resources": []}, "Insomnia"),
        ({"client": "Thunder Client", "requests": []}, "Thunder Client"),
        ([{"v": 2, "name": "x", "folders": [], "requests": []}], "Hoppscotch"),
        ("meta {\n  name: x\n}\n", "Bruno"),
        ([{"status": "COMPLETE", "method": "GET", "host": "x", "actualPort": 443}], "Charles"),
        ('<?xml version="1.0"?>\n<items burpVersion="2026.1">', "Burp"),
        (b"6432:7:version;2:20#4:type;4:http;", "mitmproxy"),
        ({"resourceSpans": []}, "OpenTelemetry"),
        (NO_RECORDINGS["openapi.json"], "OpenAPI"),
        ("timeStamp,elapsed,label,responseCode\n", "JMeter"),
        ("1 932079936fa4306fc308d67588178d17d823647c 1439818823587396305\nGET / HTTP/1.1\n", "GoReplay"),
        ("* Connected to x\n> GET / HTTP/1.1\n", "curl"),
        ("== Info: Trying 127.0.0.1\n", "curl"),
        (NO_RECORDINGS["gateway.jsonl"], "a log"),
        ('127.0.0.1 - - [24/Nov/2026:08:00:00 +0000] "GET / HTTP/1.1" 200 2\n', "a log"),
        ({"error": {"code": 1015, "message": "x"}}, "an answer alone"),
        ({"url": "/api/v2/x/y", "object": "list", "data": []}, "an answer alone"),
        ({"request": {"method": "GET", "url": URL}, "response": None}, "one exchange on several lines"),
        ("hello", "export as HAR"),
    ],
    ids=str,
)
def test_a_form_that_is_not_read_is_told_with_what_to_do(text, words):
    with pytest.raises(UnreadableRecording, match=r"(?i)export|write|save|record|wrap") as raised:
        list(read(io.BytesIO(as_bytes(text)), name="f"))
    assert words in str(raised.value)


class TestZip:
    def packed(self, **files):
        import zipfile

        sink = io.BytesIO()
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in files.items():
                archive.writestr(name.replace("__", "/").replace("_har", ".har"), text)
        return sink.getvalue()

    def test_a_body_over_the_limit_is_not_known(self):
        text = as_bytes(MAKERS["Playwright's .har.zip"])
        (exchange,) = read(io.BytesIO(text), limits=Limits(max_body_bytes=20))
        assert exchange.response.body not in (None, b"")
        assert not isinstance(exchange.response.body, bytes)

    def test_a_session_of_fiddler_is_told(self):
        with pytest.raises(UnreadableRecording, match="HTTPArchive"):
            list(read(io.BytesIO(self.packed(**{"raw__1_c.txt": "GET", "_index.htm": "x"}))))

    def test_an_archive_without_a_har_is_told(self):
        with pytest.raises(UnreadableRecording, match="unpack it first"):
            list(read(io.BytesIO(self.packed(**{"a.txt": "x"}))))

    def test_zeros_are_stopped_by_their_ratio(self):
        text = '{"log": {"version": "1.2", "entries": [' + " " * (66 << 20) + "]}}"
        found = list(read(io.BytesIO(self.packed(x_har=text))))
        assert [item.rule.code for item in found] == ["SIQ004"]

    def test_a_damaged_archive_is_told(self):
        text = bytearray(as_bytes(MAKERS["Playwright's .har.zip"]))
        text[40:80] = b"x" * 40
        with pytest.raises(UnreadableRecording, match="damaged"):
            list(read(io.BytesIO(bytes(text))))

    def test_a_pipe_cannot_be_sought_in(self):
        class Pipe(io.BytesIO):
            def seekable(self):
                return False

        with pytest.raises(UnreadableRecording, match="unpack it first"):
            list(read(Pipe(as_bytes(MAKERS["Playwright's .har.zip"]))))
