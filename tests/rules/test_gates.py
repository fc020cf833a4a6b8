"""The law of gates: where a gate says that nothing is wrong, its rules find nothing, whatever the exchange."""

from __future__ import annotations

import json
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.facts import API, AUTHORIZATION, DEPARTMENT, JSON
from tests.rules.notes import DOCUMENT
from tests.rules.pages import PAGES, exchanges

from salesiq_validate.exchange import UNRECORDED, Document, Exchange, Form, Request, Response
from salesiq_validate.judging.case import Case
from salesiq_validate.judging.plan import OperationPlan, Stage
from salesiq_validate.rules import order as stages
from salesiq_validate.validator import Validator

SEEDS = [exchange for _, exchange in exchanges(PAGES)]
REQUESTS = [exchange.request for exchange in SEEDS if exchange.request is not None]
RESPONSES = [exchange.response for exchange in SEEDS if exchange.response is not None]


class WatchedGates:
    """Makes every gate that passes call its rules all the same, and counts what became of it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.passed = 0
        self.failed = 0
        self._plan = stages.plan
        monkeypatch.setattr(stages, "plan", self.plan)

    def plan(self, *arguments: Any, **options: Any) -> OperationPlan:
        made = self._plan(*arguments, **options)
        made.request = tuple(map(self.watched, made.request))
        made.response = tuple(map(self.watched, made.response))
        # A glance would let right calls past the gates.
        made.glance = None
        return made

    def watched(self, stage: Stage) -> Stage:
        def passes(case: Case) -> bool:
            if not stage.passes(case):
                self.failed += 1
                return False
            self.passed += 1
            assert [(rule.code, fault.message) for rule, fault in stage.faults(case)] == []
            return True

        return attrs.evolve(stage, passes=passes)


@pytest.fixture(scope="module")
def gates():
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield WatchedGates(monkeypatch)


@pytest.fixture(scope="module")
def validators(gates):
    return [
        Validator(extensions=[DOCUMENT]),
        Validator(
            extensions=[DOCUMENT],
            screen_name="northwind-desk",
            data_center="US",
            scopes=["departments.ALL"],
            strict_json=False,
        ),
    ]


def test_the_examples_obey(gates, validators):
    for validator in validators:
        for exchange in SEEDS:
            validator.check(exchange)
    assert gates.passed > 100
    assert gates.failed > 100


CHECKS = [page for page in PAGES if hasattr(page.module, "check")]


@pytest.mark.parametrize("page", CHECKS, ids=lambda page: page.rule.code)
def test_a_case_that_holds_nothing_has_no_faults(page, validators):
    case = Case(validators[0]._context, Exchange())
    for answering in (False, True):
        case.answering = answering
        # An absent token is a fault of every request, and there is none here to say that it was dropped.
        expected = ["SIQ201"] if page.rule.code == "SIQ201" else []
        assert [page.rule.code for _ in page.module.check(case)] == expected


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/departments", DEPARTMENT),
        ("PUT", "/departments/104", {"name": "a"}),
        ("GET", "/departments", None),
        ("PUT", "/triggerrules/104", {"position": 2}),
        ("POST", "/conversations/104/messages", {"text": "a"}),
        ("POST", "/notes", {"text": "a"}),
    ],
)
def test_good_requests_pass_the_gates_of_url_headers_and_params(gates, validators, method, path, body):
    before = gates.failed
    sent = None if body is None else json.dumps(body).encode()
    report = validators[0].check(Exchange(Request(method, API + path, JSON if sent else AUTHORIZATION, sent)))
    assert report.findings == ()
    # `never` fails by its nature: of names that exclude or require each other, and of shared paths.
    assert gates.failed - before <= 2


_HOSTILE = st.sampled_from(
    ["", " ", "\x00", "\ud800", "%", "%zz", "&", "=", "{", "}", '"', "..", "//", "null", "NaN", "1e999", "é", "٣", "-1"]
)
_NAMES = st.sampled_from(
    ["name", "operators", "text", "enabled", "index", "limit", "ids", "q", "zzz", "data", "error", "code"]
)
_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | _HOSTILE
    | st.sampled_from([1007, 1019, 1999, 2**53, 2**70, "104", "maybe", "operators[0]", b"x", {1}, object()])
)
_DOCUMENTS = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_NAMES | st.integers() | _HOSTILE, inner, max_size=4),
    max_leaves=10,
)


@st.composite
def mangled(draw: st.DrawFn, text: str) -> str:
    """A text in which something is cut out, doubled or put in."""
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 12)))
        put = draw(_HOSTILE | st.sampled_from([text[start:end] * 2, "/", "?index=x", "?zzz=1", "#", "0"]))
        text = text[:start] + put + text[end:]
    return text


@st.composite
def headers(draw: st.DrawFn, given_: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    kept = [pair for pair in given_ if draw(st.booleans())]
    kinds = [
        "application/json",
        "text/plain",
        "multipart/form-data; boundary=b",
        "application/x-www-form-urlencoded",
        "x",
    ]
    more = st.tuples(st.just("Content-Type"), st.sampled_from(kinds)) | st.sampled_from(
        [
            *AUTHORIZATION.items(),
            ("authorization", "Bearer x"),
            ("Content-Encoding", "gzip"),
            ("Accept", "*/*"),
            ("", ""),
        ]
    )
    return (*kept, *draw(st.lists(more, max_size=2)))


@st.composite
def bodies(draw: st.DrawFn, body: Any) -> Any:
    if isinstance(body, bytes) and draw(st.booleans()):
        return draw(mangled(body.decode("utf-8", "surrogateescape"))).encode("utf-8", "surrogatepass")
    if isinstance(body, bytes) and draw(st.booleans()):
        try:
            document = json.loads(body)
        except ValueError:
            return body
        if isinstance(document, dict) and document:
            document[draw(st.sampled_from(sorted(document)))] = draw(_DOCUMENTS)
        return Document(document)
    fields = st.lists(st.tuples(_NAMES | _HOSTILE, _HOSTILE | st.text(max_size=5)), max_size=4).map(Form)
    return draw(st.just(body) | st.none() | st.just(UNRECORDED) | _DOCUMENTS.map(Document) | fields)


DROPPED = st.sampled_from([frozenset(), frozenset({"*"}), frozenset({"content-type"}), frozenset({"authorization"})])


@st.composite
def requests(draw: st.DrawFn) -> Request:
    seed = draw(st.sampled_from(REQUESTS))
    method = draw(st.just(seed.method) | st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH", "get", ""]))
    url = draw(st.just(seed.url) | mangled(seed.url))
    return Request(method, url, draw(headers(seed.headers)), draw(bodies(seed.body)), unrecorded_headers=draw(DROPPED))


@st.composite
def responses(draw: st.DrawFn) -> Response:
    seed = draw(st.sampled_from(RESPONSES))
    status = draw(st.just(200) | st.sampled_from([None, 0, 204, 404]))
    body = draw(bodies(seed.body))
    if isinstance(body, Form):
        body = None
    return Response(status, draw(headers(seed.headers)), body, unrecorded_headers=draw(DROPPED))


EXCHANGES = st.builds(Exchange, st.none() | requests(), st.none() | responses())


@settings(max_examples=400)
@given(exchange=EXCHANGES, which=st.integers(0, 1))
def test_mangled_exchanges_obey_and_nothing_raises(gates, validators, exchange, which):
    report = validators[which].check(exchange)
    for finding in report.findings:
        str(finding)
        repr(finding)
        assert finding.fingerprint
    assert report.reply is None or report.reply_finding in report.findings


@settings(max_examples=100)
@given(request=requests(), schema=st.sampled_from([{}, {"type": "object", "required": ["name"]}, {"type": "array"}]))
def test_schemas_of_the_callers_own_obey(gates, validators, request, schema):
    body = request.body
    given_ = (
        {"json": body.value} if isinstance(body, Document) else {"content": body} if isinstance(body, bytes) else {}
    )
    validators[0].check_request(request.method, request.url, headers=request.headers, schema=schema, **given_)
