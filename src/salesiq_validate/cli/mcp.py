"""`mcp`: the contract as tools for agents."""

from __future__ import annotations

from typing import Any

import click

from salesiq_validate.cli import options as opt


@click.command(short_help="Give agents the contract as tools over MCP.")
@opt.portal_options
@opt.rule_options
@opt.config_options
def command(**given: Any) -> None:
    """Serve tools to a language model over the Model Context Protocol, on standard input and output.

    The tools find and show operations, check requests, curl commands, source code, recordings and the answers of bots,
    and explain codes, rules and paths. They send nothing and write nothing. Needs the extra mcp.

    \b
      claude mcp add salesiq -- salesiq-validate mcp
    """  # noqa: D301 - click reads the backspace as "do not wrap"
    from salesiq_validate.agents.server import make_server

    make_server(opt.config_of(given)).run("stdio")
