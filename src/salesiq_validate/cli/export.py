"""`export`: the contract for other tools."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from salesiq_validate.cli import completions
from salesiq_validate.cli import options as opt

if TYPE_CHECKING:
    from salesiq_validate.cli.catalogue import Catalogue

#: The same as `salesiq_validate.export.jsonschema.PARTS`, whose module loads more than help needs.
_PARTS = ("body", "query", "response")
#: The same as `salesiq_validate.export.schemas.Types` and `salesiq_validate.export.components.Auth`.
_TYPES = ("documented", "lenient")
_AUTHS = ("oauth2", "apikey")

output_option = click.option(
    "--output",
    "-o",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write, instead of standard output.",
)
sure_option = click.option(
    "--sure",
    is_flag=True,
    help="Leave out inferred facts: schemas then refuse what `check` calls an error, and accept unknown keys.",
)


def _format_option(*formats: str) -> Callable[[opt.Command], opt.Command]:
    return click.option(
        "--format",
        "output_format",
        type=opt.Word("format", formats),
        default=formats[0],
        show_default=True,
        help=f"{', '.join(formats[:-1])} or {formats[-1]}.",
    )


@click.group(short_help="Export the contract: OpenAPI, JSON Schema, error codes, a guide.")
def command() -> None:
    """Export the contract for other tools.

    \b
      salesiq-validate export openapi --format yaml -o salesiq.yaml
      salesiq-validate export jsonschema create_department
      salesiq-validate export errors --format csv
      salesiq-validate export guide --format skill -o SKILL.md
    """  # noqa: D301 - click reads the backspace as "do not wrap"


@command.command("openapi", short_help="All operations as one OpenAPI 3.1 document.")
@_format_option("json", "yaml")
@sure_option
@click.option(
    "--types",
    type=opt.Word("kind of types", _TYPES),
    default="documented",
    show_default=True,
    help="documented: one type for each value, for generators; lenient: every type that `check` accepts.",
)
@click.option(
    "--auth",
    type=opt.Word("way to authorise", _AUTHS),
    default="oauth2",
    show_default=True,
    help="oauth2, or apikey: the plain header, for tools that send Bearer for OAuth 2.0.",
)
@output_option
@opt.extend_option
@opt.config_options
def openapi_command(
    output_format: str, output: Path | None, types: Any, auth: Any, *, sure: bool, **given: Any
) -> None:
    """Export all operations as one OpenAPI 3.1 document.

    With --types lenient, the schemas of requests refuse whatever `check` calls a warning or an error, including unknown
    keys; with --sure as well, only errors. Operations with the same method and path become one operation that accepts
    the requests of all.
    """
    from salesiq_validate.contract import contract_version
    from salesiq_validate.export import openapi_document

    known = _known(given)
    document = openapi_document(
        known.operations, known.errors, version=contract_version(), sure=sure, types=types, auth=auth
    )
    _write(_as_text(document, output_format), output)


@command.command("jsonschema", short_help="One operation as a JSON Schema.")
@click.argument("name", metavar="OPERATION", shell_complete=completions.operations)
@click.option(
    "--part", type=opt.Word("part", _PARTS), default="body", show_default=True, help="What the schema describes."
)
@click.option(
    "--media-type",
    metavar="TYPE",
    help="Media type of the body, if the operation accepts several; by default the first.",
)
@_format_option("json", "yaml")
@sure_option
@output_option
@opt.extend_option
@opt.config_options
def jsonschema_command(
    name: str,
    part: Any,
    media_type: str | None,
    output_format: str,
    output: Path | None,
    *,
    sure: bool,
    **given: Any,
) -> None:
    """Export one operation's body, query or answer as a JSON Schema that needs no other file."""
    from salesiq_validate.export import json_schema

    schema = json_schema(_known(given).operation(name), part, media=media_type, sure=sure)
    _write(_as_text(schema, output_format), output)


@command.command("errors", short_help="The error codes and what they mean.")
@_format_option("json", "csv", "yaml")
@output_option
@opt.extend_option
@opt.config_options
def errors_command(output_format: str, output: Path | None, **given: Any) -> None:
    """Export the error codes, with what they mean and which rules predict them."""
    from salesiq_validate.export import errors_csv, errors_document

    errors = _known(given).errors
    _write(errors_csv(errors) if output_format == "csv" else _as_text(errors_document(errors), output_format), output)


@command.command("guide", short_help="One page for language models.")
@_format_option("llms", "skill")
@output_option
@opt.extend_option
@opt.config_options
def guide_command(output_format: Any, output: Path | None, **given: Any) -> None:
    """Export how to call SalesIQ correctly, on one page for language models.

    As a website's llms.txt, or as an agent's skill (SKILL.md).
    """
    from salesiq_validate.export import guide

    known = _known(given)
    _write(guide(known.operations, known.errors, output_format), output)


def _known(given: dict[str, Any]) -> Catalogue:
    from salesiq_validate.cli.catalogue import Catalogue

    return Catalogue.by(opt.config_of(given))


def _as_text(document: Any, output_format: str) -> str:
    from salesiq_validate.export import as_yaml

    if output_format == "yaml":
        return as_yaml(document)
    return f"{json.dumps(document, indent=2, ensure_ascii=False)}\n"


def _write(text: str, output: Path | None) -> None:
    # We write bytes, so that CSV keeps its line ends on every system, and the text is UTF-8 on any terminal.
    if output is None or output == Path("-"):
        click.echo(text.encode(), nl=False)
    else:
        output.write_bytes(text.encode())
