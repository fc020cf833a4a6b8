# ruff: noqa: T201, TC002 - as a project writes it
"""What the pages tell users to import, as a typed project writes it; type checkers read it in their strict modes."""

from __future__ import annotations

import httpx
import requests

from salesiq_validate import Exchange, Report, Validator
from salesiq_validate.clients import (
    Hook,
    Installation,
    InvalidExchange,
    SalesIQRefusal,
    SalesIQWarning,
    retry_refusal,
    urllib3_retry_options,
)
from salesiq_validate.clients.aiohttp import middleware
from salesiq_validate.clients.decorator import checked
from salesiq_validate.clients.httpx import install as install_in_httpx
from salesiq_validate.clients.requests import install
from salesiq_validate.plugin import SalesIQExchanges, StandIn


def keep(exchange: Exchange, report: Report) -> None:
    print(exchange, report)


def use(session: requests.Session, client: httpx.AsyncClient, validator: Validator) -> str:
    hook = Hook(validator, mode="log", fail_on="warning", log_per_minute=10, on_report=keep)
    installed: Installation = install(session, hook)
    with install_in_httpx(client, validator) as inside:
        inside.collected.clear()
    installed.remove()
    try:
        session.get("https://salesiq.zoho.com/api/v2/portals")
    except SalesIQRefusal as refusal:
        return f"{refusal.operation} {refusal.code} {refusal.retry} {refusal.exchange.response}"
    except InvalidExchange as error:
        return str(error.report.reply)
    return ""


@checked(hook=Hook(mode="warn"))
def call(method: str, url: str, *, json: object = None) -> dict[str, object]:
    return {"method": method, "url": url, "json": json}


def test_departments(salesiq: SalesIQExchanges, salesiq_server: StandIn) -> None:
    salesiq.assert_refused(1007, json_key="operators[0]")
    print(call("GET", salesiq_server.url)["url"], middleware(), retry_refusal, urllib3_retry_options(), SalesIQWarning)
