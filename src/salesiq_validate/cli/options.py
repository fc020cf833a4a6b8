"""Options that several commands share, and how they become a `Config`: they override the configuration file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from salesiq_validate.cli import completions
from salesiq_validate.cli.nearest import no_such
from salesiq_validate.config import KEYS, Config
from salesiq_validate.config.keys import FAIL_ON, SEVERITIES
from salesiq_validate.finding import Severity

Command = TypeVar("Command", bound=Callable[..., Any])

_SIZE: Final = re.compile(r"([0-9]{1,15})([kKmMgG]?)")
_FACTORS: Final = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}


class Word(click.Choice[str]):
    """A choice whose error message names the nearest word.

    Arguments:
        kind: the kind of the words: "format".
        words: all allowed words.
    """

    def __init__(self, kind: str, words: Iterable[str]) -> None:
        super().__init__(tuple(words))
        self._kind = kind

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the allowed word, ignoring case."""
        lowered = str(value).lower()
        if lowered not in self.choices:
            self.fail(no_such(self._kind, str(value), self.choices), param, ctx)
        return lowered


def _listed(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return repeated and comma-joined values as one list; None without the option."""
    found = tuple(part.strip() for value in values for part in value.split(",") if part.strip())
    return found or None


def _scopes(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...] | None:
    from salesiq_validate.contract.scopes import split_scopes

    return split_scopes(values) or None


def _codes(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[int, ...] | None:
    listed = _listed(ctx, param, values)
    if listed is None:
        return None
    for code in listed:
        if not (code.isascii() and code.isdigit() and len(code) < 10):
            raise click.BadParameter(f"{code!r} is not a SalesIQ error code, which is a number like 1019.", ctx, param)
    return tuple(map(int, listed))


def _pairs(ctx: click.Context, param: click.Parameter, values: Iterable[str]) -> dict[str, str]:
    pairs = {}
    for value in values:
        name, equals, text = value.partition("=")
        if not (name and equals and text):
            raise click.BadParameter(f"{value!r} does not have the form {param.metavar}.", ctx, param)
        pairs[name.strip()] = text.strip()
    return pairs


def _severities(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, Any] | None:
    found = {}
    for rule, word in _pairs(ctx, param, values).items():
        if word not in SEVERITIES:
            raise click.BadParameter(no_such("severity", word, SEVERITIES), ctx, param)
        found[rule] = Severity(word)
    return found or None


def _limits(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, int] | None:
    from salesiq_validate.config.keys import LIMITS

    found = {}
    for name, text in _pairs(ctx, param, values).items():
        key = name.replace("_", "-")
        if key not in LIMITS["properties"]:
            raise click.BadParameter(no_such("limit", name, LIMITS["properties"]), ctx, param)
        size = _SIZE.fullmatch(text)
        if size is None or not int(size[1]):
            raise click.BadParameter(f"{name} takes a whole number, like 500, 64k or 10M.", ctx, param)
        found[key.replace("-", "_")] = int(size[1]) * _FACTORS[size[2].lower()]
    return found or None


def _variables(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, str] | None:
    found = {}
    for number, value in enumerate(values, start=1):
        name, equals, text = value.partition("=")
        if not (name.strip() and equals):
            # The value may be a secret, so the message does not repeat it.
            raise click.BadParameter(f"number {number} of them does not have the form {param.metavar}.", ctx, param)
        found[name.strip()] = text
    return found or None


def all_of(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Return the decorator that adds several options, in this order."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


#: For options with special values: how to convert the values, and which values a shell suggests.
_CALLBACKS: Final[Mapping[str, Callable[..., Any]]] = {
    "scopes": _scopes,
    "servers": _listed,
    "select": _listed,
    "ignore": _listed,
    "severities": _severities,
    "allow-codes": _codes,
    "limits": _limits,
    "variables": _variables,
}
_OFFERS: Final[Mapping[str, Callable[..., Any]]] = {
    "data-center": completions.data_centres,
    "scopes": completions.scopes,
    "select": completions.rules,
    "ignore": completions.rules,
    "allow-codes": completions.codes,
    "limits": completions.limits,
}


def key_option(name: str) -> Callable[[Command], Command]:
    """Return the option for a key of the configuration."""
    key = KEYS[name]
    option = key.option or f"--{name}"
    kind = key.schema.get("type")
    about: dict[str, Any] = {"shell_complete": _OFFERS.get(name), "callback": _CALLBACKS.get(name)}
    default = "" if key.default in {None, False} else f"  [default: {key.default}]"
    if kind == "boolean":
        about |= {"default": None, "is_flag": True}
        unless = option.rpartition("/--")[2].partition("-")[0]
        default = "" if unless == "no" else f"  [default: {unless}]"
    elif "enum" in key.schema:
        about["type"] = Word(key.schema["title"], key.schema["enum"])
    elif kind in {"array", "object"}:
        about |= {"multiple": True, "metavar": key.metavar}
        default = "  Repeatable."
    elif kind == "number":
        about |= {"metavar": key.metavar, "type": click.FloatRange(key.schema["minimum"], key.schema["maximum"])}
    else:
        about["metavar"] = key.metavar
    return click.option(option, key.attribute, help=key.about + default, **about)


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
extend_option = key_option("extensions")
public_key_option = key_option("public-keys")
server_option = key_option("servers")
portal_options = all_of(*map(key_option, ("screen-name", "data-center", "servers", "scopes", "extensions")))
rule_options = all_of(*map(key_option, ("select", "ignore", "severities", "allow-codes", "limits")))
output_options = all_of(*map(key_option, ("format", "fail-on", "show-values")))
variable_option = key_option("variables")
color_option = click.option(
    "--color",
    type=Word("choice", ("auto", "always", "never")),
    default="auto",
    help="Use colours; NO_COLOR and FORCE_COLOR work as well.  [default: auto]",
)


def config_of(given: Mapping[str, Any]) -> Config:
    """Return the configuration file's settings, overridden by the command line.

    Arguments:
        given: a command's parameters by name; those that are not attributes of `Config` are ignored.

    Raises:
        UnusableConfig: the file cannot be used.
        UnusableArgument: the address of a server is invalid.
    """
    from attrs import evolve, fields

    from salesiq_validate.config.file import find_config, load_config
    from salesiq_validate.contract.servers import server_of

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
        return evolve(changed, scopes=_needed(changes["scopes"], changed))
    return changed


def _needed(scopes: Iterable[str], config: Config) -> tuple[str, ...]:
    """Return the scopes that operations need, and print a note on unneeded ones that the token still has."""
    from salesiq_validate.cli.catalogue import Catalogue
    from salesiq_validate.cli.outcome import note
    from salesiq_validate.contract.scopes import is_of_another_product
    from salesiq_validate.exceptions import UnknownName

    known = Catalogue.by(config)
    needed = []
    for scope in scopes:
        if is_of_another_product(scope):
            continue
        try:
            known.scope(scope)
            needed.append(scope)
        except UnknownName as error:
            note(f"no documented operation needs it: {error}")
    return tuple(needed)
