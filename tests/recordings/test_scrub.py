"""Scrubbed recordings: nothing private stays, and the same findings are made."""

from __future__ import annotations

import gzip
import io
import json
import re
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from salesiq_validate import Validator
from salesiq_validate.contract.api_traffic import Traffic
from salesiq_validate.exceptions import UnreadableRecording
from salesiq_validate.exchange import UNRECORDED, Document, Exchange, Form, Request, Response
from salesiq_validate.finding import Finding
from salesiq_validate.limits import Limits
from salesiq_validate.recordings import form_of, jsonl, read
from salesiq_validate.recordings.scrub import scrub
from salesiq_validate.recordings.scrub.scrubber import Scrubber
from salesiq_validate.recordings.scrub.writer import HarWriter, JsonlWriter, PostmanWriter
from salesiq_validate.recordings.vcr.writer import JsonCassetteWriter, YamlCassetteWriter

EXAMPLES = Path(__file__).parents[2] / "examples"
URL = "https://salesiq.zoho.com/api/v2/northwind-desk/departments"
WRITERS = [JsonlWriter, HarWriter, YamlCassetteWriter, JsonCassetteWriter, PostmanWriter]
JSON = {"Host": "salesiq.zoho.com", "Content-Type": "application/json"}


@pytest.fixture(scope="module")
def validator():
    return Validator(extensions=[EXAMPLES / "new-key-details.extension.json"])


def scrubbed(text: bytes, *, keep=None, **options) -> bytes:
    sink = io.BytesIO()
    scrub(io.BytesIO(text), sink, Scrubber(key=b"k", **options), keep=keep)
    return sink.getvalue()


def written(writer, *exchanges) -> bytes:
    sink = io.BytesIO()
    out = writer(sink)
    for exchange in exchanges:
        out.add(exchange, frozenset())
    out.close()
    return sink.getvalue()


def findings(validator, text, *, keep=None):
    """What is found in a recording: rules and places, not wording, which may tell a length."""
    found = []
    for item in read(io.BytesIO(text), keep=keep):
        if isinstance(item, Finding):
            found.append((item.rule.code, "entry"))
        elif isinstance(item, Exchange):
            report = validator.check(item)
            found.append(report.operation)
            found.extend(
                (f.rule.code, f.severity, f.where, f.json_key, f.shown_param, f.header, f.shown_error)
                for f in report.findings
            )
    return found


SECRETS = {
    "token": "1000.cafe0123456789abcafe0123456789ab.beef0123456789abbeef0123456789ab",
    "email": "patricia.private@privatedomain.invalid",
    "phone": "+49 151 23456789",
    "ip": "203.0.113.77",
    "name": "Patricia Privateperson",
    "chat": "my password is Hunter2secret",
    "cookie": "session-cookie-5150",
    "secret": "client-secret-5151",
}


#: Words of the secrets that stand in recordings anyway.
ORDINARY = {"secret", "client", "password", "session", "cookie"}


def everything() -> Exchange:
    """An exchange with a secret in every slot that an exchange has."""
    body = {
        "name": SECRETS["name"],
        "operators": ["482000000001001"],
        "description": SECRETS["chat"],
        "client_secret": SECRETS["secret"],
        "email_configurations": {"from_email": SECRETS["email"], "nested": json.dumps({"name": SECRETS["name"]})},
        "notes": f"call {SECRETS['phone']} or {SECRETS['ip']}, {SECRETS['token']}",
        SECRETS["email"]: True,
    }
    answer = {
        "url": f"/api/v2/northwind-desk/departments?email={SECRETS['email']}",
        "object": "department",
        "data": {
            "visitor": {"name": SECRETS["name"], "phone": SECRETS["phone"], "ip": SECRETS["ip"]},
            "text": SECRETS["chat"],
        },
    }
    return Exchange(
        Request(
            "POST",
            f"{URL}?email={SECRETS['email']}&access_token={SECRETS['token']}&code={SECRETS['secret']}",
            {
                **JSON,
                "Authorization": f"Zoho-oauthtoken {SECRETS['token']}",
                "Cookie": f"a={SECRETS['cookie']}",
                "Referer": f"https://example.com/?email={SECRETS['email']}",
                "X-Forwarded-For": SECRETS["ip"],
                "X-Client-Secret": SECRETS["secret"],
            },
            Document(body),
        ),
        Response(200, {**JSON, "Set-Cookie": f"s={SECRETS['cookie']}; Path=/"}, Document(answer)),
    )


@pytest.mark.parametrize("writer", WRITERS)
def test_no_secret_stays_in_any_form(writer):
    clean = scrubbed(written(writer, everything())).decode()
    for secret in SECRETS.values():
        for part in {secret, *re.findall(r"\w{6,}", secret)} - ORDINARY:
            assert part not in clean, part
    assert form_of(clean.encode()) == form_of(written(writer, everything()))


@pytest.mark.parametrize("ids", [False, True])
@pytest.mark.parametrize("name", ["support-desk.jsonl", "support-desk.har"])
def test_the_examples_are_judged_as_before(name, ids, validator):
    keep = Traffic(validator.router).keep
    before = (EXAMPLES / name).read_bytes()
    after = scrubbed(before, keep=keep, ids=ids)
    assert findings(validator, after, keep=keep) == findings(validator, before, keep=keep)
    for private in ("Where is my parcel", "Robin", "kim@", "carrier", "warehouse", "0123456789abcdef"):
        assert private not in after.decode()
    assert (b"482000000001001" in after) is not ids


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 10**18)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
    | st.sampled_from(
        [*SECRETS.values(), "482000000001001", "true", "1795082400000", "Available", "Europe/Berlin", "+1-2"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "id", "operators", "enabled", "error", "code", "text"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)
BODIES = {
    "departments": ["name", "operators", "is_public", "description", "email_configurations"],
    "operators": ["email_id", "role", "departments", "is_monitored", "first_name", "time_zone", "mobile", "language"],
    "triggerrules": ["name", "enabled", "app_id", "criteria", "actions", "title"],
    "conversations/482000000007011/messages": ["text"],
}
ANSWERS = st.fixed_dictionaries(
    {}, optional={"url": VALUES, "object": VALUES, "data": VALUES, "error": VALUES, "sync_time": VALUES}
)
TWISTS = st.sampled_from(
    [
        lambda text: text,
        lambda text: text[:-1],
        lambda text: text.replace(": ", ": 0", 1),
        lambda text: text.replace('"', "'"),
        lambda text: text.replace("{", '{"name": "twice", ', 1),
        lambda text: text + "x",
        lambda text: "\ufeff" + text,
        lambda text: text.replace("a", "\\u00e9"),
        lambda text: text.replace("true", "NaN"),
    ]
)


@settings(max_examples=150)
@given(st.data(), ANSWERS, TWISTS, st.booleans())
def test_generated_traffic_is_judged_as_before(validator, data, answer, twist, ids):
    path = data.draw(st.sampled_from(sorted(BODIES)))
    body = data.draw(st.dictionaries(st.sampled_from([*BODIES[path], "colour"]), VALUES, max_size=5))
    text = twist(json.dumps(body, ensure_ascii=data.draw(st.booleans())))
    kind = data.draw(st.sampled_from(["application/json", "application/x-www-form-urlencoded", "text/plain"]))
    url = URL.replace("departments", path)
    headers = {**JSON, "Content-Type": kind, "Authorization": f"Zoho-oauthtoken {SECRETS['token']}"}
    exchange = Exchange(
        Request("POST", url, headers, text.encode("utf-8", "replace")), Response(200, JSON, json.dumps(answer).encode())
    )
    before = jsonl.write(exchange)
    after = scrubbed(before, ids=ids)
    assert findings(validator, after) == findings(validator, before)


class TestBodies:
    def clean(self, body, kind="application/json", **headers):
        exchange = Exchange(Request("POST", URL, {"Content-Type": kind, **headers}, body))
        return Scrubber(key=b"k").exchange(exchange).request

    def test_what_is_between_the_values_stays(self):
        body = '{ "name" :\t"Patricia",\n "a": [1,2 , {"b": null}], "name":"Tom" } '
        clean = self.clean(body.encode()).body.decode()
        assert re.sub(r'"\w+"', "", body) == re.sub(r'"\w+"', "", clean)
        assert "Patricia" not in clean

    def test_the_same_text_becomes_the_same_placeholder_of_the_same_length(self):
        first, second = json.loads(self.clean(b'{"name": "Patricia X", "text": "I am Patricia"}').body).values()
        assert first.split()[0] == second.split()[2]
        assert (len(first), len(second)) == (10, 13)

    def test_a_form_keeps_its_fields(self):
        clean = self.clean(
            b"name=Patricia+P&email=p%40private.example&enabled=true", "application/x-www-form-urlencoded"
        )
        assert [pair.split(b"=")[0] for pair in clean.body.split(b"&")] == [b"name", b"email", b"enabled"]
        assert clean.body.endswith(b"enabled=true")
        assert b"Patricia" not in clean.body
        assert b"private" not in clean.body
        assert self.clean(Form((("name", "Patricia"),))).body.fields[0][1] != "Patricia"

    def test_files_become_as_many_bytes_of_nothing(self):
        body = (
            b'--b\r\nContent-Disposition: form-data; name="comment"\r\n\r\nfor Patricia\r\n'
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="Patricia.png"\r\n'
            b"Content-Type: image/png\r\n\r\n\x89PNG\r\nPatricia\r\n--b--\r\n"
        )
        clean = self.clean(body, "multipart/form-data; boundary=b").body
        assert len(clean) == len(body)
        assert clean.count(b"--b") == 3
        assert b'.png"' in clean
        assert b"Patricia" not in clean
        assert b"\x89" not in clean

    @pytest.mark.parametrize(
        "body", [b"Patricia", b"<p>Patricia</p>", b"{'name': 'Patricia'}", b'"Patricia', b"{name: Patricia"]
    )
    def test_what_is_no_json_is_scrambled_whole(self, body):
        clean = self.clean(body).body
        assert b"Patricia" not in clean
        assert len(clean) == len(body)

    def test_a_compressed_body_is_opened(self):
        clean = self.clean(gzip.compress(b'{"name": "Patricia"}'), **{"Content-Encoding": "gzip"}).body
        assert json.loads(clean)["name"] != "Patricia"
        assert len(self.clean(b"\x1f\x8b\x08" + b"Patricia", **{"Content-Encoding": "gzip"}).body) == 3

    def test_other_encodings_are_read(self):
        for encoding in ("utf-16", "utf-16-le", "utf-32"):
            clean = self.clean('{"name": "Patricia"}'.encode(encoding)).body
            assert "Patricia" not in clean.decode(encoding)
        assert self.clean(b"Patricia\x00").body == b"\x00" * 9

    def test_listed_values_stay(self):
        body = {"status": "Available", "role": "Administrator", "error": {"message": "Invalid Resource"}}
        assert json.loads(self.clean(json.dumps(body).encode()).body) == body

    def test_a_secret_goes_even_where_the_contract_lists_its_text(self):
        clean = json.loads(
            self.clean(b'{"password": "Available", "status": "Available", "cookie_enabled": "true"}').body
        )
        assert clean.pop("password") != "Available"
        assert clean == {"status": "Available", "cookie_enabled": "true"}

    def test_what_was_not_recorded_stays_so(self):
        assert self.clean(UNRECORDED).body is UNRECORDED
        assert self.clean(None).body is None

    def test_the_length_in_the_headers_is_the_new_one(self):
        clean = self.clean(b'{"email": "p@private.example"}', **{"Content-Length": "30"})
        assert ("Content-Length", str(len(clean.body))) in clean.headers

    @given(st.text(max_size=40), st.sampled_from(["application/json", "multipart/form-data; boundary=b", "text/html"]))
    def test_any_body_is_survived(self, text, kind):
        self.clean(text.encode("utf-8", "replace"), kind)
        self.clean(text.encode("utf-16", "replace"), kind)


class TestIds:
    def test_they_stay_unless_asked_for(self):
        exchange = Exchange(Request("GET", f"{URL}/482000000003001?operator_id=482000000001001"))
        assert Scrubber().exchange(exchange).request.url == exchange.request.url
        clean = Scrubber(ids=True).exchange(exchange).request.url
        assert clean != exchange.request.url
        assert re.fullmatch(re.escape(URL) + r"/4820\d{11}\?operator_id=4820\d{11}", clean)

    def test_times_are_no_ids(self):
        exchange = Exchange(Request("GET", f"{URL}?from_time=1795082400000"))
        assert Scrubber(ids=True).exchange(exchange).request.url == exchange.request.url


def test_two_runs_with_one_key_agree_and_others_do_not():
    exchange = everything()
    same = [Scrubber(key=b"k").exchange(exchange) for _ in range(2)]
    assert same[0] == same[1]
    assert Scrubber().exchange(exchange) != same[0]


@pytest.mark.parametrize("text", [b"junk\n", b'{"request": "Patricia"}\n', b'{"request": {"url": "Patricia"}}\n'])
def test_an_entry_that_cannot_be_read_stays_one_without_its_text(text):
    good = jsonl.write(Exchange(Request("GET", URL)))
    after = scrubbed(good + text + good)
    kinds = [item.rule.code if isinstance(item, Finding) else "exchange" for item in read(io.BytesIO(after))]
    assert kinds == ["exchange", "SIQ001", "exchange"]
    assert b"Patricia" not in after


@pytest.mark.parametrize(
    "message",
    [
        {"json": {}, "body": "Patricia"},
        {"body_base64": "Patricia!"},
        {"headers": {"A": 5, "Authorization": "x"}},
        {"headers": "Patricia"},
    ],
)
def test_faults_of_an_entry_stay_where_they_were(message, validator):
    before = json.dumps({"request": {"method": "POST", "url": URL, "headers": {}, **message}}).encode()
    after = scrubbed(before)
    assert findings(validator, after) == findings(validator, before)
    assert b"Patricia" not in after


def test_variables_stay_unknown(validator):
    items = [
        {"request": {"method": "GET", "url": "{{base}}/Patricia"}},
        {"request": {"method": "POST", "url": URL, "body": {"mode": "raw", "raw": '{"name": "{{Patricia}}"}'}}},
    ]
    info = {"schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}
    before = json.dumps({"info": info, "item": items}).encode()
    after = scrubbed(before)
    assert findings(validator, after) == findings(validator, before)
    assert b"Patricia" not in after


def test_a_limit_that_ends_the_reading_ends_the_scrubbing():
    text = jsonl.write(everything()) * 3
    with pytest.raises(UnreadableRecording, match="max_entries"):
        scrub(io.BytesIO(text), io.BytesIO(), Scrubber(), limits=Limits(max_entries=2))
    assert scrub(io.BytesIO(text), io.BytesIO(), Scrubber(), limits=Limits(max_entries=3)).exchanges == 3


def test_nothing_of_unwanted_entries_is_carried_over():
    foreign = evolve(everything().request, url="https://example.com/Patricia")
    text = written(HarWriter, Exchange(foreign), everything())
    sink = io.BytesIO()
    done = scrub(io.BytesIO(text), sink, Scrubber(), keep=lambda url: url.startswith(URL))
    assert (done.exchanges, done.skipped, done.unreadable) == (1, 1, 0)
    assert b"example.com/Patricia" not in sink.getvalue()
