"""KnownMistakes: calls that never existed, and the documented ones that do what they were meant to do."""

from __future__ import annotations

import pytest

from salesiq_validate.contract import all_operations
from salesiq_validate.contract.known_mistakes import KnownMistakes
from salesiq_validate.contract.router import Router
from salesiq_validate.contract.servers import Servers
from salesiq_validate.judging.context import names_of

ROUTER = Router(all_operations(), Servers.load())
MISTAKES = KnownMistakes(ROUTER)
IDS = {operation.id for operation in all_operations()}


@pytest.mark.parametrize("call", MISTAKES.calls, ids=lambda call: f"{call.method} {'/'.join(call.segments)}")
def test_an_invented_call_names_one_that_exists_or_gives_advice(call):
    assert call.operation is None or call.operation in IDS
    assert call.operation is not None or call.advice


@pytest.mark.parametrize("call", MISTAKES.calls, ids=lambda call: f"{call.method} {'/'.join(call.segments)}")
def test_an_invented_call_is_none_of_the_documented_ones(call):
    path = "/".join("104" if segment == "*" else segment for segment in call.segments)
    methods = [call.method] if call.method else ["GET", "POST", "PUT", "DELETE"]
    routes = [ROUTER.route(method, f"https://salesiq.zoho.com/api/v2/northwind-desk/{path}") for method in methods]
    assert any(route.faults for route in routes)


def test_documented_names_of_invented_ones_exist():
    documented = {name for operation in all_operations() for name in names_of(operation)}
    for known in MISTAKES.names.values():
        assert set(known) <= documented


@pytest.mark.parametrize(
    ("method", "path", "hint"),
    [
        ("GET", "chats", "GET /api/v2/{screen_name}/conversations"),
        ("PUT", "chats/104/end", "/conversations/{conversation_id}/close"),
        ("PUT", "chats/104/tags", "tags go by their ids"),
        ("GET", "rules", "visitorroutingrules"),
        ("DELETE", "chats/104", "/conversations"),
        ("GET", "departmentz", "departments, under /api/v2/{screen_name}/"),
        ("GET", "qqqqqqqq", None),
    ],
)
def test_a_hint_for_a_path_that_does_not_exist(method, path, hint):
    found = MISTAKES.hint(method, path.split("/"))
    assert hint in found if hint else found is None


def test_nothing_has_no_hint():
    assert MISTAKES.hint("GET", []) is None
    assert MISTAKES.exact("GET", []) is None


def test_resources_of_inventions_are_known():
    assert MISTAKES.knows("chats")
    assert not MISTAKES.knows("departments")


@pytest.mark.parametrize("call", MISTAKES.calls, ids=lambda call: f"{call.method} {'/'.join(call.segments)}")
def test_only_an_invention_that_names_a_record_and_has_a_documented_call_is_judged_as_that(call):
    assert not call.is_judged or (call.is_one_record and call.operation_of(ROUTER) is not None)
