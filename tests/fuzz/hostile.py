"""Hostile recordings of every form: sound exchanges, and one among them that somebody has made to do harm."""

from __future__ import annotations

import base64
import copy
import gzip
import io
import json
from typing import Any

import yaml
from attrs import frozen
from hypothesis import strategies as st

from salesiq_validate.exchange import Document, Exchange, Origin, Request, Response
from salesiq_validate.recordings.scrub.writer import HarWriter, JsonlWriter, PostmanWriter
from salesiq_validate.recordings.vcr.writer import JsonCassetteWriter

#: Stands for a secret: no output may hold it, in any spelling.
CANARY = "c4nary/5ecret"
#: The same as a name, with too many digits for a word of code: no output may show it.
CANARY_NAME = "canary8080Name"
#: What somebody wrote: it may stand in a recording and in what is shown of values, and not in what `scrub` makes of it.
PRIVATE = "Quillon Zanzibar"
TEXTS = (
    *("", "\x1b[2J\x1b]0;owned\x07", "\x9b31m", "\u202eevil\u2066", "\r\n::error::owned", "##vso[task.complete]"),
    *("</script><script>alert(1)</script>", "<!--", "]]>", "&x;", "`|*_[a](b)", "\x00", "\ufffe", "\ud800", "\udfff"),
    *("{{variable}}", "../../etc/passwd", "=cmd|' /C calc'!A0", "a" * 5_000, "\u0301" * 50, "é\U0001f600", "%00%zz"),
)
PORTAL = "https://salesiq.zoho.com/api/v2/northwind-desk"
HEADERS = {
    "Host": "salesiq.zoho.com",
    "Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef",
    "Content-Type": "application/json",
}
#: Where a form says when and which: shown as it stands, made printable.
_SHOWN = frozenset({"id", "time", "startedDateTime", "recorded_at"})


@frozen
class Recording:
    """A recording, and how many of its exchanges must be judged whatever the others are."""

    form: str
    text: bytes
    sound: int


def faulty(number: int) -> Exchange:
    """An exchange with one fault that every form records: a mandatory key is absent."""
    return Exchange(
        Request("POST", f"{PORTAL}/departments", HEADERS, Document({"name": "Billing"})),
        Response(200, {"Content-Type": "application/json"}, Document(_refusal("operators"))),
        Origin("f", number, None, f"sound-{number}"),
        "2026-11-23T10:00:00Z",
    )


def _refusal(message: str) -> dict[str, Any]:
    return {"error": {"code": 1015, "message": message, "json_key": "operators"}}


texts = st.builds(
    lambda one, two, secret: one + two + secret, *[st.sampled_from(TEXTS)] * 2, st.sampled_from(["", CANARY, PRIVATE])
)
names = st.sampled_from(
    ["name", "operators", "data", "error", "code", "item", "text", "cursor", CANARY_NAME]
) | st.sampled_from(TEXTS)


def _nested(depth: int) -> Any:
    value: Any = f"{CANARY} {PRIVATE}"
    for at in range(depth):
        value = [value] if at % 2 else {CANARY_NAME: value}
    return value


values = st.recursive(
    st.none()
    | st.booleans()
    | st.sampled_from([0, -1, 2**53 + 1, 10**40, 1e308, -0.0, 1015, 1007, 4711])
    | texts
    | st.builds(_nested, st.sampled_from([3, 30, 250]))
    | st.binary(max_size=9).map(lambda data: base64.b64encode(data).decode()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=5,
)


#: What SalesIQ sends to a bot and to a webhook, and what a bot answers.
_MESSAGES = (
    {"handler": "message", "org_id": "10", "request": {}, "visitor": {"name": PRIVATE}, "message": {"text": PRIVATE}},
    {"handler": "detail", "org_id": CANARY},
    {"entity_type": "conversation", "event": "conversation.created", "entity_id": "1", "entity": {"id": "1"}},
)
_ANSWER = {"action": "reply", "replies": [PRIVATE, {"text": PRIVATE}], "input": {"type": "select", "options": ["a"]}}


@st.composite
def _hostile_message(draw: st.DrawFn, more: dict[str, str]) -> Exchange:
    """Draw an inbound exchange with something hostile in the message and in the answer."""
    message = {**draw(st.sampled_from(_MESSAGES)), **draw(st.dictionaries(names, values, max_size=2))}
    answer = {**_ANSWER, **draw(st.dictionaries(names | st.sampled_from(list(_ANSWER)), values, max_size=2))}
    headers = {"Content-Type": "application/json", "x-siqsignature": draw(texts), **more}
    return Exchange(
        Request("POST", "https://bot.example.com:8443/" + draw(texts), headers, Document(message)),
        Response(draw(st.sampled_from([200, 500])), {"Content-Type": "application/json"}, Document(answer)),
        Origin("f", 0, None, "hostile"),
    )


@st.composite
def hostile_exchange(draw: st.DrawFn) -> Exchange:
    """Draw an exchange with hostile text in any slot."""
    more = draw(st.dictionaries(texts.filter(bool), texts, max_size=2))
    if draw(st.integers(0, 3)) == 0:
        return draw(_hostile_message(more))
    path = draw(st.sampled_from(["/departments", "/operators", "/conversations/104", "", "/nowhere", f"/{CANARY}"]))
    url = PORTAL + path + draw(st.sampled_from(["", "?", f"?authtoken={CANARY}", "?index=", "#"])) + draw(texts)
    answer = draw(
        values | st.builds(_refusal, texts) | st.builds(lambda data: {"data": data, "url": "/", "object": "x"}, values)
    )
    return Exchange(
        Request(
            draw(st.sampled_from(["POST", "GET", "PUT", "FETCH", CANARY])),
            url,
            {**HEADERS, **more},
            Document(draw(values)),
        ),
        Response(
            draw(st.sampled_from([200, 0, 400, 599])), {"Content-Type": "application/json", **more}, Document(answer)
        ),
        Origin("f", 0, None, "hostile"),
        draw(st.sampled_from(TEXTS)),
    )


_WRITERS = {
    "jsonl": JsonlWriter,
    "har": HarWriter,
    "vcr": JsonCassetteWriter,
    "vcr yaml": JsonCassetteWriter,
    "postman": PostmanWriter,
}
FORMS = tuple(_WRITERS)


def _written(form: str, exchanges: list[Exchange]) -> Any:
    """Return a recording as the document that it is; of JSON Lines a list."""
    sink = io.BytesIO()
    writer = _WRITERS[form](sink)
    for exchange in exchanges:
        writer.add(exchange, frozenset())
    writer.close()
    text = sink.getvalue()
    return [json.loads(line) for line in text.splitlines()] if form == "jsonl" else json.loads(text)


def _entries(form: str, document: Any) -> list[Any]:
    if form == "jsonl":
        return document
    return document["log"]["entries"] if form == "har" else document["item" if form == "postman" else "interactions"]


@st.composite
def recordings(draw: st.DrawFn) -> Recording:
    """Draw sound exchanges around a hostile one whose entry is damaged as a document, or the whole as bytes."""
    form = draw(st.sampled_from(FORMS))
    before, after = draw(st.integers(1, 2)), draw(st.integers(0, 2))
    exchanges = [faulty(number) for number in range(before + after)]
    exchanges.insert(before, draw(hostile_exchange()))
    document = _written(form, exchanges)
    entries = _entries(form, document)
    for _ in range(draw(st.integers(0, 3))):
        entries[before] = _damaged(draw, entries[before])
    entries[before] = _without_shown_secrets(entries[before])
    text, sound = _text_of(form, document), before + after
    if draw(st.integers(0, 3)) == 0:
        text, sound = _broken(draw, text), 0
    if draw(st.integers(0, 5)) == 0:
        text = gzip.compress(text, 1)
        cut = draw(st.integers(0, 20))
        text, sound = (text[:-cut], 0) if cut else (text, sound)
    return Recording(form, text, sound)


def _text_of(form: str, document: Any) -> bytes:
    if form == "jsonl":
        return b"".join(json.dumps(line).encode() + b"\n" for line in document)
    if form == "vcr yaml":
        text: str = yaml.safe_dump(document, sort_keys=False)
        return text.encode()
    return json.dumps(document, indent=1).encode()


def _damaged(draw: st.DrawFn, entry: Any) -> Any:
    """Replace, remove or rename something anywhere in an entry."""
    entry = copy.deepcopy(entry)
    holder, place = None, None
    node = entry
    while isinstance(node, (dict, list)) and node and (holder is None or draw(st.booleans())):
        keys = sorted(node) if isinstance(node, dict) else range(len(node))
        holder, place = node, draw(st.sampled_from(list(keys)))
        node = node[place]
    if holder is None:
        return draw(values)
    way = draw(st.sampled_from(["replace", "remove", "rename"]))
    if way == "remove" or (way == "rename" and isinstance(holder, list)):
        del holder[place]
    elif way == "rename":
        holder[draw(names)] = holder.pop(place)
    else:
        holder[place] = draw(values)
    return entry


def _without_shown_secrets(entry: Any) -> Any:
    """Take the canary out of what a report shows of an entry: its id and its time are no secrets."""
    if isinstance(entry, dict):
        for key in entry.keys() & _SHOWN:
            entry[key] = json.loads(json.dumps(entry[key]).replace(CANARY, "x").replace(CANARY_NAME, "x"))
    return entry


def _broken(draw: st.DrawFn, text: bytes) -> bytes:
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        junk = draw(
            st.binary(max_size=6) | st.sampled_from([b'"', b"{", b"}", b"]", b",", b"\n", b"&a", b"*a", b"!!", b"\\"])
        )
        text = text[:at] + junk + text[at + draw(st.integers(0, 40)) :]
    return text
