"""The hooks of the clients that block, which must behave alike."""

from __future__ import annotations

import io
import json

import httpx
import httpx2
import pytest
import requests
from tests.clients.conftest import REFUSAL, SUCCESS, TOKEN, VALID
from tests.rules.facts import API

from salesiq_validate import InvalidExchange, KeyPath, Request
from salesiq_validate.clients import SalesIQRefusal
from salesiq_validate.clients import httpx as httpx_hook
from salesiq_validate.clients import requests as requests_hook
from salesiq_validate.clients.hook import Hook
from salesiq_validate.exceptions import SalesIQWarning, UnknownName
from salesiq_validate.exchange import UNRECORDED

CLIENTS = {
    "requests": (requests.Session, requests_hook.install),
    "httpx": (lambda: httpx.Client(follow_redirects=True), httpx_hook.install),
    "httpx2": (lambda: httpx2.Client(follow_redirects=True), httpx_hook.install),
}


@pytest.fixture(params=CLIENTS)
def client_and_install(request):
    make, install = CLIENTS[request.param]
    with make() as client:
        yield client, install


def test_a_request_with_errors_does_not_leave(client_and_install, hook, server):
    client, install = client_and_install
    install(client, hook)
    with pytest.raises(InvalidExchange) as raised:
        client.post(server.url, json={"name": "Billing"}, headers=TOKEN)
    assert [finding.json_key for finding in raised.value.report.errors] == ["operators"]
    assert server.bodies == []


def test_a_valid_request_leaves_as_it_would_without_the_hook(client_and_install, hook, server):
    client, install = client_and_install
    client.post(server.url, json=VALID, headers=TOKEN)
    install(client, hook)
    assert client.post(server.url, json=VALID, headers=TOKEN).json()["object"] == "department"
    assert server.bodies[0] == server.bodies[1]


def test_a_refusal_behind_200_is_raised_with_its_place_in_the_request(client_and_install, hook, server):
    client, install = client_and_install
    server.answer = REFUSAL
    install(client, hook)
    with pytest.raises(SalesIQRefusal) as raised:
        client.post(server.url, json=VALID, headers=TOKEN)
    refusal = raised.value
    assert (refusal.code, refusal.path, refusal.shape) == (
        1007,
        KeyPath.parse("operators[0]"),
        "a string of 15 characters",
    )
    assert "100000000000001" not in str(refusal)


def test_a_compressed_refusal_is_read(client_and_install, hook, server):
    client, install = client_and_install
    server.answer, server.zipped = REFUSAL, True
    install(client, hook)
    with pytest.raises(SalesIQRefusal):
        client.post(server.url, json=VALID, headers=TOKEN)


def test_refusals_can_be_left_to_the_caller(client_and_install, validator, server):
    client, install = client_and_install
    server.answer = REFUSAL
    install(client, Hook(validator, refusals=False))
    assert client.post(server.url, json=VALID, headers=TOKEN).json() == REFUSAL


def test_a_warning_names_rule_and_place_and_no_value(client_and_install, validator, server):
    client, install = client_and_install
    install(client, Hook(validator, mode="warn"))
    with pytest.warns(SalesIQWarning, match="SIQ402 error body operators") as warned:
        client.post(server.url, json={"name": "Billing"}, headers=TOKEN)
    assert not any("Billing" in str(warning.message) for warning in warned)
    assert len(server.bodies) == 1


def test_collected_reports_come_in_order(client_and_install, collecting, server):
    client, install = client_and_install
    server.answer = REFUSAL
    install(client, collecting)
    client.post(server.url, json={"name": "Billing"}, headers=TOKEN)
    assert [[finding.rule.code for finding in report.errors] for _, report in collecting.collected] == [
        ["SIQ402"],
        ["SIQ601"],
    ]


def test_other_hosts_are_not_touched(client_and_install, server):
    client, install = client_and_install
    install(client, Hook())
    body = {"data" if isinstance(client, requests.Session) else "content": b"anything"}
    assert client.post(server.url, **body).status_code == 200


def test_a_generator_is_sent_and_not_read_before(client_and_install, collecting, server):
    client, install = client_and_install
    install(client, collecting)
    parts = iter([b'{"name": ', b'"Billing"}'])
    options = {"data": parts} if isinstance(client, requests.Session) else {"content": parts}
    client.post(server.url, headers={**TOKEN, "Content-Type": "application/json"}, **options)
    assert server.bodies == [b'{"name": "Billing"}']
    assert collecting.collected == []


def test_a_streamed_answer_is_left_to_the_caller(client_and_install, hook, server):
    client, install = client_and_install
    server.answer = REFUSAL
    install(client, hook)
    if isinstance(client, requests.Session):
        answer = client.post(server.url, json=VALID, headers=TOKEN, stream=True)
        assert b"".join(answer.iter_content(4)).startswith(b'{"error"')
    else:
        with client.stream("POST", server.url, json=VALID, headers=TOKEN) as answer:
            assert b"".join(answer.iter_bytes(4)).startswith(b'{"error"')


def test_every_hop_of_a_redirect_is_judged(client_and_install, collecting, server):
    client, install = client_and_install
    server.redirect_first = True
    install(client, collecting)
    client.post(server.url, json={"name": "Billing"}, headers=TOKEN)
    errors = [finding for _, report in collecting.collected for finding in report.errors]
    assert [finding.json_key for finding in errors].count("operators") == 2


@pytest.mark.parametrize("follows", [True, False])
def test_a_redirect_is_judged_by_its_status(client_and_install, collecting, server, follows):
    client, install = client_and_install
    server.redirect_first = True
    install(client, collecting)
    option = "allow_redirects" if isinstance(client, requests.Session) else "follow_redirects"
    client.post(server.url, json=VALID, headers=TOKEN, **{option: follows})
    ((exchange, report),) = collecting.collected
    assert (exchange.request.url, exchange.response.status) == (server.url, 307)
    assert exchange.response.body is UNRECORDED
    assert [finding.rule.name for finding in report.findings] == ["http-status"]


def test_a_refusal_behind_a_redirect_is_raised(client_and_install, hook, server):
    client, install = client_and_install
    server.redirect_first, server.answer = True, REFUSAL
    install(client, hook)
    with pytest.raises(SalesIQRefusal):
        client.post(server.url, json=VALID, headers=TOKEN)


class Renewing(httpx.Auth, httpx2.Auth):
    """Sends a token again when it is refused, as if it had been renewed."""

    def auth_flow(self, request):
        request.headers.update(TOKEN)
        if (yield request).status_code == 401:
            yield request


@pytest.mark.parametrize("module", [httpx, httpx2])
def test_the_turns_of_a_login_are_not_the_callers(module, hook, server):
    server.unauthorised_first = True
    with module.Client(auth=Renewing()) as client:
        httpx_hook.install(client, hook)
        assert client.post(server.url, json=VALID).json()["object"] == "department"
    assert len(server.bodies) == 2


def test_the_turns_of_a_login_are_not_the_callers_in_requests(hook, server):
    server.unauthorised_first = True

    def again(answer, **options):
        if answer.status_code == 401:
            answer.content  # noqa: B018 - reads it, as HTTPDigestAuth does
            second = answer.connection.send(answer.request, **options)
            second.history.append(answer)
            return second
        return answer

    with requests.Session() as session:
        requests_hook.install(session, hook)
        session.hooks["response"].append(again)
        assert session.post(server.url, json=VALID, headers=TOKEN).json()["object"] == "department"
    assert len(server.bodies) == 2


def test_a_session_that_streams_is_left_to_the_caller(hook, server):
    server.answer = REFUSAL
    with requests.Session() as session:
        session.stream = True
        requests_hook.install(session, hook)
        answer = session.send(session.prepare_request(requests.Request("POST", server.url, TOKEN, json=VALID)))
        assert b"".join(answer.iter_content(4)).startswith(b'{"error"')


def test_removal_restores_the_client(client_and_install, hook, server):
    client, install = client_and_install
    before = dict(client.__dict__)
    with install(client, hook):
        assert "send" in client.__dict__
    assert client.__dict__.keys() == before.keys()
    assert client.post(server.url, json={}, headers=TOKEN).status_code == 200


def test_a_mode_that_does_not_exist_is_refused_with_the_nearest():
    with pytest.raises(UnknownName, match="Did you mean 'raise'"):
        Hook(mode="raises")


def test_a_cookie_does_not_hide_a_missing_token(client_and_install, hook, server):
    client, install = client_and_install
    install(client, hook)
    client.cookies.set("seen", "1")
    with pytest.raises(InvalidExchange) as raised:
        client.post(server.url, json=VALID)
    assert [finding.rule.code for finding in raised.value.report.errors] == ["SIQ201"]
    assert server.bodies == []


def test_a_misspelt_server_is_one_of_ours():
    hook = Hook(mode="collect")
    url = "https://salesiq.zoho.uk/api/v2/northwind-desk/departments"
    assert hook.concerns(url)
    hook.before(Request("GET", url, TOKEN))
    ((_, report),) = hook.collected
    assert [finding.where for finding in report.findings] == ["url"]


def test_what_stood_in_front_of_the_client_stands_there_again(client_and_install, hook, server):
    client, install = client_and_install
    seen, below = [], client.send

    def send(request, **options):
        seen.append(request)
        return below(request, **options)

    client.send = send
    installed = install(client, hook)
    client.post(server.url, json=VALID, headers=TOKEN)
    installed.remove()
    assert client.send is send
    client.post(server.url, json={}, headers=TOKEN)
    assert len(seen) == len(server.bodies) == 2


def test_of_two_hooks_either_may_go_first(client_and_install, validator, server):
    client, install = client_and_install
    first, second = Hook(validator, mode="collect"), Hook(validator, mode="collect")
    below = install(client, first)
    above = install(client, second)
    client.post(server.url, json={"name": "a"}, headers=TOKEN)
    below.remove()
    client.post(server.url, json={"name": "a"}, headers=TOKEN)
    above.remove()
    client.post(server.url, json={"name": "a"}, headers=TOKEN)
    assert [len(first.collected), len(second.collected), len(server.bodies)] == [1, 2, 3]
    assert "send" not in vars(client)


def test_a_warning_stands_at_the_line_that_sent_it(client_and_install, validator, server):
    client, install = client_and_install
    install(client, Hook(validator, mode="warn"))
    with pytest.warns(SalesIQWarning, match="create_department: SIQ402") as warned:
        client.post(server.url, json={"name": "Billing"}, headers=TOKEN)
    assert {warning.filename for warning in warned} == {__file__}


def test_a_refusal_says_more_than_the_status_that_it_came_with(hook, server):
    server.status, server.answer = 400, REFUSAL
    with requests.Session() as session:
        session.hooks["response"].append(lambda answer, **_: answer.raise_for_status())
        requests_hook.install(session, hook)
        with pytest.raises(SalesIQRefusal) as raised:
            session.post(server.url, json=VALID, headers=TOKEN)
    assert isinstance(raised.value.__context__, requests.HTTPError)


def test_an_answer_that_httpx_never_read_is_judged_by_its_status(collecting, server):
    server.status, server.answer = 400, REFUSAL
    with httpx.Client(event_hooks={"response": [lambda answer: answer.raise_for_status()]}) as client:
        httpx_hook.install(client, collecting)
        with pytest.raises(httpx.HTTPStatusError):
            client.post(server.url, json=VALID, headers=TOKEN)
    ((exchange, _),) = collecting.collected
    assert (exchange.response.status, exchange.response.body) == (400, UNRECORDED)


def test_new_event_hooks_do_not_switch_the_hook_off(hook, server):
    with httpx.Client() as client:
        httpx_hook.install(client, hook)
        client.event_hooks = {"request": []}
        with pytest.raises(InvalidExchange):
            client.post(server.url, json={"name": "Billing"}, headers=TOKEN)


def test_headers_of_bytes_are_read_as_they_travel(hook, server):
    headers = {b"Authorization": TOKEN["Authorization"].encode(), "X-Plain": b"\xe9"}
    with requests.Session() as session:
        requests_hook.install(session, hook)
        assert session.post(server.url, json=VALID, headers=headers).json() == SUCCESS
        with pytest.raises(InvalidExchange):
            session.post(server.url, json={}, headers=headers)


class Answering(requests.adapters.BaseAdapter):
    """Answers at once, so that a call can be one of https."""

    def send(self, request, **_options):
        answer = requests.Response()
        answer.status_code, answer.request, answer.url = 200, request, request.url
        answer.headers["Content-Type"] = "application/json"
        answer.raw = io.BytesIO(json.dumps(SUCCESS).encode())
        return answer

    def close(self):
        pass


def answering_session():
    session = requests.Session()
    session.mount("https://", Answering())
    return session


def answering_client():
    return httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200, json=SUCCESS)))


def test_headers_that_say_something_else_when_asked_are_left_to_the_rules():
    class Rewritten(requests.structures.CaseInsensitiveDict):
        def __getitem__(self, name):
            return "nothing" if name.lower() == "authorization" else super().__getitem__(name)

    hook = Hook(mode="collect")
    with answering_session() as session:
        install = requests_hook.install(session, hook)
        prepared = session.prepare_request(requests.Request("POST", f"{API}/departments", json=VALID, headers=TOKEN))
        session.send(prepared)
        assert hook.collected == []
        prepared.headers = Rewritten(prepared.headers)
        session.send(prepared)
        install.remove()
    ((_, report),) = hook.collected
    assert {finding.where for finding in report.findings} == {"header"}


def test_a_session_that_stops_to_stream_meanwhile_streams_to_the_end():
    with answering_session() as session:
        session.stream = True
        requests_hook.install(session, Hook())
        session.hooks["response"].append(lambda *_arguments, **_options: setattr(session, "stream", False))
        prepared = session.prepare_request(requests.Request("POST", f"{API}/departments", json=VALID, headers=TOKEN))
        answer = session.send(prepared)
        assert not answer._content_consumed
