"""The tap of niquests: its sessions are those of requests, sync and async, and some of their answers come later."""

from __future__ import annotations

import asyncio
import json
from types import SimpleNamespace

import pytest
from tests.clients.conftest import REFUSAL, SUCCESS, TOKEN, VALID

from salesiq_validate.clients import Hook, InvalidExchange, SalesIQRefusal, SalesIQWarning
from salesiq_validate.clients import niquests as tap
from salesiq_validate.clients import requests as requests_tap
from salesiq_validate.exceptions import UnusableArgument
from salesiq_validate.exchange import UNRECORDED
from salesiq_validate.plugin.recorder import Recorder
from salesiq_validate.plugin.watch import Watch

# It brings a urllib3 of its own in the place of the other, so it is no dependency of these tests.
niquests = pytest.importorskip("niquests")


def by_session(hook, url, body, **options):
    with niquests.Session() as session:
        if hook is not None:
            tap.install(session, hook)
        return session.post(url, json=body, headers=TOKEN, **options)


def by_async_session(hook, url, body, **options):
    async def post():
        async with niquests.AsyncSession() as session:
            if hook is not None:
                tap.install(session, hook)
            return await session.post(url, json=body, headers=TOKEN, **options)

    return asyncio.run(post())


@pytest.fixture(params=[by_session, by_async_session], ids=["sync", "async"])
def post(request):
    return request.param


def test_a_request_with_errors_does_not_leave(post, hook, server):
    with pytest.raises(InvalidExchange):
        post(hook, server.url, {"name": "Billing"})
    assert server.bodies == []


def test_a_valid_request_leaves_as_it_would_without_the_hook(post, hook, server):
    post(None, server.url, VALID)
    assert post(hook, server.url, VALID).json() == SUCCESS
    assert server.bodies[0] == server.bodies[1]


def test_a_refusal_behind_200_is_raised(post, hook, server):
    server.answer = REFUSAL
    with pytest.raises(SalesIQRefusal) as raised:
        post(hook, server.url, VALID)
    assert str(raised.value.path) == "operators[0]"


def test_every_hop_of_a_redirect_is_judged(post, collecting, server):
    server.redirect_first = True
    post(collecting, server.url, {"name": "Billing"})
    errors = [finding for _, report in collecting.collected for finding in report.errors]
    assert [finding.json_key for finding in errors].count("operators") == 2


def test_a_streamed_answer_is_left_to_the_caller(hook, server):
    server.answer = REFUSAL
    answer = by_session(hook, server.url, VALID, stream=True)
    assert b"".join(answer.iter_content(4)).startswith(b'{"error"')


class Later(niquests.adapters.BaseAdapter):
    """Answers when it is asked for, as a multiplexed connection does."""

    def send(self, request, **_options):
        self.told = {}
        answer = niquests.Response()
        answer.request, answer.connection = request, self
        answer._promise = SimpleNamespace(update_parameters=self.told.update)
        return answer

    def gather(self, *answers, **_options):
        for answer in answers:
            del answer._promise
            answer.raw, answer.status_code, answer.url = object(), 200, answer.request.url
            answer._content, answer._content_consumed = json.dumps(REFUSAL).encode(), True
            niquests.hooks.dispatch_hook("response", self.told["niquests_hooks"], answer)

    def close(self):
        pass


def test_an_answer_that_comes_later_is_judged_when_it_is_there(hook, server):
    with niquests.Session() as session:
        session.mount("http://", Later())
        tap.install(session, hook)
        answer = session.post(server.url, json=VALID, headers=TOKEN)
        with pytest.raises(SalesIQRefusal):
            answer.json()


def test_a_session_of_niquests_is_told_where_its_hook_is():
    with pytest.raises(UnusableArgument, match=r"use salesiq_validate\.clients\.niquests"):
        requests_tap.install(niquests.Session())


def test_the_pytest_plugin_watches_it(post, server):
    recorder = Recorder()
    watch = Watch(recorder)
    watch.start()
    recorder.calls = []
    post(None, server.url, VALID)
    watch.stop()
    (call,) = recorder.calls
    assert (call.exchange.request.url, call.exchange.response.status) == (server.url, 200)
    assert call.exchange.response.body is not UNRECORDED
    post(None, server.url, VALID)
    assert len(recorder.calls) == 1


def test_a_warning_stands_at_the_line_that_sent_it(validator, server):
    with niquests.Session() as session:
        tap.install(session, Hook(validator, mode="warn"))
        with pytest.warns(SalesIQWarning) as warned:
            session.post(server.url, json={"name": "Billing"}, headers=TOKEN)
    assert {warning.filename for warning in warned} == {__file__}
