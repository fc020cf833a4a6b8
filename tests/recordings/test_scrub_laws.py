"""What scrub promises, for every operation of the contract: nothing private stays, and the verdicts do."""

from __future__ import annotations

import base64
import contextlib
import io
import json
import re
import sys
from urllib.parse import quote, quote_plus, unquote, unquote_plus

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.contract.judged import OPERATIONS, ROUTABLE
from tests.golden.net import CORPUS
from tests.recordings.forms import WRITERS, written
from tests.rules.pages import PAGES, judged

from salesiq_validate import Validator
from salesiq_validate.contract.inbound import inbound_contract
from salesiq_validate.contract.private_values import PRIVATE_MARK, private_names
from salesiq_validate.engine import inline_refs
from salesiq_validate.exchange import Document, Exchange, Request, Response
from salesiq_validate.finding import Finding
from salesiq_validate.privacy.names import PRIVATE
from salesiq_validate.recordings import read
from salesiq_validate.recordings.scrub import scrub
from salesiq_validate.recordings.scrub.scrubber import Scrubber
from salesiq_validate.strategies import exchange, predictable_codes

VALIDATOR = Validator()
URL = "https://salesiq.zoho.com/api/v2/northwind-desk/departments"
JSON = {"Content-Type": "application/json"}
#: For each kind of private value texts that a member of the kind may hold.
CANARIES = {
    "secret": ["Hunter2 Quill9", "87654321"],
    "email": ["quillon.zanzibar@quillon.example", "quillon zanzibar"],
    "phone": ["4915198765432", "+49 151 98765432", "06 98 76 54 32"],
    "ip": ["203.0.113.98", "quillon"],
    "address": ["Quillon Street 98765", "98765", "Zanzibar"],
    "date": ["1987-12-31", "31/12/1987"],
    "name": ["Quillon Zanzibar", "Quillon", "夏目漱石"],
    "account": ["quillon.zanzibar", "9876543", "98765432-abcd-4abc-8abc-abcdefabcdef"],
    "text": ["Quillon said 9876", "98765", '{"quillon": ["zanzibar"]}', "UXVpbGxvbiBzYWlkIHphbnppYmFy"],
}  # fmt: skip


#: Names that the contract lists and does not mark, by where they stand.
VALUES_OF_NAMES = {
    "member": [name for name, kind in private_names().members.items() if kind not in PRIVATE],
    "query": [name for name, kind in private_names().parameters.items() if kind not in PRIVATE],
}


def scrubbed_text(name: str, text: str, place: str) -> str:
    """Return what becomes of a text under a name."""
    scrubber = Scrubber(key=b"k")
    if place == "query":
        return unquote_plus(scrubber.url(f"{URL}?{name}={quote_plus(text)}"))
    body = json.dumps({name: text}).encode()
    return scrubber.exchange(Exchange(Request("POST", URL, JSON, body))).request.body.decode()


def scrubbed(text: bytes, **options) -> bytes:
    sink = io.BytesIO()
    scrub(io.BytesIO(text), sink, Scrubber(key=b"k", **options))
    return sink.getvalue()


def planted(schema, texts):
    """Return a document of a schema with all of its members, and a private text in each that is marked."""
    if PRIVATE_MARK in schema:
        text = texts[schema[PRIVATE_MARK]]
        return [text] if "array" in schema.get("type", ()) and "string" not in schema["type"] else text
    if "properties" in schema:
        return {name: planted(inner, texts) for name, inner in schema["properties"].items()}
    if isinstance(schema.get("additionalProperties"), dict):
        return {"anything": planted(schema["additionalProperties"], texts)}
    if "items" in schema:
        return [planted(schema["items"], texts)] * 2
    if "anyOf" in schema:
        return planted(schema["anyOf"][0], texts)
    return "5"


def marked(operation, texts):
    """Return an exchange of an operation in which every marked place holds a private text."""
    query = "&".join(
        f"{parameter.name}={texts[parameter.schema[PRIVATE_MARK]]}"
        for parameter in operation.parameters
        if parameter.location == "query" and PRIVATE_MARK in parameter.schema
    )
    bodies = [planted(inline_refs(schema, operation.definitions), texts) for schema in operation.bodies.values()]
    data = None if operation.data is None else planted(inline_refs(operation.data, operation.definitions), texts)
    url = f"https://salesiq.zoho.com/api/v2/northwind-desk/{operation.resource}?{query.replace(' ', '+')}"
    answer = {"url": f"/api/v2/northwind-desk/{operation.resource}?{query}", "object": operation.resource, "data": data}
    return Exchange(
        Request("POST", url, JSON, Document(bodies[0]) if bodies else None), Response(200, JSON, Document(answer))
    )


def arrived(message, texts):
    """Return a message from SalesIQ in which every marked place holds a private text."""
    body = Document(planted(message.schema, texts))
    return Exchange(Request("POST", "https://bot.example.com/salesiq", JSON, body), direction="inbound")


@pytest.mark.parametrize("turn", range(3))
@pytest.mark.parametrize("form", WRITERS)
def test_no_text_of_a_marked_member_stays(form, turn):
    texts = {kind: found[turn % len(found)] for kind, found in CANARIES.items()}
    exchanges = [marked(operation, texts) for operation in OPERATIONS.values()]
    exchanges += [arrived(message, texts) for message in inbound_contract().messages if message.schema]
    before = written(form, exchanges)
    assert held(texts, before) == set(CANARIES)
    assert held(texts, scrubbed(before)) == set()


def held(texts, recording: bytes) -> set[str]:
    """Return the kinds whose private text stands in a recording, however it is escaped."""
    plain = recording.decode()
    spellings = {
        kind: {text, json.dumps(text)[1:-1], json.dumps(json.dumps(text)[1:-1])[1:-1], quote(text), quote_plus(text)}
        for kind, text in texts.items()
    }
    return {kind for kind, found in spellings.items() if any(spelling in plain for spelling in found)}


def findings(text: bytes):
    found = []
    for item in read(io.BytesIO(text)):
        if isinstance(item, Finding):
            found.append((item.rule.code, "entry"))
        elif isinstance(item, Exchange):
            report = VALIDATOR.check(item)
            found.append(report.operation)
            found.extend(
                (f.rule.code, f.severity, f.where, f.json_key, f.shown_param, f.error and f.error.code)
                for f in report.findings
            )
    return found


users = st.sampled_from(
    ["", "user:pa:SECRET2:x@", "apikeySECRET1:@", "SECRETUSER:pw@", "a:SECRET@", "SECRET1@SECRET2:x@", ":SECRET@", "@"]
)


@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(st.data(), users, st.sampled_from(list(WRITERS)), st.booleans())
def test_every_operation_is_judged_as_before(data, user, form, ids):
    name = data.draw(st.sampled_from(sorted(ROUTABLE)))
    code = data.draw(st.sampled_from([None, *sorted(predictable_codes(name))]))
    drawn = data.draw(exchange(name, code=code))
    url = drawn.request.url.replace("://", f"://{user}", 1)
    request = Request(drawn.request.method, url, drawn.request.headers, drawn.request.body)
    before = written(form, [Exchange(request, drawn.response)])
    assume(len(before) < 1 << 20)
    after = scrubbed(before, ids=ids)
    assert findings(after) == findings(before)
    assert b"SECRET" not in after


def inside(text: str, depth: int, way) -> str:
    for _ in range(depth):
        text = way(text)
    return text


WAYS = {
    "JSON": lambda text: json.dumps({"a": text}),
    "Base64": lambda text: base64.b64encode(text.encode()).decode(),
    "percent-encoding": quote,
}


def unwrapped(text: str, depth: int = 12) -> str:
    """Return a text with everything that it holds in JSON, Base64 and percent-encoding."""
    if depth == 0:
        return text
    parts = [unquote(text), text.replace("\\\\", "\\").replace('\\"', '"')]
    for word in re.findall(r"[A-Za-z0-9+/]{8,}={0,2}", text):
        with contextlib.suppress(ValueError):
            parts.append(base64.b64decode(word + "=" * (-len(word) % 4)).decode())
    return "".join([text, *(unwrapped(part, depth - 1) for part in parts if part != text)])


@pytest.mark.parametrize("name", ["status", "data", "anything", "text"])
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("depth", range(1, 9))
def test_what_stands_in_a_text_in_a_text_does_not_stay(way, depth, name):
    before = inside("Quillon Zanzibar", depth, WAYS[way])
    assert "Quillon" in unwrapped(before)
    assert "Quillon" not in unwrapped(scrubbed_text(name, before, "member"))


@pytest.mark.parametrize("place", ["member", "query"])
def test_no_member_of_the_contract_keeps_a_sentence(place):
    names = VALUES_OF_NAMES[place]
    kept = [name for name in names if "Zanzibar" in scrubbed_text(name, "Quillon said Zanzibar", place)]
    assert len(names) > 50
    assert kept == []


#: Pieces of which a scrubber or a redactor of quadratic cost would make hours.
HOSTILE = [
    *(
        "0a1b",
        "1234",
        "aaaa",
        "YWJj",
        "a@b ",
        "%40",
        "%2525",
        "://a",
        "https://",
        "a1,,",
        "a=b&",
        "/a//",
        "1.1.",
        "-a_b",
    ),
    *("1000.ab", '\\"', "cookie: ", "+1 (", "a:b:", "4111 ", "é٣ ", "token=", "eyJ-", "[", '"a" ', "'a ", "{{", "1.e-"),
]


@pytest.mark.parametrize("name", ["status", "anything"])
@pytest.mark.parametrize("piece", HOSTILE)
def test_the_work_doubles_with_the_length_of_a_text(piece, name):
    def work(count: int) -> int:
        text = json.dumps({name: piece * count}) if piece not in ("[", '"a" ', "1.e-") else piece * count
        done = 0

        def count_calls(_frame, event, _argument) -> None:
            nonlocal done
            done += event in ("call", "c_call")

        scrubber = Scrubber(key=b"k", ids=True)
        sys.setprofile(count_calls)
        try:
            scrubber.exchange(Exchange(Request("POST", URL, JSON, text.encode())))
        finally:
            sys.setprofile(None)
        return done

    assert work(1_000) <= 2.6 * work(500)
    # What runs in C is not counted: a quadratic pattern would run into the time limit of the suite.
    Scrubber(key=b"k").exchange(Exchange(Request("POST", URL, JSON, json.dumps({name: piece * 20_000}).encode())))


@pytest.mark.parametrize("ids", [False, True])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.rule.code)
def test_the_examples_of_every_rule_are_judged_as_before(page, ids):
    for section in ("Example that fails", "Example that passes"):
        for example in page.recordings(section):
            before, after = example.encode(), scrubbed(example.encode(), ids=ids)
            assert told_of(page, after) == told_of(page, before)


@pytest.mark.parametrize("ids", [False, True])
def test_what_is_made_to_break_a_reader_is_judged_as_before(ids):
    for line in (CORPUS / "hostile.jsonl").read_bytes().splitlines():
        assert findings(scrubbed(line, ids=ids)) == findings(line), json.loads(line)["id"]


def told_of(page, recording: bytes):
    """Return the findings, without those that scrubbing is meant to change."""
    found = judged(recording.decode(), page.validator(), strict_json=page.strict_json)
    # Neither a signature nor a token that looks real outlives it, and what a damaged recording ends in is one entry.
    changed = {"SIQ702", "SIQ822"}
    same = {"SIQ007": "SIQ001"}
    rows = [(same.get(f.rule.code, f.rule.code), f.severity.value, f.where, f.path_shape or "") for f in found]
    return sorted(row for row in rows if row[0] not in changed)
