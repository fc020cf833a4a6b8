"""Options that several commands share, and how they become a `Config`: what is given replaces what a file says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from salesiq_validate.cli import completions
from salesiq_validate.cli.nearest import no_such

if TYPE_CHECKING:
    from salesiq_validate.config import Config

Command = TypeVar("Command", bound=Callable[..., Any])

FORMATS: Final = ("text", "json", "jsonl", "sarif", "junit", "github", "markdown", "html")
SEVERITIES: Final = ("error", "warning", "info")
_SIZE: Final = re.compile(r"([0-9]{1,15})([kKmMgG]?)")
_FACTORS: Final = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}


class Word(click.Choice[str]):
    """A choice that tells the nearest word.

    Arguments:
        kind: what the words are: "format".
        words: all of them.
    """

    def __init__(self, kind: str, words: Iterable[str]) -> None:
        super().__init__(tuple(words))
        self._kind = kind

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the word, whatever its case."""
        lowered = str(value).lower()
        if lowered not in self.choices:
            self.fail(no_such(self._kind, str(value), self.choices), param, ctx)
        return lowered


def _listed(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return repeated and comma-joined values as one list; None where the option was not given."""
    found = tuple(part.strip() for value in values for part in value.split(",") if part.strip())
    return found or None


def _codes(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[int, ...] | None:
    listed = _listed(ctx, param, values)
    if listed is None:
        return None
    for code in listed:
        if not (code.isascii() and code.isdigit() and len(code) < 10):
            raise click.BadParameter(f"{code!r} is no SalesIQ error code; they are numbers, like 1019.", ctx, param)
    return tuple(map(int, listed))


def _pairs(ctx: click.Context, param: click.Parameter, values: Iterable[str]) -> dict[str, str]:
    pairs = {}
    for value in values:
        name, equals, text = value.partition("=")
        if not (name and equals and text):
            raise click.BadParameter(f"{value!r} is not written {param.metavar}.", ctx, param)
        pairs[name.strip()] = text.strip()
    return pairs


def _severities(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, Any] | None:
    from salesiq_validate.finding import Severity

    found = {}
    for rule, word in _pairs(ctx, param, values).items():
        if word not in SEVERITIES:
            raise click.BadParameter(no_such("severity", word, SEVERITIES), ctx, param)
        found[rule] = Severity(word)
    return found or None


def _limits(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, int] | None:
    from salesiq_validate.config import LIMIT_KEYS

    found = {}
    for name, text in _pairs(ctx, param, values).items():
        key = name.replace("_", "-")
        if key not in LIMIT_KEYS:
            raise click.BadParameter(no_such("limit", name, LIMIT_KEYS), ctx, param)
        size = _SIZE.fullmatch(text)
        if size is None or not int(size[1]):
            raise click.BadParameter(f"{name} takes a whole number, like 500, 64k or 10M.", ctx, param)
        found[LIMIT_KEYS[key][0]] = int(size[1]) * _FACTORS[size[2].lower()]
    return found or None


def _variables(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, str] | None:
    found = {}
    for number, value in enumerate(values, start=1):
        name, equals, text = value.partition("=")
        if not (name.strip() and equals):
            # What was given may be a secret, so it is not repeated.
            raise click.BadParameter(f"number {number} of them is not written {param.metavar}.", ctx, param)
        found[name.strip()] = text
    return found or None


def all_of(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Return the decorator that adds several options, in this order."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


config_options = all_of(
    click.option(
        "--config",
        "config_file",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="Read this configuration file instead of the nearest pyproject.toml or salesiq-validate.toml.",
    ),
    click.option("--no-config", is_flag=True, help="Read no configuration file."),
)

extend_option = click.option(
    "--extend",
    "extensions",
    metavar="FILE",
    multiple=True,
    type=click.Path(),
    help="Add operations and error codes of your own portal. Repeatable.",
)

server_option = click.option(
    "--server",
    "servers",
    metavar="HOST",
    multiple=True,
    callback=_listed,
    help="A further host that is SalesIQ to you, like a gateway or a test server. Repeatable.",
)

portal_options = all_of(
    click.option(
        "--screen-name", metavar="NAME", help="Your portal's screen name; another one in a URL is then an error."
    ),
    click.option(
        "--data-center",
        metavar="CODE",
        shell_complete=completions.data_centres,
        help="Your portal's data centre (US, EU, IN, AU, CN, JP, ...); another server is then an error.",
    ),
    server_option,
    click.option(
        "--scope",
        "scopes",
        metavar="SCOPE",
        multiple=True,
        callback=_listed,
        shell_complete=completions.scopes,
        help="An OAuth scope that your token has; calls that need another one are then errors. Repeatable.",
    ),
    extend_option,
)

rule_options = all_of(
    click.option(
        "--select",
        metavar="RULE",
        multiple=True,
        callback=_listed,
        shell_complete=completions.rules,
        help="Run only these rules: a code (SIQ403), a name (wrong-json-type) or a beginning (SIQ4). Repeatable.",
    ),
    click.option(
        "--ignore",
        metavar="RULE",
        multiple=True,
        callback=_listed,
        shell_complete=completions.rules,
        help="Leave these rules out. Repeatable.",
    ),
    click.option(
        "--severity",
        "severities",
        metavar="RULE=SEVERITY",
        multiple=True,
        callback=_severities,
        help="Give a rule another severity: error, warning or info. Repeatable.",
    ),
    click.option(
        "--allow-code",
        "allow_codes",
        metavar="CODE",
        multiple=True,
        callback=_codes,
        shell_complete=completions.codes,
        help="A SalesIQ error code that is intended, so that a refusal with it is no finding. Repeatable.",
    ),
    click.option(
        "--limit",
        "limits",
        metavar="NAME=NUMBER",
        multiple=True,
        callback=_limits,
        shell_complete=completions.limits,
        help="Change a limit, like max-depth=50 or max-body-bytes=10M. Repeatable.",
    ),
)

output_options = all_of(
    click.option("--format", type=Word("format", FORMATS), help="What to print.  [default: text]"),
    click.option(
        "--fail-on",
        type=Word("severity", (*SEVERITIES, "never")),
        help="Severity from which on findings make the exit code 1.  [default: error]",
    ),
    click.option(
        "--show-values/--hide-values",
        default=None,
        help="Show payload values at faults; secrets and personal data stay replaced.  [default: hide]",
    ),
)

variable_option = click.option(
    "--variable",
    "variables",
    metavar="NAME=VALUE",
    multiple=True,
    callback=_variables,
    help="A value for a variable of Postman collections, before the collection's own. Repeatable.",
)

color_option = click.option(
    "--color",
    type=Word("choice", ("auto", "always", "never")),
    default="auto",
    help="Use colours. NO_COLOR and FORCE_COLOR are heeded.  [default: auto]",
)


def config_of(given: Mapping[str, Any]) -> Config:
    """Return what the configuration file says, with what was given on the command line instead where it was.

    Arguments:
        given: a command's parameters by name; those that are no attribute of `Config` are passed over.

    Raises:
        UnusableConfig: the file cannot be used.
        UnusableArgument: a server is none.
    """
    from attrs import evolve, fields

    from salesiq_validate.config import FAIL_ON, Config, find_config, load_config, server_of

    file = given.get("config_file")
    if file is None and not given.get("no_config"):
        file = find_config(Path.cwd())
    config = Config() if file is None else load_config(file)
    known = {attribute.name for attribute in fields(Config)}
    changes = {name: value for name, value in given.items() if name in known and value is not None and value != ()}
    if "limits" in changes:
        changes["limits"] = evolve(config.limits, **changes["limits"])
    if "variables" in changes:
        changes["variables"] = {**config.variables, **changes["variables"]}
    if "fail_on" in changes:
        changes["fail_on"] = FAIL_ON[changes["fail_on"]]
    if "servers" in changes:
        changes["servers"] = tuple(map(server_of, changes["servers"]))
    changed = evolve(config, **changes)
    if "scopes" in changes and not changed.extensions:
        _look_at_scopes(changes["scopes"], changed)
    return changed


def _look_at_scopes(scopes: Iterable[str], config: Config) -> None:
    """Tell of scopes that no documented operation needs; a token may have them all the same."""
    from salesiq_validate.cli.known import Known
    from salesiq_validate.cli.outcome import note
    from salesiq_validate.exceptions import UnknownName

    known = Known.by(config)
    for scope in scopes:
        try:
            known.scope(scope)
        except UnknownName as error:
            note(f"no documented operation needs it: {error}")
