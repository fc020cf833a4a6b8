"""What SalesIQ sends is known in every form: by the header of its signature, or by the shape of its body."""

from __future__ import annotations

import io
import json

import pytest
from attrs import evolve
from tests.cli.shell import run
from tests.inbound.keys import ANSWER, BOT_REQUEST, DELIVERY, PEM, packed, sign
from tests.recordings.forms import WRITERS, written

from salesiq_validate import Exchange, Request, Response, Validator
from salesiq_validate.contract.api_traffic import Traffic
from salesiq_validate.recordings import SKIPPED, read

pytest.importorskip("yaml")

KEEP = Traffic(Validator().router).keep
URL = "https://bot.example.com/salesiq"
JSON = {"Content-Type": "application/json", "User-Agent": "x"}
WRONG = {"reply": "a"}


def received(body, headers=None, *, method="POST", url=URL, answer=ANSWER):
    request = Request(method, url, {**JSON, **(headers or {})}, body if isinstance(body, bytes) else packed(body))
    return Exchange(request, Response(200, JSON, packed(answer)))


def nock(exchange):
    sent, got = exchange.request, exchange.response
    server, _, path = sent.url.removeprefix("https://").partition("/")
    call = {
        "scope": f"https://{server}:443",
        "method": sent.method,
        "path": f"/{path}",
        "body": json.loads(sent.body) if sent.body[-1:] in b"}]" else sent.body.decode(),
        "reqheaders": dict(sent.headers),
        "status": got.status,
        "response": json.loads(got.body),
        "rawHeaders": ["Content-Type", "application/json"],
    }
    return json.dumps([call]).encode()


def wiremock(exchange):
    sent, got = exchange.request, exchange.response
    request = {
        "url": "/" + sent.url.split("/", 3)[3],
        "method": sent.method,
        "headers": {name: {"equalTo": value} for name, value in sent.headers},
        "bodyPatterns": [{"equalToJson" if sent.body[-1:] in b"}]" else "equalTo": sent.body.decode()}],
    }
    answer = {"status": got.status, "headers": dict(got.headers), "jsonBody": json.loads(got.body)}
    return json.dumps({"request": request, "response": answer}).encode()


def toml(exchange):
    sent, got = exchange.request, exchange.response
    return (
        f"[[interactions]]\n[interactions.request]\nmethod = '{sent.method}'\nuri = '{sent.url}'\n"
        f"body = '''{sent.body.decode()}'''\n[interactions.request.headers]\n"
        + "".join(f"{name} = ['{value}']\n" for name, value in sent.headers)
        + f"[interactions.response]\nbody = '''{got.body.decode()}'''\n[interactions.response.status]\ncode = 200\n"
    ).encode()


def newman(exchange):
    item = json.loads(written("postman", [exchange]))["item"][0]
    (answer,) = item["response"]
    answer = {**answer, "stream": {"type": "Buffer", "data": list(exchange.response.body)}}
    collection = {"info": {"schema": "https://schema.getpostman.com/json/collection/v2.1.0/"}, "item": []}
    execution = {"request": item["request"], "response": answer}
    return json.dumps({"collection": collection, "run": {"executions": [execution]}}).encode()


def odd_har(exchange):
    """With something that only the careful way of reading takes."""
    document = json.loads(written("har", [exchange]))
    document["log"]["entries"][0]["request"]["postData"]["params"] = [{}]
    document["log"]["entries"][0]["response"]["status"] = "200"
    return json.dumps(document).encode()


FORMS = {form: lambda exchange, form=form: written(form, [exchange]) for form in WRITERS}
FORMS |= {"nock": nock, "wiremock": wiremock, "vcr toml": toml, "newman": newman, "odd har": odd_har}
EVERY_FORM = pytest.mark.parametrize("form", FORMS)


def entries(form, exchange, keep=KEEP):
    return list(read(io.BytesIO(FORMS[form](exchange)), name="f", keep=keep))


@EVERY_FORM
@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (BOT_REQUEST, {}),
        (DELIVERY, {}),
        ({"handler": "message", "org_id": 10}, {}),
        ({"question": "a"}, {"X-SIQSignature": "a"}),
        (b"a=1", {"x-siqsignature": "a"}),
    ],
)
def test_what_salesiq_sent_is_known_wherever_it_went(form, body, headers):
    (exchange,) = entries(form, received(body, headers))
    assert exchange.direction == "inbound"
    assert exchange.response.status == 200


@EVERY_FORM
@pytest.mark.parametrize(
    ("body", "options"),
    [
        ({"handler": "message", "message": {"text": "a"}}, {}),
        ({"org_id": "10", "text": '"handler"'}, {}),
        ({"handler": {"name": "a"}, "org_id": "10"}, {}),
        ({"event": "order.created", "data": {}}, {}),
        ({"entity_type": "order", "event": {"name": "a"}}, {}),
        ([BOT_REQUEST], {}),
        (b'{"handler": "message", "org_id": ', {}),
        (b"handler=message&org_id=10", {}),
        (BOT_REQUEST, {"method": "PUT"}),
        (BOT_REQUEST, {"method": "GET"}),
    ],
)
def test_other_peoples_traffic_is_passed_over(form, body, options):
    assert entries(form, received(body, **options)) == [SKIPPED]


@EVERY_FORM
def test_who_asks_for_everything_gets_it_with_its_direction(form):
    directions = [exchange.direction for exchange in entries(form, received(BOT_REQUEST), keep=None)]
    # Lines say it; what they do not say is not looked for when nothing is left out.
    assert directions == ["outbound" if form == "jsonl" else "inbound"]
    assert [exchange.direction for exchange in entries(form, received({"a": 1}), keep=None)] == ["outbound"]


def test_a_line_that_says_its_direction_is_believed():
    line = json.loads(written("jsonl", [received(BOT_REQUEST)]))
    for direction, kept in (("outbound", False), ("inbound", True), (None, True)):
        text = json.dumps({"direction": direction, **line}).encode()
        (entry,) = read(io.BytesIO(text), name="f", keep=KEEP)
        assert (entry is not SKIPPED) is kept


def test_a_bot_in_postman_may_have_a_variable_as_its_server():
    (exchange,) = entries("postman", received(BOT_REQUEST, url="{{bot_url}}/salesiq"))
    assert exchange.direction == "inbound"


@pytest.mark.parametrize("form", ["har", "odd har", "postman", "newman"])
def test_a_late_answer_is_told_where_the_recording_has_times(form):
    late = evolve(received(BOT_REQUEST), seconds=7.25)
    (exchange,) = entries(form, late)
    assert exchange.seconds == 7.25
    assert [finding.rule.code for finding in Validator().check(exchange).findings] == ["SIQ833"]


@EVERY_FORM
def test_check_judges_it_in_every_form(form, tmp_path):
    (tmp_path / "recording").write_bytes(FORMS[form](received(BOT_REQUEST, answer=WRONG)))
    result = run("check", tmp_path / "recording", "--format", "json", "--no-config")
    found = {(finding["rule"], finding["json_key"]) for finding in result.document["findings"]}
    assert (result.code, found) == (1, {("SIQ812", "action"), ("SIQ812", "replies"), ("SIQ814", "reply")})


@pytest.mark.parametrize("form", ["jsonl", "har", "vcr yaml", "vcr json", "postman", "newman", "vcr toml"])
def test_a_signature_is_verified_where_the_form_keeps_the_bytes(form, tmp_path):
    (tmp_path / "portal.pem").write_bytes(PEM)
    body = packed(DELIVERY)
    for signature, code in ((sign(body), 0), (sign(b"another"), 1)):
        (tmp_path / "recording").write_bytes(FORMS[form](received(body, {"x-siqsignature": signature})))
        result = run("check", tmp_path / "recording", "--no-config", "--public-key", tmp_path / "portal.pem")
        assert (result.code, "SIQ822" in result.out) == (code, bool(code)), result.err


PERSON = {"name": "Quillon Zanzibar", "email": "quillon@zanzibar.org", "phone": "+1 555 010 4477", "city": "Tombstone"}
PERSONAL = {**BOT_REQUEST, "visitor": {**BOT_REQUEST["visitor"], **PERSON}, "message": {"text": "my leg hurts"}}
EVENT = {
    **DELIVERY,
    "entity": {
        "id": "900200",
        "question": "my leg hurts",
        "visitor": {"name": PERSON["name"], "email_id": PERSON["email"], "phone": PERSON["phone"]},
    },
}
TOLD = {"action": "reply", "replies": ["Dear Quillon, my leg hurts, too"], "suggestions": ["my leg hurts"]}


@EVERY_FORM
@pytest.mark.parametrize("body", [PERSONAL, EVENT])
def test_scrub_takes_people_out_and_leaves_what_is_judged(form, body, tmp_path):
    exchange = evolve(received(body, {"x-siqsignature": sign(packed(body))}, answer=TOLD), seconds=8.0)
    (tmp_path / "recording").write_bytes(FORMS[form](exchange))
    assert run("scrub", tmp_path / "recording", "--no-config", "--to", tmp_path / "clean").code == 0
    text = (tmp_path / "clean").read_text("utf-8")
    for private in (*PERSON.values(), "Quillon", "leg hurts", sign(packed(body))):
        assert private not in text
    before, after = (
        run("check", tmp_path / name, "--no-config", "--format", "json").document["findings"]
        for name in ("recording", "clean")
    )
    assert [(found["rule"], found["json_key"]) for found in after] == [
        (found["rule"], found["json_key"]) for found in before
    ]
