"""`checked` around functions of all kinds that somebody's own client sends through."""

from __future__ import annotations

import asyncio
import inspect
import json

import pytest
from tests.clients.conftest import REFUSAL, SUCCESS, TOKEN, VALID

from salesiq_validate import InvalidExchange, Request, Response
from salesiq_validate.clients import SalesIQRefusal
from salesiq_validate.clients.decorator import checked
from salesiq_validate.clients.hook import Hook
from salesiq_validate.exceptions import UnusableArgument

SERVER = "https://salesiq.zoho.com"
URL = f"{SERVER}/api/v2/northwind-desk/departments"


class Sender:
    """What stands behind a function: it keeps what it was asked to send, and answers."""

    def __init__(self, answer=SUCCESS):
        self.answer = answer
        self.sent = []

    def send(self, *arguments):
        self.sent.append(arguments)
        return self.answer


def function_of(sender, **options):
    def call(method, url, headers=None, *, params=None, json=None, data=None, content=None, form=None):
        return sender.send(method, url, headers, params, json, data, content, form)

    return checked(**options)(call) if options else checked(call)


def coroutine_of(sender, **options):
    async def call(method, url, headers=None, *, params=None, json=None, data=None, content=None, form=None):
        return sender.send(method, url, headers, params, json, data, content, form)

    decorated = checked(**options)(call) if options else checked(call)
    assert inspect.iscoroutinefunction(decorated)
    return lambda *arguments, **named: asyncio.run(decorated(*arguments, **named))


@pytest.fixture(params=[function_of, coroutine_of])
def decorate(request):
    return request.param


def test_a_request_with_errors_is_not_sent(decorate):
    sender = Sender()
    with pytest.raises(InvalidExchange) as raised:
        decorate(sender)("POST", URL, json={"name": "Billing"})
    assert [finding.json_key for finding in raised.value.report.errors] == ["operators"]
    assert sender.sent == []


def test_a_valid_request_reaches_the_function_as_it_was_passed(decorate):
    sender = Sender()
    assert decorate(sender)("post", URL, TOKEN, json=VALID) is SUCCESS
    assert sender.sent == [("post", URL, TOKEN, None, VALID, None, None, None)]
    assert sender.sent[0][4] is VALID


@pytest.mark.parametrize(
    "answer",
    [REFUSAL, json.dumps(REFUSAL), json.dumps(REFUSAL).encode(), Response(400, (), json.dumps(REFUSAL).encode())],
)
def test_a_refusal_that_is_returned_is_raised(decorate, answer):
    with pytest.raises(SalesIQRefusal) as raised:
        decorate(Sender(answer))("POST", URL, json=VALID)
    assert (raised.value.code, str(raised.value.path)) == (1007, "operators[0]")


@pytest.mark.parametrize("answer", [None, 200, object()])
def test_what_is_no_answer_is_not_judged(decorate, answer):
    assert decorate(Sender(answer))("POST", URL, json=VALID) is answer


@pytest.mark.parametrize(
    ("options", "keys"),
    [
        ({"json": {"name": "Billing"}}, ["operators"]),
        ({"content": b'{"name": "Billing"}'}, ["operators"]),
        ({"data": '{"name": "Billing"}'}, ["operators"]),
        ({"data": open}, []),
        ({"content": iter([b"{}"])}, []),
    ],
)
def test_a_body_is_read_wherever_it_is_passed(options, keys):
    hook = Hook(mode="collect")
    function_of(Sender(None), hook=hook)("POST", URL, **options)
    assert [finding.json_key for _, report in hook.collected for finding in report.errors] == keys


def test_fields_are_a_form():
    hook = Hook(mode="collect")
    for name in ("data", "form"):
        function_of(Sender(None), hook=hook)("POST", URL, **{name: {"name": "Billing"}})
    told = [[finding.rule.name for finding in report.findings] for _, report in hook.collected]
    assert told == [["wrong-content-type"]] * 2


def test_params_join_the_url():
    hook = Hook(mode="collect")
    function_of(Sender(None), hook=hook)("GET", URL, params={"zzz": 1, "index": None})
    ((exchange, report),) = hook.collected
    assert exchange.request.url == f"{URL}?zzz=1"
    assert [finding.rule.name for finding in report.findings] == ["undocumented-param"]


def test_a_token_that_the_function_adds_is_not_missed(decorate):
    hook = Hook(mode="collect")
    call = decorate(Sender(), hook=hook)
    call("POST", URL, json=VALID)
    assert hook.collected == []
    call("POST", URL, {"Authorization": "Bearer abc"}, json=VALID)
    ((_, report),) = hook.collected
    assert [finding.rule.name for finding in report.findings] == ["wrong-authorization-scheme"]


def test_other_hosts_are_left_alone(decorate):
    sender = Sender({"anything": 1})
    assert decorate(sender)("POST", "https://example.com/api/v2/x/chats", data=b"x") == {"anything": 1}


def test_a_url_without_a_server_is_refused_before_anything_is_sent(decorate):
    sender = Sender()
    with pytest.raises(UnusableArgument, match="no server"):
        decorate(sender)("GET", "/api/v2/northwind-desk/departments")
    assert sender.sent == []


def test_a_function_without_method_and_url_needs_a_request():
    with pytest.raises(UnusableArgument, match="method and url"):

        @checked
        def call(path):
            return path


class Desk:
    """A client whose one method takes a path, and whose answers are its own."""

    def __init__(self, answer):
        self.answer = answer

    def _request(self, method, path, body=None):
        return Request(method, SERVER + path, TOKEN, None if body is None else json.dumps(body).encode())

    @checked(request=_request, answer=lambda returned: Response(returned[0], (), returned[1]))
    def call(self, method: str, path: str, body: object = None) -> tuple[int, bytes]:
        return 200, json.dumps(self.answer).encode()


def test_a_method_makes_its_request_and_its_answer():
    path = "/api/v2/northwind-desk/departments"
    assert Desk(SUCCESS).call("GET", path)[0] == 200
    with pytest.raises(InvalidExchange):
        Desk(SUCCESS).call("POST", path, {"name": "Billing"})
    with pytest.raises(SalesIQRefusal):
        Desk(REFUSAL).call("GET", path)


def test_a_function_keeps_its_name_and_signature():
    @checked
    def call(method: str, url: str, *, json: object = None) -> dict[str, object]:
        """Send."""
        return {}

    assert (call.__name__, call.__doc__) == ("call", "Send.")
    assert list(inspect.signature(call).parameters) == ["method", "url", "json"]


def test_what_comes_as_options_is_read():
    sent = []

    @checked
    def call(method, url, **options):
        sent.append((method, url, options))
        return SUCCESS

    call("POST", URL, headers=TOKEN, json=VALID)
    with pytest.raises(InvalidExchange) as raised:
        call("POST", URL, headers=TOKEN, json={"name": "Billing"})
    assert [finding.json_key for finding in raised.value.report.errors] == ["operators"]
    call("POST", URL, headers=TOKEN, files={"file": b"x"})
    assert [options.keys() for _, _, options in sent] == [{"headers", "json"}, {"headers", "files"}]


def test_a_body_that_comes_under_another_name_is_not_called_absent():
    @checked
    def call(method, url, headers=None, body=None):
        return SUCCESS

    assert call("POST", URL, headers=TOKEN, body=VALID) is SUCCESS


def test_a_function_that_returns_a_coroutine_is_judged_when_that_is_there():
    async def send():
        return REFUSAL

    @checked
    def call(method, url, headers=None, json=None):
        return send()

    with pytest.raises(SalesIQRefusal):
        asyncio.run(call("POST", URL, headers=TOKEN, json=VALID))


@pytest.mark.parametrize("kind", [classmethod, staticmethod])
def test_the_decorator_goes_next_to_the_function(kind):
    with pytest.raises(UnusableArgument, match="below @classmethod"):
        checked(kind(lambda method, url: None))
