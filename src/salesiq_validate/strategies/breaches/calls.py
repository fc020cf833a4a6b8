"""Broken calls: what can be wrong with a URL, a method and the headers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import attrs
from hypothesis import strategies as st

from salesiq_validate.contract import all_operations
from salesiq_validate.contract.operation import Operation, basis_of
from salesiq_validate.contract.router import Router
from salesiq_validate.contract.servers import Servers
from salesiq_validate.finding import Basis
from salesiq_validate.judging.plan import KINDS
from salesiq_validate.strategies import operations
from salesiq_validate.strategies.breaches.breach import Breach, Drawn, ExpectedFinding
from salesiq_validate.strategies.drafts import MADE_UP_TOKEN, Draft
from salesiq_validate.strategies.requests import sketched

_METHODS: Final = ("GET", "POST", "PUT", "DELETE")
_NOWHERE: Final = "tickets"
#: Nothing that a page calls an id looks like these.
_NO_IDS: Final = ("not an id", "~", "(none)")
_NO_SCOPE: Final[frozenset[str]] = frozenset()


def breaches(operation: Operation) -> Iterator[Breach]:
    """Yield the ways to break the operation's URL, method and headers."""
    yield from _of_url(operation)
    yield from _of_authorization(operation)
    yield from _of_other_headers(operation)


def _breach(
    operation: Operation,
    expected: ExpectedFinding,
    keyword: str,
    changes: list[dict[str, Any]],
    media: str | None = None,
) -> Breach:
    """Make a breach that changes parts of a valid request; mappings are merged."""

    def broken(drawn: tuple[Draft, dict[str, Any]]) -> tuple[Draft, ExpectedFinding]:
        draft, change = drawn
        merged: dict[str, Any] = {
            part: {**getattr(draft, part), **value} if isinstance(value, dict) else value
            for part, value in change.items()
        }
        return attrs.evolve(draft, **merged), expected

    def draw() -> Drawn:
        return st.tuples(sketched(operation, media=media), st.sampled_from(changes)).map(broken)

    return Breach(
        expected.code,
        expected.where,
        keyword,
        expected.basis,
        draw,
        param=expected.param,
        header=expected.header,
        media=media,
    )


def _of_url(operation: Operation) -> Iterator[Breach]:
    path = operation.path or ""
    if "{screen_name}" in path:
        unfilled: dict[str, Any] = {"path": path, "segments": {"screen_name": "{screen_name}"}}
        yield _breach(operation, ExpectedFinding(1005, "url"), "screen name", [unfilled])
    elsewhere = {"path": f"{_main()}/{{screen_name}}/{_NOWHERE}", "segments": {"screen_name": "example"}}
    yield _breach(operation, ExpectedFinding(1006, "url"), "resource", [elsewhere])
    free = [method for method in _METHODS if method not in _methods_at(path)]
    # Which methods other operations of an extension file have is not known here.
    if free and operation in all_operations():
        changes = [{"path": path, "method": method} for method in free]
        yield _breach(operation, ExpectedFinding(1004, "url", basis=Basis.INFERRED), "method", changes)
    yield _breach(
        operation, ExpectedFinding(1010, "url", basis=Basis.INFERRED), "unknown method", [{"method": "OPTIONS"}]
    )
    for parameter in operation.parameters:
        if parameter.location == "path" and "pattern" in parameter.schema:
            unlike: list[dict[str, Any]] = [{"path": path, "segments": {parameter.name: text}} for text in _NO_IDS]
            expected = ExpectedFinding(1019, "url", basis=Basis.INFERRED, param=parameter.name)
            yield _breach(operation, expected, "id", unlike)


def _main() -> str:
    return Servers.load().main.prefix


@cache
def _router() -> Router:
    return Router(all_operations(), Servers.load())


def _methods_at(path: str) -> set[str]:
    """Return the methods of every operation that a URL of this path may lead to."""
    ways = _router().root.walk(path.split("/")[1:], 0, strict=False)
    return {method for node, _ in ways for method in node.methods}


def _of_authorization(operation: Operation) -> Iterator[Breach]:
    stated = ExpectedFinding(1002, "header", header="Authorization")
    inferred = attrs.evolve(stated, basis=Basis.INFERRED)
    absent = {"headers": {"Authorization": ""}}
    yield _breach(operation, stated, "authorization", [absent])
    bearer = {"headers": {"Authorization": f"Bearer {MADE_UP_TOKEN}"}}
    yield _breach(operation, inferred, "scheme", [bearer])
    unlike = {"headers": {"Authorization": "Zoho-oauthtoken example"}}
    yield _breach(operation, attrs.evolve(inferred, code=1008), "token", [unlike])
    if operation.scopes:
        expected = attrs.evolve(stated, code=1009, basis=operation.basis_of("scopes"), scopes=_NO_SCOPE)
        yield _breach(operation, expected, "scope", [{}])


def _of_other_headers(operation: Operation) -> Iterator[Breach]:
    media = next((media for media in operations.bodies(operation) if KINDS[media] == "json"), None)
    if media is not None:
        wrong = [{"headers": {"Content-Type": text}} for text in ("text/plain", "application/xml")]
        expected = ExpectedFinding(1054, "header", header="Content-Type")
        yield _breach(operation, expected, "content type", wrong, media)
        absent = {"headers": {"Content-Type": ""}}
        yield _breach(operation, attrs.evolve(expected, basis=Basis.INFERRED), "no content type", [absent], media)
    for parameter in operation.parameters:
        if parameter.location == "header" and "enum" in parameter.schema:
            expected = ExpectedFinding(1054, "header", basis=basis_of(parameter.schema, "enum"), header=parameter.name)
            yield _breach(operation, expected, "enum", [{"headers": {parameter.name: "none of these"}}])
