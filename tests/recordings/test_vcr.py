"""VCR cassettes in all their shapes, and the guard around YAML."""

from __future__ import annotations

import base64
import gzip
import io
import json
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesiq_validate.exceptions import MissingExtra
from salesiq_validate.exchange import UNRECORDED, Document, Exchange, Form
from salesiq_validate.finding import Finding, Severity
from salesiq_validate.limits import Limits
from salesiq_validate.recordings import SKIPPED, form_of, read

yaml = pytest.importorskip("yaml")

URL = "https://salesiq.zoho.com/api/v2/northwind-desk/departments"


def items(text: str | bytes, **options):
    return list(read(io.BytesIO(text.encode() if isinstance(text, str) else text), name="c.yaml", **options))


def cassette(*interactions, as_json=False):
    document = {"interactions": list(interactions), "version": 1}
    return json.dumps(document) if as_json else yaml.safe_dump(document)


def interaction(request=None, response=None):
    return {
        "request": {
            "body": None,
            "headers": {"User-Agent": ["python-requests/2.32"]},
            "method": "GET",
            "uri": URL,
            **(request or {}),
        },
        "response": {
            "body": {"string": "{}"},
            "headers": {"Content-Type": ["application/json"]},
            "status": {"code": 200, "message": "OK"},
            **(response or {}),
        },
    }


def only(*args, **options) -> Exchange:
    (exchange,) = items(cassette(interaction(*args), **options))
    return exchange


def codes(found):
    return [item.rule.code for item in found if isinstance(item, Finding)]


@pytest.mark.parametrize("as_json", [False, True])
def test_an_interaction_is_an_exchange(as_json):
    exchange = only(as_json=as_json)
    assert (exchange.request.method, exchange.request.url, exchange.request.body) == ("GET", URL, None)
    assert exchange.request.headers == (("User-Agent", "python-requests/2.32"),)
    assert (exchange.response.status, exchange.response.body) == (200, b"{}")
    assert exchange.response.headers == (("Content-Type", "application/json"),)


def test_the_line_is_that_on_which_the_interaction_begins():
    text = cassette(interaction(), interaction(), interaction())
    lines = [at for at, line in enumerate(text.splitlines(), 1) if line.startswith("- request:")]
    assert [item.origin.line for item in items(text)] == lines


OLD_YAML = f"""\
- request: !!python/object:vcr.request.Request
    body: null
    headers: !!python/object/apply:__builtin__.frozenset
    - - !!python/tuple [accept, '*/*']
      - !!python/tuple [user-agent, python-requests/2.2.1]
    host: salesiq.zoho.com
    method: GET
    path: {URL.removeprefix("https://salesiq.zoho.com")}
    port: 443
    protocol: https
  response:
    body: {{string: !!python/unicode "{{}}"}}
    headers: [!!python/unicode "content-type: application/json\\r\\n", !!python/unicode "server: ZGS\\r\\n"]
    status: {{code: 200, message: OK}}
"""
OLD_JSON = json.dumps(
    [
        {
            "request": {
                "body": None,
                "protocol": "https",
                "method": "GET",
                "headers": {"accept": "*/*", "user-agent": "python-requests/2.2.1"},
                "host": "salesiq.zoho.com",
                "path": URL.removeprefix("https://salesiq.zoho.com"),
                "port": 443,
            },
            "response": {
                "status": {"message": "OK", "code": 200},
                "headers": ["content-type: application/json\r\n", "server: ZGS\r\n"],
                "body": {"string": "{}"},
            },
        }
    ],
    indent=4,
)


@pytest.mark.parametrize("text", [OLD_YAML, OLD_JSON])
def test_cassettes_from_before_version_1_are_read(text):
    (exchange,) = items(text)
    assert exchange.request.url == URL
    assert exchange.request.headers == (("accept", "*/*"), ("user-agent", "python-requests/2.2.1"))
    assert exchange.response.headers == (("content-type", "application/json"), ("server", "ZGS"))
    assert exchange.response.body == b"{}"


def test_another_port_is_part_of_the_url():
    (exchange,) = items(OLD_JSON.replace("443", "8443"))
    assert exchange.request.url == URL.replace(".com", ".com:8443")


def test_what_httpx_once_wrote_is_read():
    old = interaction()
    old["response"] = {"content": "{}", "headers": {"Content-Encoding": ["gzip"]}, "status_code": 201}
    (exchange,) = items(cassette(old))
    assert (exchange.response.status, exchange.response.body, exchange.response.headers) == (201, b"{}", ())


def test_what_ruby_writes_is_read():
    text = f"""\
---
http_interactions:
- request:
    method: get
    uri: {URL}
    body: {{encoding: US-ASCII, string: ''}}
    headers: {{Accept: ['*/*']}}
  response:
    status: {{code: 200, message: OK}}
    headers: {{}}
    body: {{encoding: ASCII-8BIT, base64_string: 'e30='}}
  recorded_at: Tue, 24 Nov 2026 08:00:00 GMT
recorded_with: VCR 6.2.0
"""
    (exchange,) = items(text)
    assert (exchange.request.method, exchange.request.body, exchange.response.body) == ("GET", None, b"{}")
    assert exchange.time == "Tue, 24 Nov 2026 08:00:00 GMT"


@pytest.mark.parametrize(
    ("body", "kind", "read_as"),
    [
        (None, "application/json", None),
        ("", "application/json", None),
        ('{"a": 1}', "application/json", b'{"a": 1}'),
        (b"\x00\xff", "application/json", b"\x00\xff"),
        ({"string": "x"}, "text/plain", b"x"),
        ({"a": [1, None]}, "application/json", Document({"a": [1, None]})),
        ({"a": "1"}, "application/x-www-form-urlencoded", Form((("a", "1"),))),
        (["ab", "cd"], "text/plain", b"abcd"),
        ([b"\x00", "x"], "text/plain", b"\x00x"),
        (17, "application/json", Document(17)),
    ],
)
def test_a_request_body_is_text_bytes_chunks_or_an_object(body, kind, read_as):
    headers = {"User-Agent": ["x"], "Content-Type": [kind]}
    assert only({"method": "POST", "body": body, "headers": headers}).request.body == read_as


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"a": "1"}, ""),
        ({"encoding": "rot13", "data": "x"}, "application/json"),
        ({"type": "xml", "content": "<a/>"}, "application/json"),
        ({"type": "text", "content": {"a": 1}}, "application/json"),
    ],
)
def test_a_body_of_an_unknown_form_is_not_judged_and_a_warning_says_so(body, kind):
    headers = {"User-Agent": ["x"], "Content-Type": [kind]}
    exchange, finding = items(cassette(interaction({"method": "POST", "body": body, "headers": headers})))
    assert exchange.request.body is UNRECORDED
    assert (finding.rule.code, finding.severity) == ("SIQ005", Severity.WARNING)


def test_a_body_under_an_unknown_name_is_not_judged_and_a_warning_says_so():
    bare = interaction()
    bare["request"]["body_as_json"] = bare["request"].pop("body")
    exchange, finding = items(cassette(bare))
    assert exchange.request.body is UNRECORDED
    assert (finding.rule.code, finding.severity) == ("SIQ005", Severity.WARNING)


def test_a_body_that_is_not_there_is_not_known():
    bare = interaction()
    del bare["request"]["body"], bare["response"]["body"]
    (exchange,) = items(cassette(bare))
    assert (exchange.request.body, exchange.response.body) == (UNRECORDED, UNRECORDED)


def test_files_and_iterators_that_were_pickled_into_a_cassette_give_their_bytes():
    text = cassette(interaction({"body": "BODY", "method": "POST"}))
    file = "!!python/object/new:_io.BytesIO {state: !!python/tuple [!!binary aGk=, 0, null]}"
    chunks = "!!python/object/apply:builtins.iter {args: [[!!binary aA==, i]]}"
    for pickled in (file, chunks):
        (exchange,) = items(text.replace("body: BODY", f"body: {pickled}"))
        assert exchange.request.body == b"hi"


def test_a_compressed_body_keeps_its_encoding():
    packed = gzip.compress(b"{}")
    exchange = only(None, {"body": {"string": packed}, "headers": {"Content-Encoding": ["gzip"]}})
    assert (exchange.response.body, exchange.response.headers) == (packed, (("Content-Encoding", "gzip"),))


class TestFilteredHeaders:
    def test_what_filters_are_made_for_counts_as_not_recorded(self):
        assert {"authorization", "cookie"} <= only().request.unrecorded_headers
        assert "*" not in only().request.unrecorded_headers

    def test_headers_without_any_that_libraries_send_were_emptied_by_a_hook(self):
        assert only({"headers": {}}).request.unrecorded_headers == {"*"}

    @pytest.mark.parametrize(
        "value",
        ["DUMMY", "REDACTED", "[FILTERED]", "**********", "Zoho-oauthtoken REDACTED", "{{ token }}", "<token>", "xxxx"],
    )
    def test_a_value_that_was_replaced_is_no_header(self, value):
        exchange = only({"headers": {"User-Agent": ["x"], "Authorization": [value]}})
        assert exchange.request.headers == (("User-Agent", "x"),)
        assert "authorization" in exchange.request.unrecorded_headers

    @pytest.mark.parametrize("value", ["Bearer REDACTED", "1000.abc.def", "Zoho-oauthtoken 1000.abc.def"])
    def test_what_was_sent_stays(self, value):
        exchange = only({"headers": {"User-Agent": ["x"], "Authorization": [value]}})
        assert ("Authorization", value) in exchange.request.headers


@pytest.mark.parametrize(
    "bad", [None, "x", [], {}, {"request": None}, {"request": {"method": "GET"}}, {"request": {"uri": URL}}]
)
@pytest.mark.parametrize("as_json", [False, True])
def test_an_interaction_that_cannot_be_read_is_a_finding_and_the_rest_goes_on(bad, as_json):
    first, finding, last = items(cassette(interaction(), bad, interaction(), as_json=as_json))
    assert (finding.rule.code, finding.origin.entry) == ("SIQ001", 1)
    assert (first.origin.entry, last.origin.entry) == (0, 2)


def test_headers_of_another_shape_are_a_finding():
    exchange, finding = items(cassette(interaction({"headers": "none"})))
    assert (finding.rule.code, exchange.request.unrecorded_headers) == ("SIQ006", {"*"})


def test_a_cassette_that_breaks_gives_what_came_before_and_the_line():
    text = cassette(interaction(), interaction()) + "}{ broken"
    found = items(text)
    assert codes(found) == ["SIQ007"]
    assert found[-1].origin.line in (len(text.splitlines()), len(text.splitlines()) - 1)
    assert sum(isinstance(item, Exchange) for item in found) == 2


@pytest.mark.parametrize("indent", ["", "  "])
@pytest.mark.parametrize(
    "breaks",
    [
        # The parser that is written in Python takes it.
        pytest.param('"\\ud800"', marks=pytest.mark.skipif(not hasattr(yaml, "CSafeLoader"), reason="no libyaml")),
        "}{ broken",
        "'nobody closes this",
        '"nobody closes this',
        "&a &b c",
        "{a: [",
        "a: b: c",
        "@",
        "*",
    ],
)
@pytest.mark.parametrize("size", [1, 70_000])
def test_an_interaction_that_breaks_the_text_does_not_cost_those_behind_it(breaks, indent, size):
    parts = [interaction(), interaction({"method": "BREAKS"}), interaction({"body": "x" * size}), interaction()]
    lines = yaml.dump({"interactions": parts, "version": 1}, sort_keys=False).replace("BREAKS", breaks).splitlines()
    text = "\n".join([lines[0], *(indent + line for line in lines[1:-1]), lines[-1]])
    found = items(text)
    assert [codes([item]) for item in found] == [[], ["SIQ007"], [], []]
    assert "until the next interaction" in found[1].message
    starts = [number for number, line in enumerate(text.splitlines(), start=1) if line.startswith(indent + "- ")]
    assert [item.origin.line for item in (found[0], *found[2:])] == [starts[0], *starts[2:]]
    assert [item.origin.entry for item in found] == [0, 1, 2, 3]


@pytest.mark.parametrize("control", ["\x00", "\x07", "\x1b", "\x7f"])
@pytest.mark.parametrize("size", [1, 60_000])
def test_a_control_character_costs_its_own_interaction_alone(control, size):
    parts = [interaction(response={"body": {"string": f"{name}{'x' * size}"}}) for name in ("one", "CONTROL", "three")]
    text = yaml.dump({"interactions": parts, "version": 1}, sort_keys=False)
    found = items(text.replace("CONTROL", f"t{control}o"))
    assert [isinstance(item, Finding) for item in found] == [False, True, False]
    assert found[1].rule.code == "SIQ007"
    assert text.split("\n")[found[1].origin.line - 1].startswith("- ")
    assert [item.response.body[:3] for item in (found[0], found[2])] == [b"one", b"thr"]


def test_what_is_shared_between_interactions_is_known_behind_one_that_breaks_the_text():
    headers = {"Accept": ["application/json"]}
    text = yaml.dump({"interactions": [interaction({"headers": headers}), "BREAKS", interaction({"headers": headers})]})
    assert "*id001" in text
    assert items(text.replace("BREAKS", "}{"))[-1].request.headers == (("Accept", "application/json"),)


def test_a_cassette_that_breaks_over_and_over_is_left_in_the_end():
    began = time.perf_counter()
    found = items(cassette_text() + "- }{\n" * 100_000)
    assert time.perf_counter() - began < 5
    assert set(codes(found)) == {"SIQ007"}
    assert len(found) <= 102


def test_unwanted_interactions_come_as_skipped():
    found = items(cassette(interaction({"uri": "https://example.com/"}), interaction()), keep=lambda url: url == URL)
    assert found[0] is SKIPPED
    assert isinstance(found[1], Exchange)


def test_times_and_versions_stay_text_and_words_become_values():
    body = "{a: 2026-11-24, b: 1.0.0, c: yes, d: 0x10, e: ~, f: 12, g: 1.5, h: '7', i: 1_000}"
    text = cassette(
        interaction({"body": "BODY", "headers": {"User-Agent": ["x"], "Content-Type": ["application/json"]}})
    )
    (exchange,) = items(text.replace("body: BODY", f"body: {body}"))
    assert exchange.request.body.value == {
        "a": "2026-11-24", "b": "1.0.0", "c": True, "d": "0x10", "e": None, "f": 12, "g": 1.5, "h": "7", "i": "1_000",
    }  # fmt: skip


@pytest.mark.parametrize(
    "attack",
    [
        "!!python/object/apply:os.system ['touch WITNESS']",
        "!!python/name:os.system ''",
        "!!python/object/new:subprocess.Popen {args: [[touch, WITNESS]]}",
        "!!python/module:os ''",
        "!custom {a: 1}",
        "{deep: [!!python/name:os.system '']}",
    ],
)
def test_tags_build_nothing(attack, tmp_path):
    headers = {"User-Agent": ["x"], "Content-Type": ["application/json"]}
    text = cassette(interaction(), interaction({"body": "BODY", "headers": headers}), interaction())
    witness = tmp_path / "witness"
    found = items(text.replace("body: BODY", f"body: {attack}".replace("WITNESS", str(witness))))
    assert not witness.exists()
    assert codes(found) == ["SIQ005"]
    assert sum(isinstance(item, Exchange) for item in found) == 3
    assert found[1].request.body is UNRECORDED


class TestYamlLimits:
    def test_nesting_stops_the_reading_and_what_came_before_is_kept(self):
        text = cassette(interaction()).replace("version: 1", "deep: " + "[" * 100_000)
        found = items(text)
        assert isinstance(found[0], Exchange)
        assert codes(found) == ["SIQ004"]
        assert "max_depth" in found[-1].message

    def test_nesting_that_just_fits_is_read(self):
        body = "[" * 8 + "]" * 8
        text = cassette(interaction({"body": "BODY"})).replace("body: BODY", f"body: {body}")
        assert codes(items(text, limits=Limits(max_depth=12))) == ["SIQ005"]
        assert codes(items(text, limits=Limits(max_depth=11))) == ["SIQ001"]

    @pytest.mark.parametrize(
        "body", ["[" * 60 + "]" * 60, "{a: " * 60 + "&x []" + "}" * 60, "[" * 60 + "*y" + "]" * 60]
    )
    def test_an_interaction_that_is_nested_too_deeply_does_not_cost_those_beside_it(self, body):
        text = cassette(interaction(), interaction({"body": "BODY"}), interaction()).replace(
            "body: BODY", f"body: {body}"
        )
        found = items("y: &y [1]\n" + text, limits=Limits(max_depth=20))
        assert [isinstance(item, Exchange) for item in found] == [True, False, True]
        assert found[1].message == "the interaction is nested deeper than 20 (limit max_depth)"
        assert found[1].origin.line > found[0].origin.line
        assert found[1].origin.line < found[2].origin.line

    def test_what_refers_into_a_value_that_is_nested_too_deeply_gets_nothing_of_it(self):
        deep = "{a: " * 60 + "&x [1]" + "}" * 60
        first, second = interaction({"body": "BODY"}), interaction({"body": "ALIAS"})
        text = cassette(first, second).replace("body: BODY", f"body: {deep}").replace("body: ALIAS", "body: *x")
        found = items(text, limits=Limits(max_depth=20))
        assert codes(found) == ["SIQ001", "SIQ005"]
        assert found[1].request.body is UNRECORDED

    def test_a_billion_laughs_are_stopped(self):
        laughs = ["a: &a [x, x, x, x, x, x, x, x, x]"]
        laughs += [f"{b}: &{b} [{', '.join(['*' + a] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
        text = "interactions: []\n" + "\n".join(laughs)
        began = time.perf_counter()
        assert codes(items(text)) == ["SIQ004"]
        assert time.perf_counter() - began < 2

    def test_aliases_are_counted(self):
        text = "interactions: []\na: &a x\nb: [" + ", ".join(["*a"] * 11) + "]"
        assert codes(items(text, limits=Limits(max_aliases=11))) == []
        assert codes(items(text, limits=Limits(max_aliases=10))) == ["SIQ004"]

    def test_aliases_to_equal_headers_are_fine(self):
        shared = ["application/json"]
        text = yaml.dump({"interactions": [interaction({"headers": {"Accept": shared, "Content-Type": shared}})]})
        assert "*id001" in text
        assert items(text)[0].request.headers == (("Accept", "application/json"), ("Content-Type", "application/json"))

    @pytest.mark.parametrize("text", ["a: &a [*a]", "a: *b", "a: &a {b: *a}"])
    def test_a_value_that_refers_to_itself_or_to_none_stops_the_reading(self, text):
        assert codes(items("interactions: []\n" + text)) == ["SIQ004"]

    def test_events_are_counted(self):
        text = cassette(interaction(), interaction(), interaction())
        found = items(text, limits=Limits(max_events=60))
        assert codes(found) == ["SIQ004"]
        assert isinstance(found[0], Exchange)

    def test_an_endless_scalar_stops_the_reading(self):
        text = cassette(interaction(), interaction({"body": "x" * 300_000}))
        found = items(text, limits=Limits(max_line_bytes=100_000))
        assert codes(found) == ["SIQ004"]


def test_without_pyyaml_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(MissingExtra, match=r"salesiq-validate\[yaml\]"):
        items(cassette_text())
    assert len(items(json.dumps({"version": 1, "interactions": [interaction()]}))) == 1


def cassette_text():
    return f"interactions:\n- request: {{method: GET, uri: {URL}}}\n"


def test_the_parser_of_the_standard_kind_reads_the_same(monkeypatch):
    text = cassette(interaction({"body": b"\x00"}), interaction())
    fast = items(text)
    monkeypatch.delattr(yaml, "CSafeLoader")
    assert items(text) == fast


def test_other_yaml_is_no_cassette():
    assert form_of(b"name: CI\non: push\njobs: {}\n") is None
    assert form_of(b'[{"name": "x"}]') is None


@given(st.text(alphabet="-: \n[]{}&*!|>'\"#%@ab01", max_size=40), st.integers(0, 200))
def test_any_yaml_is_survived(junk, at):
    text = cassette_text()
    text = text[:at] + junk + text[at:]
    if form_of(text.encode()) == "vcr":
        items(text, limits=Limits(max_depth=20, max_events=1_000))


def test_base64_bodies_survive():
    body = base64.b64encode(b"\x00\x01").decode()
    text = cassette(interaction({"body": "BODY"})).replace("body: BODY", f"body: !!binary {body}")
    assert items(text)[0].request.body == b"\x00\x01"
    assert codes(items(text.replace(body, "'*'"))) == ["SIQ005"]
