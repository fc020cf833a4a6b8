"""`operations`: the documented calls of the API, as a list and one by one."""

from __future__ import annotations

import json
import sys
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import click

from salesiq_validate.cli import completions
from salesiq_validate.cli import options as opt
from salesiq_validate.cli.operations_diff import command as diff_command

if TYPE_CHECKING:
    from salesiq_validate.cli.catalogue import Catalogue
    from salesiq_validate.contract.operation import Operation

LIST_FORMAT: Final = "salesiq-validate/operations-v1"

format_option = click.option(
    "--format", "output_format", type=opt.Word("format", ("text", "json")), default="text", help="text or json."
)


class ListByDefault(click.Group):
    """A group that lists operations if no command is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `list` before any word that is neither a command nor a help option."""
        if not ctx.resilient_parsing and (not args or args[0] not in {*self.commands, "-h", "--help"}):
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group(cls=ListByDefault, short_help="List and show the documented operations of the API.")
def command() -> None:
    """List and show the documented operations of the SalesIQ API.

    \b
      salesiq-validate operations                           all of them
      salesiq-validate operations transfer                  operations with a word in the id, path or summary
      salesiq-validate operations --resource departments
      salesiq-validate operations show create_department    one operation with all facts
      salesiq-validate operations diff OLD NEW              what changed in the contract
    """  # noqa: D301 - click reads the backspace as "do not wrap"


@command.command("list")
@click.argument("words", metavar="[WORD]...", nargs=-1)
@click.option(
    "--resource", metavar="NAME", shell_complete=completions.resources, help="Only operations of this resource."
)
@click.option("--method", metavar="METHOD", help="Only this method: GET, POST, PUT or DELETE.")
@click.option(
    "--scope",
    metavar="SCOPE",
    shell_complete=completions.scopes,
    help="Only operations that a token with this scope may call.",
)
@format_option
@opt.extend_option
@opt.config_options
@opt.color_option
def list_command(
    words: tuple[str, ...],
    output_format: str,
    color: str,
    **given: Any,
) -> None:
    """List operations, by words in their id, path or summary.

    `operations` alone does the same.
    """
    from salesiq_validate.cli.catalogue import Catalogue
    from salesiq_validate.cli.operation_page import summary_document

    known = Catalogue.by(opt.config_of(given))
    found = _chosen(known, words, given)
    if output_format == "json":
        _print_json({"format": LIST_FORMAT, "operations": [summary_document(operation) for operation in found]})
    else:
        _show_list(found, color)


@command.command("show")
@click.argument("names", metavar="OPERATION...", nargs=-1, required=True, shell_complete=completions.operations)
@format_option
@opt.extend_option
@opt.config_options
@opt.color_option
def show_command(names: tuple[str, ...], output_format: str, color: str, **given: Any) -> None:
    """Show all facts about an operation, and a valid example."""
    from salesiq_validate.cli.catalogue import Catalogue
    from salesiq_validate.cli.operation_page import operation_document, show_operation
    from salesiq_validate.cli.page import page_on
    from salesiq_validate.examples import ExampleAnswers

    known = Catalogue.by(opt.config_of(given))
    operations = [known.operation(name) for name in names]
    if output_format == "json":
        documents = [operation_document(operation) for operation in operations]
        _print_json(documents[0] if len(documents) == 1 else documents)
        return
    page, answers = page_on(sys.stdout, color), ExampleAnswers(known.operations, seed=None)
    for at, operation in enumerate(operations):
        if at:
            page.console.line()
        show_operation(page, operation, answers)


command.add_command(diff_command, "diff")


def _chosen(known: Catalogue, words: tuple[str, ...], given: dict[str, Any]) -> list[Operation]:
    from salesiq_validate.cli.catalogue import with_text
    from salesiq_validate.contract.scopes import scope_missing
    from salesiq_validate.exceptions import UnknownName

    found = with_text(known.operations, words)
    resource, method, scope = given["resource"], given["method"], given["scope"]
    if resource is not None:
        plain = resource.lower().replace("-", "_")
        if plain not in known.resources:
            raise UnknownName("resource", resource, known.resources)
        found = [operation for operation in found if operation.resource == plain]
    if method is not None:
        methods = tuple(sorted({operation.method for operation in known.operations}))
        if method.upper() not in methods:
            raise UnknownName("method", method, methods)
        found = [operation for operation in found if operation.method == method.upper()]
    if scope is not None:
        granted = frozenset({known.scope(scope)})
        found = [operation for operation in found if operation.scopes and not scope_missing(operation, granted)]
    return found


def _show_list(operations: list[Operation], color: str) -> None:
    from salesiq_validate.cli.page import page_on
    from salesiq_validate.reporters.words import counted

    page = page_on(sys.stdout, color)
    widest = max((len(operation.id) for operation in operations), default=0)
    in_order = sorted(operations, key=lambda operation: operation.resource)
    for resource, group in groupby(in_order, key=lambda operation: operation.resource):
        page.console.line(page.strong(page.console.text(resource)))
        for operation in group:
            path = operation.path or "(its path is not documented)"
            line = f"  {operation.id.ljust(widest)}  {operation.method:<6}  {path}"
            page.console.line(page.console.text(line))
        page.console.line()
    if not operations:
        page.console.line("No operation matches. `salesiq-validate operations` lists all of them.")
    else:
        page.console.line(
            f"{counted(len(operations), 'operation')}. "
            "`salesiq-validate operations show OPERATION` shows all facts about one."
        )


def _print_json(document: Any) -> None:
    click.echo(json.dumps(document, indent=2))
