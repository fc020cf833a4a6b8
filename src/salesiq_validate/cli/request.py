"""`request`: judge one request before it is sent."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import field, frozen

from salesiq_validate.cli import options as opt

if TYPE_CHECKING:
    from typing import TextIO

    from salesiq_validate.config import Config
    from salesiq_validate.exceptions import UnusableArgument
    from salesiq_validate.exchange import Request
    from salesiq_validate.finding import Report
    from salesiq_validate.validator import Validator


class RequestCommand(click.Command):
    """A command that accepts a whole curl command after its own options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `--` before `curl`, so that its options are not read as ours."""
        if "curl" in args and "--" not in args:
            at = args.index("curl")
            args = [*args[:at], "--", *args[at:]]
        return super().parse_args(ctx, args)


@click.command(cls=RequestCommand, short_help="Check one request before you send it, or a pasted curl command.")
@click.argument("words", metavar="URL | curl ...", nargs=-1)
@click.option("-X", "--method", metavar="METHOD", help="HTTP method.  [default: GET, or POST with a body]")
@click.option("-H", "--header", "headers", metavar="'NAME: VALUE'", multiple=True, help="A header. Repeatable.")
@click.option("-d", "--data", metavar="TEXT|@FILE|-", help="The body, sent unchanged.")
@click.option(
    "--json", "json_text", metavar="TEXT|@FILE|-", help="The body as JSON; implies Content-Type: application/json."
)
@click.option(
    "--form",
    "form",
    metavar="NAME=VALUE",
    multiple=True,
    help="A form field; implies Content-Type: application/x-www-form-urlencoded. Repeatable.",
)
@click.option("--curl", metavar="'curl ...'|@FILE|-", help="Check the request that this curl command would send.")
@click.option(
    "--schema",
    metavar="FILE",
    type=click.Path(),
    help="Check the body against this JSON Schema instead of the documented one.",
)
@click.option("--fix", is_flag=True, help="Print the request with all sure fixes, and check it again.")
@opt.output_options
@opt.portal_options
@opt.rule_options
@opt.config_options
@opt.color_option
def command(words: tuple[str, ...], color: str, **given: Any) -> int:
    """Check one request against the documented contract of the SalesIQ API, without sending it.

    Describe the request with options, or give a curl command: paste it after this command, or give it as one text.

    \b
      salesiq-validate request -X POST https://salesiq.zoho.com/api/v2/example/departments \\
          -H 'Authorization: Zoho-oauthtoken 1000.xxx.yyy' --json @department.json
      salesiq-validate request curl -X DELETE https://salesiq.zoho.com/api/v2/example/departments/12
      pbpaste | salesiq-validate request --curl - --fix

    With --fix, the exit code is that of the corrected request; its token is shown only with --show-values.

    Exit codes: 0 nothing wrong, 1 findings of the severity of --fail-on, 2 the tool could not do its work.
    """  # noqa: D301 - click reads the backspace as "do not wrap"
    config = opt.config_of(given)
    run = RequestRun(_request_of(words, given), config, _schema_of(given["schema"]), color, given["fix"])
    if not run.is_fixed:
        return run.run()
    if config.format != "text" or run.schema is not None:
        raise click.UsageError("Do not use --fix with --format or --schema; --format json has every fix as data.")
    return run.fix()


#: Values that only the user knows, by their placeholder in a corrected request.
_FILL_IN = {"{screen_name}": "the screen name of your portal", "{access_token}": "an access token"}


@frozen
class RequestRun:
    """One request to check, and how to show the findings."""

    request: Request
    config: Config
    #: Replaces the catalogue's schema.
    schema: Any = None
    #: `auto`, `always` or `never`.
    color: str = "auto"
    #: Whether to correct the request, too.
    is_fixed: bool = False
    stdout: TextIO = field(factory=lambda: sys.stdout)

    def run(self) -> int:
        """Check the request, show the findings, and return the exit code.

        Raises:
            UnknownName: an option names something that does not exist.
            SchemaNotUsable: the schema is invalid.
            UnusableExtension: an extension file cannot be used.
            UnusableArgument: it is no call of SalesIQ.
        """
        from salesiq_validate.cli.outcome import show_one
        from salesiq_validate.contract.api_traffic import Traffic
        from salesiq_validate.exchange import Exchange

        validator = self.config.validator(strict_json=True)
        request = self.request
        if Traffic(validator.router).is_foreign(request):
            raise self._foreign(validator)
        exchange = Exchange(request)
        report = (
            validator.check(exchange).with_all_names()
            if self.schema is None
            else validator.check_request(
                request.method, request.url, headers=request.headers, content=request.body, schema=self.schema
            )
        )
        code = show_one(exchange, report, self.config, validator, color=self.color, stdout=self.stdout)
        if self.config.format == "text":
            self._judged_as(report, validator)
            if not self.is_fixed and any(finding.fix and finding.fix.sure is not False for finding in report.findings):
                self.stdout.write("Add --fix to see the request with all sure fixes.\n")
            self._reply(report)
        return code

    def fix(self) -> int:
        """Check and correct the request; show the findings, the corrected request and the values to fill in.

        The exit code is that of the corrected request.

        Raises:
            UnusableArgument: it is no call of SalesIQ.
        """
        from salesiq_validate.cli.curl_text import curl_text
        from salesiq_validate.cli.outcome import show_one
        from salesiq_validate.exchange import Exchange

        code = self.run()
        validator = self.config.validator(strict_json=True)
        mended, report = validator.fixed(self.request)
        if mended == self.request:
            self.stdout.write("\nThere is no sure fix for this request.\n")
            return code
        text = curl_text(mended, show_values=self.config.show_values)
        self.stdout.write(f"\nCorrected:\n{text}\n")
        missing = [what for hole, what in _FILL_IN.items() if hole in text]
        if missing:
            self.stdout.write(f"Fill in {' and '.join(missing)}.\n")
        self.stdout.write("\n")
        return show_one(Exchange(mended), report, self.config, validator, color=self.color, stdout=self.stdout)

    def _foreign(self, validator: Validator) -> UnusableArgument:
        """Print what we know about a request for a token; return why the request cannot be checked."""
        from salesiq_validate.cli.outcome import note
        from salesiq_validate.contract.scopes import KnownScopes
        from salesiq_validate.contract.tokens import TokenRequest
        from salesiq_validate.exceptions import UnusableArgument

        token = TokenRequest.of(self.request, validator.router.servers)
        if token is None:
            return UnusableArgument(
                "this is not a call of SalesIQ, because the server does not belong to SalesIQ. "
                "Name a server of your own with --server"
            )
        faults = list(token.faults(KnownScopes(validator.operations), self.config.data_center))
        for fault in faults:
            note(f"in this token request, {fault}")
        known = "as far as the tool can tell, it is right" if not faults else "see the notes"
        return UnusableArgument(f"this is a request for a token, not a call of SalesIQ; {known}")

    def _judged_as(self, report: Report, validator: Validator) -> None:
        """Print which documented call the request is, or which one it resembles."""
        from salesiq_validate.finding import Basis
        from salesiq_validate.privacy.printable import printable

        operation = next((known for known in validator.operations if known.id == report.operation), None)
        if operation is None:
            self.stdout.write("This is not a documented call; `salesiq-validate operations` lists all of them.\n")
        else:
            about = f"{operation.id}: {operation.method} {operation.path}"
            base = self.request.url.partition("#")[0].partition("?")[0]
            is_guess = validator.router.route(self.request.method, base).guess is Basis.INFERRED
            self.stdout.write(f"{'Read as' if is_guess else 'Checked as'} {printable(about)}\n")

    def _reply(self, report: Report) -> None:
        """Print the one envelope with which SalesIQ would answer."""
        import json

        from salesiq_validate.privacy.printable import printable

        finding = report.reply_finding
        error = finding and (finding.error if self.config.show_values else finding.shown_error)
        if error:
            text = printable(json.dumps(error.as_envelope(), ensure_ascii=False))
            self.stdout.write(f"SalesIQ would answer: {text}\n")


def _request_of(words: tuple[str, ...], given: dict[str, Any]) -> Request:
    """Return the request that the command line describes."""
    from salesiq_validate.cli.curl import read_curl
    from salesiq_validate.cli.outcome import note
    from salesiq_validate.cli.shell_words import split_command

    own = [
        option
        for option, name in [
            ("--method", "method"),
            ("--header", "headers"),
            ("--data", "data"),
            ("--json", "json_text"),
            ("--form", "form"),
        ]
        if given[name]
    ]
    curl: list[str] | None = None
    if given["curl"] is not None:
        curl = split_command(text_given(given["curl"]).decode("utf-8", "surrogateescape"))
        if words:
            raise click.UsageError("Give a URL or a curl command, not both.")
    elif words and _is_curl(words[0]):
        curl = list(words)
    elif len(words) == 1 and _is_curl(words[0].split(maxsplit=1)[0] if words[0].strip() else ""):
        curl = split_command(words[0])
    if curl is None:
        return _own_request(words, given)
    if own:
        raise click.UsageError(f"Do not use {own[0]} with a curl command; put it into the command.")
    if not curl or not _is_curl(curl[0]):
        raise click.UsageError("The text after --curl must be a curl command, which begins with the word curl.")
    found = read_curl(curl[1:], _file)
    for text in found.notes:
        note(text)
    return found.request


def _own_request(words: tuple[str, ...], given: dict[str, Any]) -> Request:
    from salesiq_validate.exchange import Request

    if not words:
        raise click.UsageError("Give the URL of the request, or a curl command.")
    if len(words) > 1:
        raise click.UsageError(
            f"Give one URL, not {len(words)} words. Write the method after -X, and a header in quotes after -H."
        )
    headers = [_header(text, number) for number, text in enumerate(given["headers"], 1)]
    body, content_type = _body(given)
    if content_type is not None and not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", content_type))
    method = given["method"] or ("GET" if body is None else "POST")
    return Request(method, words[0], headers, body)


def _body(given: dict[str, Any]) -> tuple[bytes | None, str | None]:
    """Return the body and the content type that it implies."""
    from urllib.parse import urlencode

    bodies = [option for option in ("data", "json_text", "form") if given[option] not in (None, ())]
    if len(bodies) > 1:
        raise click.UsageError("A request has only one body: use one of --data, --json and --form.")
    if given["data"] is not None:
        return text_given(given["data"]), None
    if given["json_text"] is not None:
        return text_given(given["json_text"]), "application/json"
    if not given["form"]:
        return None, None
    pairs = []
    for number, text in enumerate(given["form"], 1):
        name, equals, value = text.partition("=")
        if not (name and equals):
            raise click.UsageError(f"--form takes NAME=VALUE, but form field {number} has no name or no equals sign.")
        pairs.append((name, value.encode("utf-8", "surrogateescape")))
    return urlencode(pairs).encode(), "application/x-www-form-urlencoded"


def _header(text: str, number: int) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not (colon and name.strip()):
        # It may be a token.
        raise click.UsageError(f"--header takes 'Name: value', but header {number} has no name or no colon.")
    return name.strip(), value.strip()


def _is_curl(word: str) -> bool:
    return Path(word.replace("\\", "/")).name.lower() in {"curl", "curl.exe"}


def text_given(argument: str) -> bytes:
    """Return a text, the content of `@FILE`, or standard input for `-`."""
    if argument in {"-", "@-"}:
        return _file("-")
    return _file(argument[1:]) if argument.startswith("@") else argument.encode("utf-8", "surrogateescape")


def _file(name: str) -> bytes:
    from salesiq_validate.exceptions import UnusableArgument

    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise UnusableArgument(f"the file {name!r} cannot be read: {reason or 'its name is not possible'}") from None


def _schema_of(file: str | None) -> Any:
    from salesiq_validate.decode import json_fast
    from salesiq_validate.exceptions import UnusableArgument

    if file is None:
        return None
    try:
        schema = json_fast.loads(_file(file))
    except (ValueError, RecursionError):
        raise UnusableArgument(f"the schema {file!r} is not JSON") from None
    if not isinstance(schema, dict):
        raise UnusableArgument(f"the schema {file!r} is not a JSON object")
    return schema
