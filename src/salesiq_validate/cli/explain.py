"""`explain`: what an error code, a rule, an operation or a path means."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING, Any, Final

import click

from salesiq_validate.cli import completions
from salesiq_validate.cli import options as opt

if TYPE_CHECKING:
    from salesiq_validate.cli.catalogue import Catalogue
    from salesiq_validate.cli.page import Page
    from salesiq_validate.cli.path_words import ReadPath
    from salesiq_validate.config import Config
    from salesiq_validate.contract.inbound import InboundMessage

FORMAT: Final = "salesiq-validate/explain-v1"
#: The most operations that we list for a path.
_LISTED: Final = 10
#: A URL or its path, perhaps after a method. Any other text that begins with a slash is a JSON Pointer.
_URL: Final = re.compile(r"(?:([a-z]+)\s+)?(https?://\S+|/api/\S+)", re.IGNORECASE)
_METHODS: Final = ("GET", "POST", "PUT", "DELETE")


@click.command(short_help="Explain an error code, a rule, an operation or a path.")
@click.argument("name", metavar="NAME", shell_complete=completions.anything)
@click.option(
    "--format", "output_format", type=opt.Word("format", ("text", "json")), default="text", help="text or json."
)
@opt.extend_option
@opt.config_options
@opt.color_option
def command(name: str, output_format: str, color: str, **given: Any) -> None:
    """Explain what NAME means.

    \b
      salesiq-validate explain 1007                 an error code of SalesIQ
      salesiq-validate explain SIQ403               a rule, by its code
      salesiq-validate explain wrong-json-type      a rule, by its name
      salesiq-validate explain create_department    an operation
      salesiq-validate explain conversation.created an event, or another inbound message
      salesiq-validate explain 'operators[1].name'  a path, as in json_key
      salesiq-validate explain 'GET /api/v2/example/departments'  the operation behind a URL
    """  # noqa: D301 - click reads the backspace as "do not wrap"
    from salesiq_validate.cli.catalogue import Catalogue
    from salesiq_validate.cli.page import page_on

    config = opt.config_of(given)
    name = name.strip()
    if _URL.match(name):
        name = _operation_at(name, config)
    explanation = _Explanation(name, Catalogue.by(config))
    if output_format == "json":
        click.echo(json.dumps(explanation.document(), indent=2))
    else:
        explanation.show(page_on(sys.stdout, color))


class _Explanation:
    """The meaning of a name."""

    def __init__(self, name: str, known: Catalogue) -> None:
        """Find it out.

        Raises:
            UnknownName: nothing has that name; the message has the nearest one.
            UsageError: the same, if the text might be of any kind.
        """
        from salesiq_validate.cli.messages import message_named
        from salesiq_validate.contract.inbound import SIGNATURE_HEADER, inbound_contract
        from salesiq_validate.exceptions import UnknownName
        from salesiq_validate.rules.inbound import wrong_signature
        from salesiq_validate.rules.others import rules_of_others
        from salesiq_validate.rules.registry import REGISTRY, RULE_OF

        self._known = known
        self._entry = self._rule = self._operation = None
        self._message: InboundMessage | None = None
        self._path: ReadPath | None = None
        if name.isascii() and name.isdigit():
            self._entry = known.errors.find(int(name[:20]))
            return
        if name.lower() == SIGNATURE_HEADER:
            self._rule = RULE_OF[wrong_signature]
            return
        try:
            self._rule = REGISTRY.with_others(rules_of_others([name])).find(name)
            return
        except UnknownName:
            if name[:3].upper() == "SIQ" and name[3:].isdigit():
                raise
        self._operation = next((found for found in known.operations if found.id == name.lower()), None)
        if self._operation is None:
            self._message = message_named(name, inbound_contract().messages)
        if self._operation is None and self._message is None:
            self._path = _path_of(name, known)

    def document(self) -> dict[str, Any]:
        """Return it for programs."""
        from salesiq_validate.cli.code_page import code_document
        from salesiq_validate.cli.messages import message_document
        from salesiq_validate.cli.operation_page import operation_document
        from salesiq_validate.cli.path_words import path_document, places_of
        from salesiq_validate.cli.rule_page import rule_document

        if self._entry is not None:
            found = code_document(self._entry, self._known)
        elif self._rule is not None:
            found = rule_document(self._rule)
        elif self._operation is not None:
            own = {key: value for key, value in operation_document(self._operation).items() if key != "format"}
            found = {"kind": "operation", **own}
        elif self._message is not None:
            found = message_document(self._message)
        else:
            assert self._path is not None
            found = path_document(self._path, places_of(self._path.path, self._known.operations))
        return {"format": FORMAT, **found}

    def show(self, page: Page) -> None:
        """Write it for a person."""
        from salesiq_validate.cli.code_page import show_code
        from salesiq_validate.cli.messages import show_message
        from salesiq_validate.cli.operation_page import show_operation
        from salesiq_validate.cli.rule_page import show_rule
        from salesiq_validate.examples import ExampleAnswers

        if self._entry is not None:
            show_code(page, self._entry, self._known)
        elif self._rule is not None:
            show_rule(page, self._rule)
        elif self._operation is not None:
            show_operation(page, self._operation, ExampleAnswers(self._known.operations, seed=None))
        elif self._message is not None:
            show_message(page, self._message)
        else:
            assert self._path is not None
            _show_path(page, self._path, self._known)


def _operation_at(text: str, config: Config) -> str:
    """Return the operationId of a URL.

    Raises:
        UsageError: no operation has this URL, or several have it.
    """
    from salesiq_validate.privacy.printable import printable

    found = _URL.match(text)
    assert found is not None
    method, url = found[1], found[2].partition("#")[0].partition("?")[0]
    url = url if "://" in url else f"https://salesiq.zoho.com{url}"
    router = config.validator().router
    routes = [router.route(one, url) for one in ([method.upper()] if method else _METHODS)]
    operations = [operation for route in routes if not route.faults for operation in route.operations]
    names = list(dict.fromkeys(operation.id for operation in operations))
    if not names:
        guessed = dict.fromkeys(operation.id for route in routes for operation in route.operations if route.guess)
        meant = f" It most likely means {next(iter(guessed))}." if len(guessed) == 1 else ""
        what = "method and URL" if method else "URL"
        command = f"salesiq-validate request {f'-X {printable(method.upper())} ' if method else ''}{printable(url)}"
        raise click.UsageError(
            f"No documented operation has this {what}.{meant} To see what is wrong, run `{command}`."
        )
    if len(names) > 1:
        listed = ", ".join(f"{operation.id} ({operation.method})" for operation in operations)
        raise click.UsageError(f"Several operations have this URL: {listed}. Name one of them.")
    return names[0]


def _path_of(name: str, known: Catalogue) -> ReadPath:
    """Read a path; a single word is a path if some request has such a member."""
    from salesiq_validate.cli.path_words import places_of, read_path
    from salesiq_validate.exceptions import did_you_mean
    from salesiq_validate.rules.registry import REGISTRY

    read = read_path(name)
    is_word = read is not None and len(read.path.segments) == 1 and read.is_exact and "[" not in name
    if read is not None and (not is_word or next(places_of(read.path, known.operations), None) is not None):
        return read
    if name.lower() in known.resources:
        raise click.UsageError(
            f"{name.lower()} is a resource. `salesiq-validate operations --resource {name.lower()}` lists its "
            "operations."
        )
    names = [*(rule.name for rule in REGISTRY.rules), *(operation.id for operation in known.operations)]
    raise click.UsageError(
        f"There is no code, rule, operation or key {name!r}.{did_you_mean(name, names)} "
        "Write a path like operators[1].name."
    )


def _show_path(page: Page, read: ReadPath, known: Catalogue) -> None:
    from salesiq_validate.cli.path_words import as_python, nearest_above, places_of, steps_in_words

    page.title(read.text, "the shape of a group of paths" if read.is_shape else "a path in SalesIQ's syntax")
    if not read.is_exact:
        page.paragraph("This is not exactly SalesIQ's syntax; it was read as follows.")
    page.heading("Step by step")
    page.facts(steps_in_words(read))
    if not read.is_shape:
        page.heading("In other words")
        page.facts([("JSON Pointer", read.path.to_pointer()), ("Python", as_python(read.path))])
    page.heading("Documented requests with this path")
    places = list(places_of(read.path, known.operations))
    if not places:
        page.paragraph("None. If a refusal names this path, its key is not documented.")
        above, places = nearest_above(read.path, known.operations)
        if places:
            page.paragraph(f"The nearest path above it is {above.shape()}:")
    for place in places[:_LISTED]:
        about = "; ".join(filter(None, [place.field.description.rstrip("."), *place.field.values]))
        required = ", required" if place.field.required else ""
        where = "" if place.where == "body" else " as a query parameter"
        text = f"{place.operation.id}{where}: {place.field.type_in_words}{required}{f'. {about}' if about else ''}"
        page.items([text])
    if len(places) > _LISTED:
        page.paragraph(f"and {len(places) - _LISTED} more.")
