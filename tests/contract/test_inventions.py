"""KnownMistakes: calls that never existed, and the documented ones that do what they were meant to do."""

from __future__ import annotations

import pytest

from salesiq_validate.contract import all_operations
from salesiq_validate.contract.known_mistakes import KnownMistakes
from salesiq_validate.contract.route import UrlFaultKind
from salesiq_validate.contract.router import Router
from salesiq_validate.contract.servers import Servers
from salesiq_validate.finding import Basis
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


API = "https://salesiq.zoho.com/api/v2/northwind-desk"


@pytest.mark.parametrize(
    ("method", "path", "hint"),
    [
        ("GET", "chats", "GET /api/v2/{screen_name}/conversations"),
        ("PUT", "chats/104/end", "/conversations/{conversation_id}/close"),
        ("PUT", "chats/104/tags", "send the ids of the tags"),
        ("GET", "rules", "visitorroutingrules"),
        ("DELETE", "chats/104", "chats are called conversations"),
        ("GET", "departmentz", "GET /api/v2/{screen_name}/departments"),
        ("POST", "operators/104/online", "PUT /api/v2/{screen_name}/operators/{operator_id}/status"),
        ("POST", "chats/104/rating", "/feedback"),
        ("POST", "encryptions", "encryptions has no screen name"),
        ("POST", "departments/create", "POST /api/v2/{screen_name}/departments"),
        (
            "DELETE",
            "departments",
            "nearest documented call is DELETE /api/v2/{screen_name}/departments/{department_id}",
        ),
        ("GET", "qqqqqqqq", None),
    ],
)
def test_a_hint_for_a_path_that_does_not_exist(method, path, hint):
    (found,) = ROUTER.route(method, f"{API}/{path}").faults
    assert hint in found.hint if hint else found.hint is None


@pytest.mark.parametrize(
    ("method", "path", "place"),
    [
        ("GET", "chats", "`chats`"),
        ("GET", "qqqqqqqq", None),
        ("POST", "operators/104/online", "`online` after operators/{operator_id}/"),
        ("GET", "operators/104/qqqqqqqq", "the segment after operators/{operator_id}/"),
        ("GET", "visitors", "a path that ends after visitors"),
    ],
)
def test_a_fault_names_the_segment_that_is_not_documented(method, path, place):
    (found,) = ROUTER.route(method, f"{API}/{path}").faults
    assert found.place == place


def test_keys_of_the_body_tell_calls_apart():
    url = f"{API}/operators/104/presence"
    assert ROUTER.route("POST", url, lambda: ["status"]).operations
    assert ROUTER.nearest_calls.near("PUT", ["operators", "104"], "/api/v2", ["status"])
    nearest = ROUTER.nearest_calls.near("POST", ["conversations", "104", "note"], "/api/v2", ["notes"])[0]
    assert nearest.operations[0].id == "add_conversation_notes"


def test_keys_are_only_asked_for_where_the_url_is_wrong():
    def asked():
        raise AssertionError

    assert ROUTER.route("GET", f"{API}/departments", asked).faults == ()


@pytest.mark.parametrize(
    ("method", "path", "operation"),
    [
        ("GET", "chats", "list_conversations"),
        ("POST", "chats/104/close", "close_conversation"),
        ("POST", "operators/104/online", "set_operator_status"),
        ("POST", "departments/create", "create_department"),
        ("GET", "departments/list", "list_departments"),
        ("GET", "departmentz/104", "get_department"),
        ("POST", "visitor-routing-rules", "add_visitor_routing_rule"),
        ("POST", "encryptions", "encrypt_values"),
        ("POST", "chats", "open_conversation"),
        ("POST", "conversations", "open_conversation"),
        ("GET", "visitors/104/conversations", "list_conversations"),
        ("POST", "chats/104/qqqqqqqq", None),
        ("GET", "departments/104/members", None),
        ("GET", "chats/104/transfer", None),
    ],
)
def test_what_is_plainly_meant_is_guessed_and_no_more(method, path, operation):
    route = ROUTER.route(method, f"{API}/{path}")
    assert [found.id for found in route.operations] == ([operation] if operation else [])
    assert route.guess is (Basis.INFERRED if operation else None)


def test_a_missing_screen_name_leaves_no_doubt_about_the_call():
    route = ROUTER.route("GET", "https://salesiq.zoho.com/api/v2/departments")
    assert route.guess is Basis.DOCUMENTED


def test_a_message_that_is_sent_to_no_path_means_the_call_that_sends_one():
    route = ROUTER.route("POST", "https://salesiq.zoho.com/api/sendmessage")
    assert [found.id for found in route.operations] == ["send_operator_message"]


@pytest.mark.parametrize(
    ("path", "basis"),
    [
        ("v2/northwind-desk/chats", Basis.DOCUMENTED),
        ("v2/northwind-desk/agents", Basis.DOCUMENTED),
        ("v2/northwind-desk/tickets/104", Basis.DOCUMENTED),
        ("v2/northwind-desk/qqqqqqqq", Basis.INFERRED),
        ("v1/northwind-desk/agents", Basis.INFERRED),
    ],
)
def test_only_listed_inventions_are_surely_no_resources(path, basis):
    faults = ROUTER.route("GET", f"https://salesiq.zoho.com/api/{path}").faults
    assert [(fault.kind, fault.basis) for fault in faults] == [(UrlFaultKind.UNKNOWN_RESOURCE, basis)]


@pytest.mark.parametrize(
    "path", ["v2/northwind-desk/contacts", "v2/northwind-desk/brands/104", "v3/northwind-desk/faqs"]
)
def test_nothing_is_said_of_resources_that_may_exist(path):
    route = ROUTER.route("GET", f"https://salesiq.zoho.com/api/{path}")
    assert (route.faults, route.operations) == ((), ())


@pytest.mark.parametrize(
    "segment", ["1000.0123456789abcdef.fedcba9876543210", "ada@example.com", "1000.0ABCDEFGHIJKLMNOPQRSTUV", "0a" * 21]
)
def test_what_is_private_is_no_screen_name_and_no_id(segment):
    (fault,) = ROUTER.route("GET", f"https://salesiq.zoho.com/api/v2/{segment}/departments").faults
    assert (fault.kind, fault.basis) == (UrlFaultKind.PRIVATE_SCREEN_NAME, Basis.DOCUMENTED)
    (fault,) = ROUTER.route("GET", f"{API}/departments/{segment}").faults
    assert (fault.kind, fault.parameter) == (UrlFaultKind.PRIVATE_ID, "department_id")


def test_resources_of_inventions_are_known():
    assert MISTAKES.knows("chats")
    assert not MISTAKES.knows("departments")
