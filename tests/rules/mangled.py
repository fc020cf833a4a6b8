"""Exchanges of the rules' pages with something cut out, doubled, or put in."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st
from tests.rules.facts import AUTHORIZATION
from tests.rules.pages import PAGES, exchanges

from salesiq_validate.exchange import UNRECORDED, Document, Exchange, Form, Request, Response

SEEDS = [exchange for _, exchange in exchanges(PAGES)]
REQUESTS = [exchange.request for exchange in SEEDS if exchange.request is not None]
RESPONSES = [exchange.response for exchange in SEEDS if exchange.response is not None]

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
