"""Routing: every documented URL leads to its operation, and none shadows another."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.notes import DOCUMENT

from salesiq_validate.contract import all_operations, operations_of
from salesiq_validate.contract.path_tree import is_placeholder
from salesiq_validate.contract.route import UrlFaultKind
from salesiq_validate.contract.router import Router
from salesiq_validate.contract.servers import Servers

SERVERS = Servers.load()
ROUTER = Router(all_operations(), SERVERS)
ROUTABLE = [(operation, path) for operation in all_operations() for path in operation.paths]


def example(operation, path: str, host: str = "salesiq.zoho.com") -> str:
    """A URL of an operation, its holes filled with values that their schemas take."""
    schemas = {found.name: found.schema for found in operation.parameters if found.location == "path"}

    def filled(hole: re.Match[str]) -> str:
        name = hole[1]
        if name == "screen_name":
            return "northwind-desk"
        schema = schemas.get(name, {})
        if "enum" in schema:
            return schema["enum"][0]
        candidates = ("104000000000123", "a" * 32, "ada@example.com", "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "n1")
        return next(text for text in candidates if re.search(schema.get("pattern", ""), text))

    return f"https://{host}" + re.sub(r"\{([a-z_]+)\}", filled, path)


@pytest.mark.parametrize(("operation", "path"), ROUTABLE, ids=lambda value: getattr(value, "id", ""))
def test_an_operation_is_reached_through_its_own_example_url(operation, path):
    route = ROUTER.route(operation.method, example(operation, path))
    assert operation in route.operations
    assert route.faults == ()
    assert route.screen_name == ("northwind-desk" if "{screen_name}" in path else None)


@pytest.mark.parametrize(("operation", "path"), ROUTABLE, ids=lambda value: getattr(value, "id", ""))
def test_no_operation_shadows_another_unless_they_share_method_and_path(operation, path):
    route = ROUTER.route(operation.method, example(operation, path))
    assert {(found.method, re.sub(r"\{[a-z_]+\}", "{}", found.path)) for found in route.operations} == {
        (operation.method, re.sub(r"\{[a-z_]+\}", "{}", operation.path))
    }


def test_the_operation_without_a_path_is_never_reached():
    assert [operation.id for operation in all_operations() if not operation.paths] == ["list_trigger_criteria_fields"]


@pytest.mark.parametrize("server", SERVERS.salesiq, ids=lambda server: server.data_center)
def test_every_server_is_known(server):
    route = ROUTER.route("GET", f"https://{server.host}/api/v2/northwind-desk/departments")
    assert (route.server, route.faults) == (server, ())


@pytest.mark.parametrize(
    ("path", "operation"),
    [
        ("visitorroutingrules/commonrule", "get_visitor_routing_configuration"),
        ("visitorroutingrules/104", "get_visitor_routing_rule"),
        ("conversations/104/tags", None),
        ("departments/104/", "get_department"),
    ],
)
def test_literals_win_over_templates(path, operation):
    operations = ROUTER.route("GET", f"https://salesiq.zoho.com/api/v2/northwind-desk/{path}").operations
    assert [found.id for found in operations] == ([operation] if operation else [])


@pytest.mark.parametrize("module", ["conversations", "visitors", "contacts", "companies"])
def test_a_template_of_a_closed_set_takes_its_values(module):
    route = ROUTER.route("PUT", f"https://salesiq.zoho.com/api/v2/northwind-desk/{module}/104/tags")
    assert ([found.id for found in route.operations], route.faults) == (["add_tags"], ())


def test_a_value_outside_of_a_closed_set_still_tells_what_was_meant():
    route = ROUTER.route("PUT", "https://salesiq.zoho.com/api/v2/northwind-desk/widgets/104/tags")
    assert [found.id for found in route.operations] == ["add_tags"]
    assert [fault.kind for fault in route.faults] == [UrlFaultKind.UNKNOWN_RESOURCE]


@pytest.mark.parametrize(
    ("segment", "fits"), [("104", True), ("%31%30%34", True), ("10%204", False), ("", False), ("abc", False)]
)
def test_an_escaped_segment_is_read_before_it_is_compared(segment, fits):
    route = ROUTER.route("GET", f"https://salesiq.zoho.com/api/v2/northwind-desk/departments/{segment}")
    assert (route.faults == ()) is (fits or segment == "")


def test_a_route_is_remembered():
    url = "https://salesiq.zoho.com/api/v2/northwind-desk/departments"
    assert ROUTER.route("GET", url) is ROUTER.route("GET", url)


@pytest.mark.parametrize("slashes", ["/", "//", "///"])
def test_slashes_in_front_of_the_path_are_one(slashes):
    route = ROUTER.route("GET", f"https://salesiq.zoho.com{slashes}api/v2/northwind-desk/departments")
    assert ([found.id for found in route.operations], route.faults) == (["list_departments"], ())


def test_what_a_wrong_method_meant_is_the_same_operation_each_time():
    urls = [f"https://salesiq.zoho.com/api/v2/northwind-desk/departments/{number}" for number in (104, 105)]
    (first,), (second,) = (ROUTER.route("POST", url).operations for url in urls)
    assert first is second
    assert first.id == "update_department"


def test_not_every_route_is_remembered():
    router = Router(all_operations(), SERVERS)
    for number in range(5000):
        router.route("GET", f"https://salesiq.zoho.com/api/v2/northwind-desk/departments/{number}")
    assert router.remembered < 5000


def test_hosts_of_the_callers_own_are_clean():
    router = Router(all_operations(), SERVERS, hosts=["Gateway.example.com"])
    route = router.route("GET", "https://gateway.example.com/api/v2/northwind-desk/departments")
    assert (route.faults, route.server) == ((), None)


def test_resources_are_named_with_the_families_that_have_them():
    resources = ROUTER.resources
    assert resources["departments"] == ("/api/v2",)
    assert set(resources["visitors"]) == {"/api/v2", "/api/v3"}
    assert resources["chats"] == ("/api/v1",)
    assert "northwind-desk" not in resources


def test_operations_of_an_extension_are_reached():
    router = Router([*all_operations(), *operations_of(DOCUMENT)], SERVERS)
    for operation in operations_of(DOCUMENT):
        route = router.route(operation.method, example(operation, operation.path))
        assert [found.id for found in route.operations] == [operation.id]


@pytest.mark.parametrize("value", ["{screen_name}", "<portal>", ":portal", "$PORTAL", "[portal]", "${portal}"])
def test_a_hole_that_was_never_filled(value):
    assert is_placeholder(value)


@pytest.mark.parametrize("value", ["undefined", "NULL", "None", "YOUR_PORTAL", "your_screen_name", "my-portal-name"])
def test_a_word_for_no_screen_name(value):
    assert ROUTER.screen_name_fault(value) is UrlFaultKind.UNFILLED_WORD
    assert Router([], SERVERS, screen_name=value).screen_name_fault(value) is None


@pytest.mark.parametrize("value", ["northwind", "nullarbor", "nonesuch", "your-way", "myportal", "undefined-desk"])
def test_a_name_that_begins_like_one_is_a_screen_name(value):
    assert ROUTER.screen_name_fault(value) is None


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_extension_may_ask_for_less_of_its_ids_than_others_of_the_way(method):
    path = "/api/v2/{screen_name}/departments/{department_id}/stickers"
    known = {"name": "department_id", "in": "path", "required": True, "schema": {"type": "string", "pattern": "^x"}}
    document = {
        "resource": "stickers",
        "operations": [{"operationId": "s", "method": "GET", "path": path, "parameters": [known]}],
    }
    router = Router([*all_operations(), *operations_of(document)], SERVERS)
    base = "https://salesiq.zoho.com/api/v2/northwind-desk/departments"
    assert (router.route(method, f"{base}/x1/stickers").faults == ()) is (method == "GET")
    found = [fault.kind for fault in router.route("GET", f"{base}/104/stickers").faults]
    assert found == [UrlFaultKind.MALFORMED_ID]
    assert router.route("GET", f"{base}/104").faults == ()


@pytest.mark.parametrize("value", ["northwind-desk", "sales1.northwind", "a", "a:b"])
def test_a_screen_name_is_no_placeholder(value):
    assert not is_placeholder(value)


@given(st.text(max_size=60), st.text(max_size=10))
def test_no_url_makes_it_raise(url, method):
    route = ROUTER.route(method, url)
    assert route.faults or route.operations


@given(st.lists(st.text(max_size=8), max_size=6), st.sampled_from(["GET", "POST", "PATCH", "get"]))
def test_no_path_makes_it_raise(segments, method):
    route = ROUTER.route(method, "https://salesiq.zoho.com/" + "/".join(segments))
    for fault in route.faults:
        assert fault.hint is None or isinstance(fault.hint, str)


@given(
    st.sampled_from(
        ["api", "v2", "v1", "departments", "northwind", "104", "chats", "portals", "", "visitor", "conversations"]
    ),
    st.data(),
)
def test_a_clean_route_and_a_careful_one_agree(first, data):
    """A URL that is read fast has no fault when it is read with care."""
    from salesiq_validate.contract.wrong_url import WrongUrl

    rest = data.draw(
        st.lists(st.sampled_from(["api", "v2", "departments", "northwind", "104", "enable", "operators"]), max_size=6)
    )
    url = "https://salesiq.zoho.com/" + "/".join([first, *rest])
    method = data.draw(st.sampled_from(["GET", "POST", "PUT", "DELETE"]))
    fast, careful = ROUTER.route(method, url), WrongUrl(ROUTER, ROUTER.nearest_calls, method, url).route()
    assert fast.operations == careful.operations
    assert [fault.kind for fault in fast.faults] == [fault.kind for fault in careful.faults]
