"""Exchanges of the corpus, made from a seed: the same exchanges every time, on every machine.

Of ten exchanges, four create a department, two add a chat routing rule, two list conversations, one shows a
conversation, and one is an intended refusal. They are valid by every rule, unless the caller asks for faults: then a
given percentage of the exchanges has one broken member in the request's body, at a known path.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any, NamedTuple

from documents import Documents
from faults import Fault, plant
from salesiq_validate.contract.errors import ErrorCatalogue

#: The kinds of ten exchanges. Every ten have the same kinds in another order, so that any part of a corpus is like the
#: whole.
MIX = (*["department"] * 4, *["rule"] * 2, *["list"] * 2, "conversation", "refusal")
#: Kinds whose requests have a body and so can have a fault: six of ten.
WITH_BODY = frozenset({"department", "rule"})
#: Every fifth exchange has text beyond ASCII, except refusals, which have no text of users: 18 of a hundred lines.
BEYOND_ASCII = 5
#: The intended refusals, by the codes for `check --allow-code`.
REFUSALS = (1007, 1014, 1019, 1024)

_HOST = "https://salesiq.zoho.com"
_BASE = "/api/v2/northwind-desk"
_STATES = ("open", "closed", "waiting", "connected", "missed", "end")


class Made(NamedTuple):
    """One exchange of the corpus."""

    kind: str
    #: The exchange as a line of Exchange JSON Lines.
    line: dict[str, Any]
    fault: Fault | None


class Request(NamedTuple):
    """The data that a client has before it sends a request."""

    kind: str
    method: str
    url: str
    headers: dict[str, str]
    #: Python objects.
    body: Any
    fault: Fault | None

    @classmethod
    def of(cls, made: Made) -> Request:
        """Return the request of an exchange with a body."""
        sent = made.line["request"]
        return cls(made.kind, sent["method"], sent["url"], sent["headers"], json.loads(sent["body"]), made.fault)


class Exchanges:
    """Makes exchanges without end."""

    def __init__(self, *, seed: int = 1, faults: int = 0) -> None:
        if not 0 <= faults <= 10 * sum(kind in WITH_BODY for kind in MIX):
            raise ValueError("faults are at most as many as requests with a body: 60 of 100")
        self._random = random.Random(seed)
        # A separate generator, so that a corpus with faults has the same exchanges as one without.
        self._chance = random.Random(f"faults {seed}")
        self._documents = Documents(self._random)
        self._faults = faults
        self._refusals = ErrorCatalogue()

    def make(self, count: int) -> Iterator[Made]:
        """Make a number of exchanges, all different from earlier ones."""
        planted = 0
        for number in range(count):
            if number % len(MIX) == 0:
                kinds = self._random.sample(MIX, len(MIX))
            kind = kinds[number % len(MIX)]
            self._documents.write_ascii(only=number % BEYOND_ASCII > 0)
            method, url, sent, got = self._made(kind)
            # Before the fault, because the answer repeats parts of the request.
            answer = json.dumps(got, ensure_ascii=False, separators=(",", ":"))
            fault = None
            if kind in WITH_BODY and planted < (number + 1) * self._faults / 100:
                fault = plant(self._chance, sent)
                planted += 1
            yield Made(kind, self._line(method, url, sent, answer), fault)

    def _made(self, kind: str) -> tuple[str, str, Any, dict[str, Any]]:
        make = self._documents
        if kind == "department":
            sent = make.department()
            data = {**sent, "id": make.id(), "created_time": make.time(), "is_enabled": "true"}
            return "POST", f"{_BASE}/departments", sent, _success("/departments", "department", data)
        if kind == "rule":
            sent = make.rule()
            data = {**sent, "id": make.id(), "created_time": int(make.time()), "enabled": True, "position": 3}
            return "POST", f"{_BASE}/chatroutingrules", sent, _success("/chatroutingrules", "chat_routing_rule", data)
        if kind == "list":
            page = [make.conversation_of_list() for _ in range(20)]
            query = f"?page={self._random.randint(1, 60)}&limit=20&status={self._random.choice(_STATES)}"
            return "GET", f"{_BASE}/conversations{query}", None, _success("/conversations", "list", page)
        id_ = make.id()
        if kind == "conversation":
            path = f"/conversations/{id_}"
            return "GET", _BASE + path, None, _success(path, "conversations", make.conversation(id_))
        code = self._random.choice(REFUSALS)
        refusal: dict[str, Any] = {"code": code, "message": self._refusals[code].message}
        if code == 1019:
            return "GET", f"{_BASE}/departments/{id_}", None, {"error": refusal}
        if code == 1007:
            refusal["json_key"] = "email_configurations.from_email"
        return "POST", f"{_BASE}/departments", make.department(), {"error": refusal}

    def _line(self, method: str, url: str, sent: Any, answer: str) -> dict[str, Any]:
        headers = {
            "Host": "salesiq.zoho.com",
            "User-Agent": "northwind-desk/4.2",
            "Accept-Encoding": "gzip, deflate",
            "Accept": "*/*",
            "Connection": "keep-alive",
            "Authorization": f"Zoho-oauthtoken 1000.{self._random.getrandbits(128):032x}.{0:032x}",
        }
        body = None
        if sent is not None:
            # As most clients write it: with blanks, and with escapes for characters beyond ASCII.
            body = json.dumps(sent)
            headers |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
        return {
            "id": self._documents.id(),
            "time": "2026-11-23T10:00:00Z",
            "request": {"method": method, "url": _HOST + url, "headers": headers, "body": body},
            "response": {
                "status": 200,
                "headers": {
                    "Server": "ZGS",
                    "Date": "Mon, 23 Nov 2026 10:00:00 GMT",
                    "Content-Type": "application/json;charset=UTF-8",
                    "Content-Length": str(len(answer.encode())),
                    "Connection": "keep-alive",
                    "X-Content-Type-Options": "nosniff",
                    "Strict-Transport-Security": "max-age=63072000",
                },
                "body": answer,
            },
        }


def _success(path: str, object_: str, data: Any) -> dict[str, Any]:
    return {"url": _BASE + path, "object": object_, "data": data}
