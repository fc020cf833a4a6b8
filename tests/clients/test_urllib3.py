"""The tap of urllib3, which requests goes past."""

from __future__ import annotations

import json

import pytest
import requests
import urllib3
from tests.clients.conftest import REFUSAL, SUCCESS, TOKEN, VALID

from salesiq_validate.clients import InvalidExchange, SalesIQRefusal
from salesiq_validate.clients import urllib3 as tap
from salesiq_validate.exceptions import UnusableArgument
from salesiq_validate.exchange import UNRECORDED
from salesiq_validate.plugin.recorder import Recorder
from salesiq_validate.plugin.watch import Watch


@pytest.fixture
def manager():
    with urllib3.PoolManager(headers=TOKEN) as manager:
        yield manager


def post(manager, server, document=VALID, **options):
    return manager.request("POST", server.url, json=document, headers=TOKEN, **options)


def test_a_request_with_errors_does_not_leave(manager, hook, server):
    tap.install(manager, hook)
    with pytest.raises(InvalidExchange):
        post(manager, server, {"name": "Billing"})
    assert server.bodies == []


def test_a_valid_request_leaves_as_it_would_without_the_hook(manager, hook, server):
    post(manager, server)
    installed = tap.install(manager, hook)
    assert post(manager, server).json() == SUCCESS
    assert server.bodies[0] == server.bodies[1]
    installed.remove()
    assert "urlopen" not in vars(manager)


def test_a_refusal_behind_200_is_raised(manager, hook, server):
    server.answer, server.zipped = REFUSAL, True
    tap.install(manager, hook)
    with pytest.raises(SalesIQRefusal) as raised:
        post(manager, server)
    assert str(raised.value.path) == "operators[0]"


def test_headers_of_the_manager_count(manager, hook, server):
    tap.install(manager, hook)
    assert manager.request("GET", server.url).status == 200
    with pytest.raises(InvalidExchange, match="SIQ201"):
        manager.request("GET", server.url, headers={})


def test_a_streamed_answer_is_left_to_the_caller(manager, hook, server):
    server.answer = REFUSAL
    tap.install(manager, hook)
    answer = post(manager, server, preload_content=False)
    assert json.loads(answer.read()) == REFUSAL


def test_every_hop_of_a_redirect_is_judged(manager, collecting, server):
    server.redirect_first = True
    tap.install(manager, collecting)
    post(manager, server)
    ((exchange, report),) = collecting.collected
    assert (exchange.response.status, exchange.response.body) == (307, UNRECORDED)
    assert [finding.rule.name for finding in report.findings] == ["http-status"]
    assert len(server.bodies) == 2


def test_a_refusal_behind_a_redirect_is_raised(manager, hook, server):
    server.redirect_first, server.answer = True, REFUSAL
    tap.install(manager, hook)
    with pytest.raises(SalesIQRefusal):
        post(manager, server)


def test_a_generator_is_sent_and_not_read_before(manager, collecting, server):
    tap.install(manager, collecting)
    headers = {**TOKEN, "Content-Type": "application/json"}
    manager.request("POST", server.url, body=iter([b'{"name": ', b'"Billing"}']), headers=headers)
    assert server.bodies == [b'{"name": "Billing"}']
    assert collecting.collected == []


def test_a_pool_is_no_manager():
    with pytest.raises(
        UnusableArgument, match=r"urllib3.PoolManager\(\), not an object of the class HTTPConnectionPool"
    ):
        tap.install(urllib3.HTTPConnectionPool("127.0.0.1"))


def test_the_pytest_plugin_watches_it_and_sees_calls_of_requests_once(manager, server):
    recorder = Recorder()
    watch = Watch(recorder)
    watch.start()
    recorder.calls = []
    post(manager, server)
    requests.post(server.url, json=VALID, headers=TOKEN, timeout=5)
    watch.stop()
    assert [call.exchange.response.status for call in recorder.calls] == [200, 200]
    assert all(call.exchange.response.body is not UNRECORDED for call in recorder.calls)
