"""Fixtures for inbound messages: signed as SalesIQ signs them, and bots' answers asserted."""

from __future__ import annotations

# Its compiled part bears no second import, which each run of pytester in this process would make.
import tests.inbound.keys  # noqa: F401

pytest_plugins = ["pytester"]

SUITE = """
    import json

    import pytest

    from salesiq_validate.inbound import check_bot_request, check_delivery, verify


    def test_delivery(salesiq_delivery, salesiq_public_key):
        message = salesiq_delivery("conversation.created", id="104", status="Open")
        assert verify(message.body, message.headers["x-siqsignature"], salesiq_public_key)
        assert (message.json["entity_id"], message.json["entity"]["status"]) == ("104", "Open")
        assert json.loads(message.body) == message.json
        assert check_delivery(message.body, headers=message.headers).findings == ()


    @pytest.mark.parametrize("handler", ["trigger", "message", "context", "failure"])
    def test_bot_request(salesiq_bot_request, salesiq_public_key, handler):
        message = salesiq_bot_request(handler, visitor={"name": "Ada"})
        assert verify(message.body, message.headers["x-siqsignature"], salesiq_public_key)
        assert message.json["visitor"]["name"] == "Ada"
        assert check_bot_request(message.body, headers=message.headers).findings == ()


    def test_unknown(salesiq_delivery):
        with pytest.raises(Exception, match="there is no event 'conversation.create'. Did you mean"):
            salesiq_delivery("conversation.create")


    class Answer:
        status_code = 200
        content = b'{"action": "reply", "replies": ["Hello"]}'


    def test_answer(salesiq):
        salesiq.assert_bot_answer(Answer())
        salesiq.assert_bot_answer({"action": "forward", "replies": ["Hello"]})


    def test_wrong_answer(salesiq):
        salesiq.assert_bot_answer({"reply": "Hello"})
"""


def test_inbound_messages_in_a_suite(pytester):
    pytester.makepyfile(SUITE)
    result = pytester.runpytest_inprocess("-p", "no:randomly")
    result.assert_outcomes(passed=7, failed=1)
    result.stdout.fnmatch_lines(["*SalesIQ does not understand this answer:*", "*SIQ812 error body replies*"])


BOT = """
    import json

    import httpx
    import pytest

    from salesiq_validate.inbound.wsgi import WSGIMiddleware

    ANSWERS = {"/right": {"action": "reply", "replies": ["Hello"]}, "/wrong": {"reply": "Hello"}}


    def bot(environ, start_response):
        body = json.dumps(ANSWERS[environ["PATH_INFO"]]).encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]


    def client_of(app):
        return httpx.Client(transport=httpx.WSGITransport(app=app), base_url="http://testserver")


    @pytest.fixture
    def client(salesiq_public_key):
        return client_of(WSGIMiddleware(bot, salesiq_public_key, mode="collect"))


    @pytest.fixture
    def strict(salesiq_public_key):
        return client_of(WSGIMiddleware(bot, salesiq_public_key, path="/"))


    def test_right(client, salesiq_bot_request, salesiq):
        message = salesiq_bot_request("message")
        answer = client.post("/right", content=message.body, headers=message.headers)
        salesiq.assert_valid()
        assert [exchange.direction for exchange in salesiq.exchanges] == ["inbound"]
        salesiq.assert_bot_answer(answer)


    def test_wrong(client, salesiq_bot_request):
        message = salesiq_bot_request("message")
        assert client.post("/wrong", content=message.body, headers=message.headers).status_code == 200


    def test_invented(client):
        body = {"handler": "message", "org_id": "10", "question": "a"}
        assert client.post("/right", json=body).status_code == 200


    @pytest.mark.salesiq(ignore=["SIQ8"])
    def test_ignored(client, salesiq_bot_request):
        message = salesiq_bot_request("message")
        assert client.post("/wrong", content=message.body, headers=message.headers).status_code == 200


    def test_other_traffic(client):
        assert client.post("/wrong", json={"question": "a"}).status_code == 200


    @pytest.mark.filterwarnings("ignore::salesiq_validate.exceptions.SalesIQWarning")
    def test_refused(strict, salesiq_bot_request):
        message = salesiq_bot_request("message")
        headers = {**message.headers, "x-siqsignature": "AAAA"}
        assert strict.post("/right", content=message.body, headers=headers).status_code == 401
"""


def test_what_a_test_client_exchanges_with_the_middleware_is_judged(pytester):
    pytester.makepyfile(BOT)
    result = pytester.runpytest_inprocess("-p", "no:randomly", "--salesiq-validate=error")
    result.assert_outcomes(passed=4, failed=2)
    result.stdout.fnmatch_lines(
        [
            "*SIQ812 missing-bot-answer-key in response body replies*",
            "POST http://<host>/*",
            "*sent*test_what_a_test_client_exchanges_with_the_middleware_is_judged.py:*",
            "*SIQ802 missing-inbound-key in request body *",
        ]
    )


def test_without_the_option_nothing_is_judged(pytester):
    pytester.makepyfile(BOT)
    result = pytester.runpytest_inprocess("-p", "no:randomly")
    result.assert_outcomes(passed=6)


def test_an_answer_that_is_none_is_told(pytester):
    pytester.makepyfile(
        """
        def test_answer(salesiq):
            salesiq.assert_bot_answer(object())
        """
    )
    result = pytester.runpytest_inprocess("-p", "no:randomly")
    result.stdout.fnmatch_lines(["*assert_bot_answer needs a response whose body was read*"])
