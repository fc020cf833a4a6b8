"""The command line: `main`, and one module for each command, which is imported only when the user calls the command."""

from __future__ import annotations

import click

from salesiq_validate.cli.group import CommandLine

__all__ = ["main"]


def _version(context: click.Context, _parameter: click.Parameter, asked: bool) -> None:  # noqa: FBT001 - click calls it
    if not asked or context.resilient_parsing:
        return
    # This takes as long as all the rest of the command line, and is rarely needed.
    from importlib.metadata import PackageNotFoundError, version

    try:
        number = version("salesiq-validate")
    except PackageNotFoundError:
        number = "(not installed)"
    click.echo(f"salesiq-validate {number}")
    context.exit()


@click.group(
    cls=CommandLine,
    commands_of={
        "check": "Check recorded traffic: HAR files, JSON Lines and others.",
        "lint": "Check the calls in source code.",
        "request": "Check one request before you send it, or a pasted curl command.",
        "answer": "Check the answer of a bot on the webhook platform.",
        "explain": "Explain an error code, a rule, an operation or a path.",
        "operations": "List and show the documented operations of the API.",
        "messages": "List and show messages that SalesIQ sends, and bot answers.",
        "serve": "Run a stand-in for SalesIQ that checks and answers requests.",
        "proxy": "Check the calls of a running client on their way to SalesIQ.",
        "mcp": "Give agents the contract as tools over MCP.",
        "scopes": "Show which OAuth scopes operations or recordings need.",
        "export": "Export the contract: OpenAPI, JSON Schema, error codes, a guide.",
        "baseline": "Accept today's findings, so that only new ones count.",
        "scrub": "Remove secrets and personal data from a recording.",
        "completion": "Print a script that completes commands in your shell.",
    },
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=(
        "Exit codes: 0 nothing wrong, 1 findings, 2 the tool could not do its work. "
        "Nothing is sent over a network, but by proxy to the server that it is told."
    ),
)
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Print the version and exit."
)
def main() -> None:
    """Find out what the Zoho SalesIQ API would answer, and which field it would name.

    SalesIQ answers HTTP 200 for success and for failure. This tool checks requests before you send them, and recorded
    traffic, against the documented contract of the API.

    \b
    Begin with one of these:
      salesiq-validate check traffic.har
      salesiq-validate request -X DELETE https://salesiq.zoho.com/api/v2/example/departments/12
      salesiq-validate explain 1015
    """  # noqa: D301 - click reads the backspace as "do not wrap"
