"""Mistakes in setting hooks up, each of which would otherwise judge nothing, or everything, without a word."""

from __future__ import annotations

import aiohttp
import httpx
import httpx2
import pytest
import requests
from tests.clients.conftest import TOKEN

from salesiq_validate import Severity, Validator
from salesiq_validate.clients import Hook, InvalidExchange
from salesiq_validate.clients import httpx as httpx_tap
from salesiq_validate.clients import requests as requests_tap
from salesiq_validate.clients.decorator import checked
from salesiq_validate.exceptions import UnknownName, UnusableArgument
from salesiq_validate.judging.settings import RuleSettings

GATEWAY = "http://127.0.0.1:8484"


@pytest.mark.parametrize("given", [f"{GATEWAY}/", GATEWAY, "127.0.0.1:8484", "HTTP://127.0.0.1:8484/api"])
def test_a_server_may_be_given_as_a_url(given):
    hook = Hook(Validator(servers=[given]))
    assert hook.concerns(f"{GATEWAY}/api/v2/northwind-desk/departments")
    assert not hook.concerns("http://127.0.0.1:9999/api/v2/northwind-desk/departments")


@pytest.mark.parametrize(
    ("settings", "kind", "words"),
    [
        ({"servers": "gateway.example.com"}, UnusableArgument, r"servers takes a list, like \[\"gateway"),
        ({"servers": ["http://"]}, UnusableArgument, "is not a server"),
        ({"scopes": "SalesIQ.departments.CREATE"}, UnusableArgument, r"scopes takes a list, like \[\"SalesIQ"),
        ({"scopes": ["SalesIQ.department.CREATE"]}, UnknownName, "Did you mean 'SalesIQ.departments.CREATE'"),
        ({"scopes": ["SalesIQ.chats.READ"]}, UnknownName, "Did you mean 'SalesIQ.conversations.READ'"),
        ({"screen_name": ""}, UnusableArgument, "the screen name is empty"),
        ({"screen_name": " "}, UnusableArgument, "the screen name is empty"),
        ({"screen_name": "https://salesiq.zoho.eu/desk"}, UnusableArgument, "a screen name is one word of an address"),
        ({"extensions": "portal.json"}, UnusableArgument, "extensions takes a list"),
        ({"screen_name": 5}, UnusableArgument, "screen_name must be a str, not int"),
        ({"data_center": ["EU"]}, UnusableArgument, "data_center must be a str, not list"),
        ({"servers": [None]}, UnusableArgument, "a server must be a str, not NoneType"),
        ({"limits": {"max_depth": 5}}, UnusableArgument, "limits must be a Limits, not dict"),
        ({"settings": ["SIQ403"]}, UnusableArgument, "settings must be a RuleSettings, not list"),
        (
            {"engine": "fast"},
            UnusableArgument,
            "engine must be an engine object; to choose one by name, set the environment variable SALESIQ",
        ),
    ],
)
def test_a_setting_that_was_meant_otherwise_is_refused(settings, kind, words):
    with pytest.raises(kind, match=words):
        Validator(**settings)


@pytest.mark.parametrize(
    ("settings", "kind", "words"),
    [
        ({"ignore": "SIQ402"}, UnusableArgument, r"what names rules takes a list, like \[\"SIQ403\"\]"),
        ({"select": 5}, UnusableArgument, "what names rules takes a list"),
        ({"allow_codes": "1007"}, UnusableArgument, r"allow_codes takes a list, like \[1007\]"),
        ({"severities": ["SIQ4"]}, UnusableArgument, "severities takes a mapping"),
        ({"severities": {"SIQ4": "fatal"}}, UnknownName, "There are info, warning, error"),
    ],
)
def test_a_setting_of_rules_that_was_meant_otherwise_is_refused(settings, kind, words):
    with pytest.raises(kind, match=words):
        RuleSettings(**settings)


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        ({"mode": None}, UnknownName, "there is no mode of a hook 'None'"),
        ({"mode": ["raise"]}, UnknownName, "there is no mode of a hook"),
        ({"log_per_minute": -1}, UnusableArgument, "log_per_minute must be a whole number of at least 0"),
        ({"collect_at_most": "x"}, UnusableArgument, "collect_at_most must be a whole number of at least 0"),
        ({"on_report": []}, UnusableArgument, "on_report must be a function, not list"),
    ],
)
def test_an_argument_of_a_hook_that_was_meant_otherwise_is_refused(arguments, kind, words):
    with pytest.raises(kind, match=words):
        Hook(**arguments)


def test_what_is_no_exchange_is_not_judged():
    for given in (None, {"request": {}}, requests.Request()):
        with pytest.raises(UnusableArgument, match="check needs an Exchange, not "):
            Validator().check(given)


def test_severities_of_rules_may_be_texts():
    assert RuleSettings(severities={"SIQ4": "error"}) == RuleSettings(severities={"SIQ4": Severity.ERROR})


def test_scopes_are_looked_at_where_a_validator_gets_others():
    with pytest.raises(UnknownName, match="Did you mean"):
        Validator().having(scopes=["SalesIQ.department.CREATE"])
    with pytest.raises(UnusableArgument, match="scopes takes a list"):
        Validator().having(scopes="SalesIQ.departments.CREATE")


def test_scopes_of_other_products_are_none_of_ours():
    assert Validator(scopes=["ZohoCRM.modules.READ", "departments.read"])


@pytest.mark.parametrize(
    ("install", "given", "words"),
    [
        (requests_tap.install, requests, r"requests.Session\(\), not the module requests"),
        (requests_tap.install, requests.Session, r"requests.Session\(\), not the class Session itself"),
        (requests_tap.install, httpx.Client(), "for a client of httpx, use salesiq_validate.clients.httpx"),
        (requests_tap.install, requests.Request(), r"requests.Session\(\), not an object of the class Request"),
        (requests_tap.install, object(), r"requests.Session\(\), not an object of the class object"),
        (httpx_tap.install, httpx2, r"httpx.Client\(\), not the module httpx2"),
        (httpx_tap.install, httpx.AsyncClient, r"httpx.Client\(\), not the class AsyncClient"),
        (httpx_tap.install, requests.Session(), "for a client of requests, use salesiq_validate.clients.requests"),
    ],
)
def test_what_is_no_client_of_the_library_is_refused(install, given, words):
    with pytest.raises(UnusableArgument, match=words):
        install(given)


def test_a_session_of_aiohttp_is_told_where_its_hook_is():
    async def make():
        async with aiohttp.ClientSession() as session:
            httpx_tap.install(session)

    import asyncio

    with pytest.raises(UnusableArgument, match=r"use salesiq_validate\.clients\.aiohttp"):
        asyncio.run(make())


def test_a_validator_is_taken_for_a_hook(server, validator):
    with requests.Session() as session:
        requests_tap.install(session, validator)
        with pytest.raises(InvalidExchange):
            session.post(server.url, json={"name": "Billing"}, headers=TOKEN)
    assert server.bodies == []


def test_a_severity_may_be_given_as_it_is_elsewhere():
    assert Hook(fail_on=Severity.WARNING).fail_on is Hook(fail_on="warning").fail_on is Severity.WARNING


def test_a_decorator_looks_at_its_hook_at_once():
    with pytest.raises(UnusableArgument, match="a hook must be a Hook or a Validator"):

        @checked(hook="warn")
        def call(method, url): ...


def test_anything_else_is_no_hook():
    with pytest.raises(UnusableArgument, match="a hook must be a Hook or a Validator, not str"):
        requests_tap.install(requests.Session(), "warn")
    with pytest.raises(UnusableArgument, match="The first argument of Hook must be a Validator, not str"):
        Hook("warn")
    with pytest.raises(UnknownName, match="there is no severity for fail_on"):
        Hook(fail_on="warn")
