"""The same exchanges in every form: they read back equal, and are judged alike, but for what a form cannot record."""

from __future__ import annotations

import io
import json
from pathlib import Path
from urllib.parse import urlencode

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.recordings.forms import WRITERS, written

from salesiq_validate import Validator
from salesiq_validate.exchange import UNRECORDED, Document, Exchange, Form, Origin, Request, Response
from salesiq_validate.recordings import form_of, read

pytest.importorskip("yaml")

EXAMPLES = Path(__file__).parents[2] / "examples"


def again(form, exchanges):
    text = written(form, exchanges)
    assert form_of(text) == form.split()[0]
    return list(read(io.BytesIO(text), name="f"))


def sent(body):
    """The bytes that a body means."""
    if isinstance(body, Document):
        return json.dumps(body.value).encode()
    if isinstance(body, Form):
        return urlencode(body.fields).encode() or None
    return body


class Law:
    """What a form keeps of a message's body."""

    @staticmethod
    def jsonl(body):
        return sent(body) if isinstance(body, Document) and body.value in (None, "") else body

    @staticmethod
    def har(body):
        return body if isinstance(body, Form) and body.fields else sent(body)

    vcr = staticmethod(sent)

    @staticmethod
    def postman(body):
        if isinstance(body, Form):
            return Form(tuple(pair for pair in body.fields if pair[0]))
        try:
            return (sent(body) or b"").decode().encode() or None
        except (UnicodeDecodeError, AttributeError):
            return UNRECORDED


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8).map(lambda text: text.replace("{{", ""))
documents = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from(["User-Agent", "X-Plain", "Accept", "orgId", "authorization"])
# A header's value has no blanks around it (RFC 9110, 5.5), and an Authorization of one word is a placeholder.
values = texts.map(lambda text: ("v " + text.replace("\n", "")).strip())
headers = st.dictionaries(names, values, max_size=4).map(lambda some: (("Host", "x"), *some.items()))
bodies = st.none() | st.just(UNRECORDED) | st.binary(min_size=1, max_size=9) | texts.filter(bool).map(str.encode)
bodies |= documents.map(Document)
forms = st.lists(st.tuples(texts, texts), max_size=3).map(lambda fields: Form(tuple(fields)))
urls = st.sampled_from(["departments", "operators?index=1", "operators/1%20?a=%C3%A9"]).map(
    lambda path: f"https://salesiq.zoho.com/api/v2/northwind-desk/{path}"
)
requests = st.builds(Request, st.sampled_from(["POST", "PUT"]), urls, headers, bodies | forms)
responses = st.builds(Response, st.integers(100, 599).filter(lambda code: code not in (204, 205, 304)), headers, bodies)
exchanges = st.builds(Exchange, requests, st.none() | responses, st.just(None), texts)


@pytest.mark.parametrize("form", WRITERS)
@settings(max_examples=50)
@given(st.lists(exchanges, min_size=1, max_size=3))
def test_what_is_written_in_a_form_reads_back_equal_but_for_what_it_cannot_record(form, items):
    keeps = getattr(Law, form.split()[0])
    found = again(form, items)
    assert len(found) == len(items)
    for before, after in zip(items, found, strict=True):
        assert (after.request.method, after.request.url) == (before.request.method, before.request.url)
        assert after.request.headers == before.request.headers
        assert after.request.body == keeps(before.request.body)
        if before.response is not None:
            assert after.response.status == before.response.status
            assert after.response.headers == before.response.headers
            assert after.response.body == keeps(before.response.body)
        else:
            assert after.response is None
        if form != "postman":
            assert after.time == before.time


@pytest.fixture(scope="module")
def validator():
    return Validator(extensions=[EXAMPLES / "new-key-details.extension.json"])


def judged(validator, exchange):
    report = validator.check(exchange)
    return report.operation, [(f.rule.code, f.location, f.message, f.error) for f in report.findings]


@pytest.mark.parametrize("form", WRITERS)
def test_the_same_traffic_is_judged_alike_in_every_form(form, validator):
    originals = [item for item in read(EXAMPLES / "support-desk.jsonl") if "zoho" in item.request.url]
    found = [item for item in again(form, originals) if isinstance(item, Exchange)]
    for before, after in zip(originals, found, strict=True):
        assert judged(validator, after) == judged(validator, before)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 10**17)
    | texts
    | st.sampled_from(["482000000001001", "true", "x@example.com"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "id", "operators", "enabled", "error", "data", "code"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)
MEMBERS = st.dictionaries(
    st.sampled_from(["name", "operators", "is_public", "description", "email_configurations", "colour"]),
    VALUES,
    max_size=4,
)
ANSWERS = st.fixed_dictionaries(
    {}, optional={"url": VALUES, "object": VALUES, "data": VALUES, "error": VALUES, "sync_time": VALUES}
)


@pytest.mark.parametrize("form", [form for form in WRITERS if form != "jsonl"])
@settings(max_examples=40)
@given(MEMBERS, ANSWERS, st.sampled_from([200, 400, 500]))
def test_generated_traffic_is_judged_alike_in_every_form(form, validator, body, answer, status):
    sent_headers = {
        "Host": "salesiq.zoho.com",
        "Authorization": "Zoho-oauthtoken 1000.0123456789abcdef.fedcba9876543210",
        "Content-Type": "application/json",
    }
    url = "https://salesiq.zoho.com/api/v2/northwind-desk/departments"
    exchange = Exchange(
        Request("POST", url, sent_headers, Document(body)),
        Response(status, {"Content-Type": "application/json;charset=UTF-8"}, Document(answer)),
        Origin("f", 0, 1),
    )
    (after,) = again(form, [exchange])
    assert judged(validator, after) == judged(validator, exchange)


@pytest.mark.parametrize("form", WRITERS)
def test_a_recording_without_exchanges_is_read_as_one(form):
    if form == "jsonl":
        return
    text = written(form, [])
    assert form_of(text) == form.split()[0]
    assert list(read(io.BytesIO(text))) == []


def test_headers_that_were_dropped_stay_dropped():
    chrome = Request("GET", "https://x.example.com/", {"Host": "x"}, unrecorded_headers=frozenset({"authorization"}))
    emptied = evolve(chrome, headers=(), unrecorded_headers=frozenset({"*"}))
    (found,) = again("har", [Exchange(chrome)])
    assert "authorization" in found.request.unrecorded_headers
    for form in WRITERS:
        (found,) = again(form, [Exchange(emptied)])
        assert "*" in found.request.unrecorded_headers
