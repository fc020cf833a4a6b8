"""What sends again: tenacity by a refusal, urllib3's Retry by the HTTP status."""

from __future__ import annotations

import pytest
import requests
from requests.adapters import HTTPAdapter
from tests.clients.conftest import SUCCESS, TOKEN, VALID
from urllib3.util import Retry

from salesiq_validate.clients import SalesIQRefusal, retry_refusal, urllib3_retry_options
from salesiq_validate.clients import requests as requests_tap

BUSY = {"error": {"code": 1023, "message": "Too many requests"}}
FAILED = {"error": {"code": 1001, "message": "Unknown authentication error. Contact SalesIQ Team!"}}
TAKEN = {"error": {"code": 1014, "message": "Resource already exists"}}


@pytest.fixture
def session(hook):
    with requests.Session() as session:
        session.headers.update(TOKEN)
        requests_tap.install(session, hook)
        yield session


def with_tenacity(call):
    tenacity = pytest.importorskip("tenacity")
    again = tenacity.Retrying(
        retry=retry_refusal, stop=tenacity.stop_after_attempt(4), wait=tenacity.wait_none(), reraise=True
    )
    return again(call)


def get(session, server):
    return lambda: session.get(server.url).json()


def post(session, server):
    return lambda: session.post(server.url, json=VALID).json()


def test_a_call_that_came_too_early_is_sent_again(session, server):
    server.answers = [BUSY, BUSY, SUCCESS]
    assert with_tenacity(post(session, server)) == SUCCESS
    assert len(server.bodies) == 3


def test_it_is_sent_for_as_long_as_somebody_allows(session, server):
    server.answer = BUSY
    with pytest.raises(SalesIQRefusal):
        with_tenacity(post(session, server))
    assert len(server.bodies) == 4


def test_a_failure_inside_of_the_server_is_tried_once_more(session, server):
    server.answer = FAILED
    with pytest.raises(SalesIQRefusal):
        with_tenacity(get(session, server))
    assert len(server.bodies) == 2


@pytest.mark.parametrize("answer", [FAILED, TAKEN])
def test_what_may_have_been_carried_out_or_is_wrong_is_not_sent_again(session, server, answer):
    server.answer = answer
    with pytest.raises(SalesIQRefusal):
        with_tenacity(post(session, server))
    assert len(server.bodies) == 1


def test_other_errors_are_none_of_its_business():
    def fail():
        raise ConnectionError

    with pytest.raises(ConnectionError):
        with_tenacity(fail)


@pytest.mark.parametrize(("method", "sent"), [("GET", 2), ("POST", 1)])
def test_urllib3_repeats_what_is_safe_to_repeat(session, server, method, sent):
    session.mount("http://", HTTPAdapter(max_retries=Retry(total=1, **urllib3_retry_options())))
    server.status = 503
    body = VALID if method == "POST" else None
    assert session.request(method, server.url, json=body, stream=True).status_code == 503
    assert len(server.bodies) == sent
