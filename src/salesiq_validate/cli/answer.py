"""`answer`: judge the answer of a bot on the webhook platform."""

from __future__ import annotations

import sys
from typing import Any

import click

from salesiq_validate.cli import options as opt


@click.command(short_help="Check the answer of a bot on the webhook platform.")
@click.option("-d", "--data", metavar="TEXT|@FILE|-", default="-", help="The body of the answer.  [default: -]")
@click.option("--status", metavar="NUMBER", type=click.IntRange(100, 599), default=200, help="The HTTP status.")
@opt.output_options
@opt.rule_options
@opt.config_options
@opt.color_option
def command(data: str, status: int, color: str, **given: Any) -> int:
    """Check the answer of a bot as SalesIQ would read it.

    \b
      salesiq-validate answer -d @answer.json
      curl -s https://bot.example.com/salesiq -d @request.json | salesiq-validate answer

    Exit codes: 0 nothing wrong, 1 findings of the severity of --fail-on, 2 the tool could not do its work.
    """  # noqa: D301 - click reads the backspace as "do not wrap"
    from salesiq_validate.cli.outcome import show_one
    from salesiq_validate.cli.request import text_given
    from salesiq_validate.exchange import Exchange, Response

    config = opt.config_of(given)
    validator = config.validator()
    body = text_given(data)
    response = Response(status, None, body, unrecorded_headers=frozenset({"*"}))
    exchange = Exchange(None, response, direction="inbound")
    return show_one(exchange, validator.check(exchange), config, validator, color=color, stdout=sys.stdout)
