"""The law of glances: what one lets pass has no finding of any severity, whatever the exchange.

So a validator says the same of every exchange, whether it glances first or asks the rules at once.
"""

from __future__ import annotations

import json

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine import generation
from tests.rules.facts import API, AUTHORIZATION, DEPARTMENT, JSON
from tests.rules.notes import DOCUMENT
from tests.rules.test_gates import SEEDS, requests, responses

from salesiq_validate.contract.api_traffic import Traffic
from salesiq_validate.exchange import UNRECORDED, Document, Exchange, Request, Response, header_value, known_headers
from salesiq_validate.judging.settings import RuleSettings
from salesiq_validate.rules.glance import Glance
from salesiq_validate.strategies import exchange
from salesiq_validate.validator import Validator

SUCCESS = {"url": "/api/v2/northwind-desk/departments", "object": "department", "data": {"id": "100000000000002"}}


def validators() -> tuple[Validator, Validator]:
    return (
        Validator(extensions=[DOCUMENT]),
        Validator(
            extensions=[DOCUMENT],
            screen_name="northwind-desk",
            scopes=["departments.ALL"],
            strict_json=False,
            settings=RuleSettings(allow_codes=(1007, 1019)),
        ),
    )


VALIDATORS = validators()
#: The same, but every call goes to the rules.
BY_RULES = validators()
for validator in BY_RULES:
    validator.glance = lambda _method, _url: None


def says_the_same(which: int, exchange: Exchange) -> None:
    assert VALIDATORS[which].check(exchange) == BY_RULES[which].check(exchange)
    if VALIDATORS[which].at_a_glance(VALIDATORS[which].case(exchange)) is not None:
        # Whoever reads a recording need not ask.
        assert Traffic(VALIDATORS[which].router).is_api(exchange)


def obeys(which: int, exchange: Exchange) -> tuple[bool, bool]:
    """Hold a glance at an exchange to the law; return whether it lets the request pass, and the answer."""
    request, response = exchange.request, exchange.response
    validator, by_rules = VALIDATORS[which], BY_RULES[which]
    says_the_same(which, exchange)
    glance = validator.glance(request.method, request.url)
    if glance is None:
        return False, False
    sent = glance.passes_request(*known_headers(request.headers), request.body)
    if sent:
        assert by_rules.check(Exchange(request)).findings == ()
    came = response is not None and glance.passes_answer(
        response.status, header_value(response.headers, "content-type"), response.body
    )
    if came:
        assert by_rules.check_answer(exchange).findings == ()
    return sent, came


def as_sent(message: Request | Response) -> Request | Response:
    """A message as it travels: with a token, and JSON as bytes."""
    headers, body = {**AUTHORIZATION, **dict(message.headers)}, message.body
    if isinstance(body, Document):
        headers, body = {**JSON, **headers}, json.dumps(body.value).encode()
    body = None if body is UNRECORDED else body
    return attrs.evolve(message, headers=headers, body=body, unrecorded_headers=frozenset())


def test_the_examples_obey():
    seeds = [
        Exchange(as_sent(seed.request), None if seed.response is None else as_sent(seed.response))
        for seed in SEEDS
        if seed.request is not None
    ]
    passed = [obeys(which, exchange) for which in (0, 1) for exchange in seeds]
    assert sum(sent for sent, _ in passed) > 50
    assert any(came for _, came in passed)


@settings(max_examples=100)
@given(exchange=st.sampled_from(["create_department", "list_departments", "update_department"]).flatmap(exchange))
def test_generated_exchanges_pass_both_ways(exchange):
    envelope = json.loads(exchange.response.body)
    # Some lists carry more than the overview shows, which `check` knows better.
    is_plain = envelope.keys() <= {"url", "object", "data", "sync_time"}
    assert obeys(0, exchange) == (True, is_plain)


@settings(max_examples=400)
@given(request=requests(), response=responses(), which=st.integers(0, 1))
def test_mangled_exchanges_obey_and_nothing_raises(request, response, which):
    exchange = Exchange(request, response)
    says_the_same(which, exchange)
    # A client has all of its headers.
    request = attrs.evolve(request, unrecorded_headers=frozenset())
    response = attrs.evolve(response, unrecorded_headers=frozenset())
    obeys(which, Exchange(request, response))


@settings(max_examples=400)
@given(request=requests(), odd=generation.odd_values, which=st.integers(0, 1), data=st.data())
def test_objects_of_callers_are_judged_as_by_the_rules(request, odd, which, data):
    body = request.body
    if isinstance(body, bytes):
        try:
            body = Document(json.loads(body))
        except ValueError:
            body = None
    document = body.value if isinstance(body, Document) else odd
    if isinstance(document, dict) and document and data.draw(st.booleans()):
        document = {**document, data.draw(st.sampled_from(list(document))): odd}
    told = [
        validator.check_request(request.method, request.url, headers=dict(request.headers), json=document)
        for validator in (VALIDATORS[which], BY_RULES[which])
    ]
    assert told[0] == told[1]
    without = [
        validator.check_request(request.method, request.url, headers=dict(request.headers), params=params)
        for validator in (VALIDATORS[which], BY_RULES[which])
        for params in (None, {"limit": 20})
    ]
    assert without[:2] == without[2:]


def test_a_refusal_that_is_intended_passes_and_keeps_its_code():
    refusal = {"error": {"code": 1019, "message": "Invalid Resource"}}
    response = Response(200, {"Content-Type": "application/json"}, json.dumps(refusal).encode())
    exchange = Exchange(Request("GET", f"{API}/departments/104", AUTHORIZATION), response)
    first, second = (validator.at_a_glance(validator.case(exchange)) for validator in VALIDATORS)
    assert first is None
    assert (second.findings, second.operation, second.refused_with) == ((), "get_department", 1019)


def glance_at(method: str, path: str, **options: object) -> Glance | None:
    return Validator(**options).glance(method, API + path)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/departments", json.dumps(DEPARTMENT).encode()),
        ("POST", "/departments", json.dumps(DEPARTMENT)),
        ("GET", "/departments", None),
        ("GET", "/conversations?page=1&limit=20", None),
        ("PUT", "/departments/104", b'{"name": "a"}'),
    ],
)
def test_plain_calls_pass(method, path, body):
    headers = known_headers(tuple((JSON if body else AUTHORIZATION).items()))
    assert glance_at(method, path).passes_request(*headers, body)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/chats"),
        ("GET", "/departments?index=first"),
        ("GET", "/departments?authtoken=0123456789abcdef0123456789abcdef"),
        # Several operations share these, or a rule looks at more than a glance does.
        ("PUT", "/triggerrules/104"),
        ("DELETE", "/departments/104"),
    ],
)
def test_some_urls_are_nothing_for_a_glance(method, path):
    assert glance_at(method, path) is None


def test_a_scope_that_is_not_granted_is_nothing_for_a_glance():
    assert glance_at("POST", "/departments", scopes=["departments.READ"]) is None
    assert glance_at("POST", "/departments", scopes=["departments.CREATE"]) is not None


GOOD = json.dumps(DEPARTMENT).encode()


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, GOOD),
        ({**JSON, "Authorization": "Bearer 1000.0123abcd.4567cdef"}, GOOD),
        ({**JSON, "Authorization": ""}, GOOD),
        ({**JSON, "Authorization": b"Zoho-oauthtoken 1000.0123abcd.4567cdef"}, GOOD),
        ({**JSON, "Content-Type": b"application/json"}, GOOD),
        (AUTHORIZATION, GOOD),
        ({**JSON, "Content-Encoding": "gzip"}, GOOD),
        (JSON, None),
        (JSON, b""),
        (JSON, iter([GOOD])),
        (JSON, b'{"name": "a", "name": "a", "operators": ["104"]}'),
        (JSON, b'{"name": "a"}'),
        (JSON, b"{"),
    ],
)
def test_a_doubt_is_left_to_check(headers, body):
    assert not glance_at("POST", "/departments").passes_request(*known_headers(tuple(headers.items())), body)


ANSWER = json.dumps(SUCCESS).encode()


@pytest.mark.parametrize(
    ("passes", "status", "kind", "body"),
    [
        (True, 200, "application/json;charset=UTF-8", ANSWER),
        (False, 201, "application/json", ANSWER),
        (False, 200, "text/html", ANSWER),
        (False, 200, "application/json", None),
        (False, 200, "application/json", b'{"error": {"code": 1007, "message": "Invalid datatypes found in params"}}'),
        (False, 200, "application/json", b'{"data": '),
        (False, 200, "application/json", b'{"url": "/api", "object": "department", "data": 7}'),
    ],
)
def test_an_answer_passes_when_it_is_a_success_as_described(passes, status, kind, body):
    glance = glance_at("POST", "/departments")
    assert glance.passes_answer(status, kind, body) is passes


class Agreeing(bytes):
    """Bytes that call themselves equal to everything."""

    def __eq__(self, _other):
        return True

    __hash__ = bytes.__hash__


def test_only_plain_bytes_are_compared_with_what_passed():
    glance = glance_at("POST", "/departments")
    assert glance.passes_request(*known_headers(tuple(JSON.items())), GOOD)
    assert not glance.passes_request(*known_headers(tuple(JSON.items())), Agreeing(b'{"junk": 1}'))


@pytest.mark.parametrize("second", [GOOD, None])
@pytest.mark.parametrize("headers", [{}, {**JSON, "Authorization": "Bearer 1000.0123abcd.4567cdef"}, AUTHORIZATION])
def test_what_passed_once_vouches_for_nothing_else(second, headers):
    glance = glance_at("POST", "/departments")
    assert glance.passes_request(*known_headers(tuple(JSON.items())), GOOD)
    assert glance.passes_request(*known_headers(tuple(JSON.items())), GOOD)
    assert not glance.passes_request(*known_headers(tuple(headers.items())), second)
    assert not glance.passes_request(*known_headers(tuple(JSON.items())), GOOD[:-1])
    assert glance.passes_answer(200, "application/json", ANSWER)
    assert glance.passes_answer(200, "application/json", ANSWER)
    assert not glance.passes_answer(200, "text/html", ANSWER)
    assert not glance.passes_answer(200, "application/json", ANSWER[:-1])


def test_a_glance_is_remembered_by_url_and_forgotten_with_the_settings():
    validator = Validator()
    first = validator.glance("GET", f"{API}/departments")
    assert validator.glance("GET", f"{API}/departments") is first
    assert validator.having(scopes=["tags.READ"]).glance("GET", f"{API}/departments") is None
