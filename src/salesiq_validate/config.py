"""Config: what a project decides once for every run, in `pyproject.toml` or `salesiq-validate.toml`.

    [tool.salesiq-validate]
    screen-name = "example"
    data-center = "EU"
    ignore = ["SIQ408"]

    [tool.salesiq-validate.operations.create_department]
    allow-codes = [1302]

`schemas/formats/config.schema.json` describes every key. Paths are relative to the file that names them. Whatever is
given on the command line, or as an argument, replaces what the file says under that key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import urlsplit

from attrs import field, fields, frozen

from salesiq_validate.exceptions import UnknownName, UnusableArgument, UnusableConfig, did_you_mean
from salesiq_validate.finding import Severity
from salesiq_validate.judging.settings import OperationSettings, RuleSettings
from salesiq_validate.limits import Limits
from salesiq_validate.reporters import REPORTERS
from salesiq_validate.rules import REGISTRY

if TYPE_CHECKING:
    from salesiq_validate.validator import Validator

#: The file of its own, which wins over a pyproject.toml beside it.
OWN_FILE: Final = "salesiq-validate.toml"
PYPROJECT: Final = "pyproject.toml"
TABLE: Final = "salesiq-validate"
_SERVER: Final = re.compile(r"(?:[\w.-]+|\[[0-9a-f:.]+\])(?::[0-9]+)?")

#: Words for "from which severity on findings fail a run".
FAIL_ON: Final[Mapping[str, Severity | None]] = {
    **{severity.value: severity for severity in sorted(Severity, key=lambda severity: -severity.rank)},
    "never": None,
}


@frozen(kw_only=True)
class Config:
    """Everything that a file or the command line can decide, with the defaults."""

    #: The portal's own name; None accepts any.
    screen_name: str | None = None
    #: Code of the portal's data centre; None accepts all.
    data_center: str | None = None
    #: Scopes of the token; None judges no scopes.
    scopes: tuple[str, ...] | None = None
    #: Further hosts that are SalesIQ here.
    servers: tuple[str, ...] = ()
    #: Paths of extension files.
    extensions: tuple[str, ...] = ()
    #: Selectors, as in `RuleSettings`.
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: Mapping[str, Severity] = field(factory=dict)
    #: SalesIQ codes of refusals that are intended.
    allow_codes: tuple[int, ...] = ()
    #: What is different for an operation, by operationId.
    operations: Mapping[str, OperationSettings] = field(factory=dict)
    limits: Limits = field(factory=Limits)
    #: Values for variables of Postman collections, which may be secrets.
    variables: Mapping[str, str] = field(factory=dict, repr=False)
    #: Judge duplicate keys and integers beyond 64 bits in recordings, too.
    strict_json: bool = False
    #: Show payload values in the output.
    show_values: bool = False
    #: From which severity on findings fail a run; None for never.
    fail_on: Severity | None = Severity.ERROR
    #: Whether a run that judges nothing succeeds.
    allow_empty: bool = False
    #: Format of standard output.
    format: str = "text"
    #: `FORMAT=FILE` for every further output.
    outputs: tuple[str, ...] = ()
    #: Path of the baseline file.
    baseline: str | None = None
    #: Whether entries of the baseline that no longer occur fail a run.
    strict_baseline: bool = False
    #: Whether reports tell how much of the contract was exercised.
    coverage: bool = False
    #: Percent of the operations that must be exercised; None asks for nothing.
    fail_under: float | None = None

    @property
    def rules(self) -> RuleSettings:
        """What is decided about rules."""
        return RuleSettings(
            select=self.select,
            ignore=self.ignore,
            severities=self.severities,
            allow_codes=self.allow_codes,
            operations=self.operations,
        )

    def validator(self, *, strict_json: bool | None = None) -> Validator:
        """Build the validator that judges as configured.

        Arguments:
            strict_json: instead of what is configured, which is about recordings.

        Raises:
            UnknownName: something is named that does not exist, with the nearest name.
            UnusableExtension: an extension file does not follow its schema.
        """
        from salesiq_validate.validator import Validator

        validator = Validator(
            screen_name=self.screen_name,
            data_center=self.data_center,
            scopes=self.scopes,
            servers=self.servers,
            extensions=self.extensions,
            settings=self.rules,
            limits=self.limits,
            strict_json=self.strict_json if strict_json is None else strict_json,
        )
        allowed = set(self.allow_codes).union(*(own.allow_codes for own in self.operations.values()))
        if allowed:  # gathering all codes reads the whole catalogue
            known = validator.known_codes
            for code in sorted(allowed - known):
                raise UnknownName("SalesIQ error code", str(code), tuple(map(str, sorted(known))))
        return validator


def find_config(start: Path) -> Path | None:
    """Return the nearest configuration file, from a folder upwards; None where there is none.

    A pyproject.toml counts when it has the table `[tool.salesiq-validate]`.

    Raises:
        UnusableConfig: a pyproject.toml on the way cannot be read.
    """
    for folder in (start, *start.parents):
        if (own := folder / OWN_FILE).is_file():
            return own
        if (project := folder / PYPROJECT).is_file() and _table(project) is not None:
            return project
    return None


def load_config(file: Path) -> Config:
    """Read a configuration file.

    Raises:
        UnusableConfig: it cannot be read, or names a key, rule or value that does not exist; with the nearest.
    """
    table = _table(file)
    if table is None:
        raise UnusableConfig(str(file), f"it has no table [tool.{TABLE}]")
    return read_config(table, file=file)


def read_config(table: Mapping[str, Any], *, file: Path) -> Config:
    """Read the table of a configuration file, which `file` is named for and its paths are relative to.

    Raises:
        UnusableConfig: it names a key, rule or value that does not exist; with the nearest.
    """
    try:
        given = {}
        for key, value in table.items():
            name, read = _known(key, KEYS)
            given[name] = _at(key, read, value)
        given = {name: _relative(name, value, file.parent) for name, value in given.items()}
        config = Config(**given)
        config.rules.checked(REGISTRY.rules)
    except (_WrongValueError, UnknownName, UnusableArgument) as error:
        raise UnusableConfig(str(file), str(error)) from None
    return config


def server_of(text: str) -> str:
    """Return the host, with its port, of a server given as `host`, `host:8443` or a whole URL.

    Raises:
        UnusableArgument: it is neither.
    """
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        server, host = parts.netloc.lower(), parts.hostname
        parts.port  # noqa: B018 - raises on a port that is no number
    except ValueError:
        server, host = "", None
    if (
        not host
        or "@" in server
        or not all(character.isprintable() and character not in " <>\"'" for character in host)
    ):
        raise UnusableArgument(f"{text!r} names no server; write its host, like gateway.example.com or localhost:8080")
    return server


class _WrongValueError(Exception):
    """A value that a key does not take; the text says where and what is expected."""


Reader: TypeAlias = Callable[[Any], Any]


def _at(place: object, read: Reader, value: Any) -> Any:
    try:
        return read(value)
    except _WrongValueError as error:
        raise _WrongValueError(f"{place}{'' if str(error)[:1] == '.' else ': '}{error}") from None
    except (UnknownName, UnusableArgument) as error:
        raise _WrongValueError(f"{place}: {error}") from None


def _known(key: str, keys: Mapping[str, Any]) -> Any:
    if key not in keys:
        raise _WrongValueError(f"there is no key {key!r}.{did_you_mean(key, keys)}")
    return keys[key]


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value or "\0" in value:
        raise _WrongValueError("a text is expected")
    return value


def _value(value: Any) -> str:
    if not isinstance(value, str):
        raise _WrongValueError("a text is expected")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _WrongValueError("a list of texts is expected")
    return tuple(_text(item) for item in value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _WrongValueError("true or false is expected")
    return value


def _percent(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 100:
        raise _WrongValueError("a percentage from 0 to 100 is expected")
    return float(value)


def _code(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise _WrongValueError("a list of SalesIQ's error codes is expected, such as 1019")
    return value


def _codes(value: Any) -> tuple[int, ...]:
    if not isinstance(value, list):
        raise _WrongValueError("a list of SalesIQ's error codes is expected, such as [1019]")
    return tuple(_code(item) for item in value)


def _word(kind: str, words: Mapping[str, Any]) -> Reader:
    def read(value: Any) -> Any:
        if not isinstance(value, str) or value not in words:
            nearest = did_you_mean(value, words) if isinstance(value, str) else ""
            raise _WrongValueError(f"there is no such {kind}; it is one of {', '.join(words)}.{nearest}")
        return words[value]

    return read


def _table_of(read: Reader) -> Reader:
    """Return the reader of a table whose keys are the user's own."""

    def read_all(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise _WrongValueError("a table is expected")
        return {key: _at(f".{key}", read, item) for key, item in value.items()}

    return read_all


def _table_with(keys: Mapping[str, tuple[str, Reader]], make: Callable[..., Any]) -> Reader:
    """Return the reader of a table with certain keys."""

    def read_all(value: Any) -> Any:
        if not isinstance(value, dict):
            raise _WrongValueError("a table is expected")
        given = {}
        for key, item in value.items():
            name, read = _known(key, keys)
            given[name] = _at(f".{key}", read, item)
        return make(**given)

    return read_all


def _limit(value: Any) -> int:
    if type(value) is not int or value < 1:
        raise _WrongValueError("a whole number of at least 1 is expected")
    return value


def _data_center(value: Any) -> str:
    from salesiq_validate.contract.servers import Servers

    return Servers.load().data_centre(_text(value))


SEVERITIES: Final[Mapping[str, Severity]] = {severity.value: severity for severity in Severity}
_OPERATION_KEYS: Final[dict[str, tuple[str, Reader]]] = {
    "ignore": ("ignore", _texts),
    "allow-codes": ("allow_codes", _codes),
}
LIMIT_KEYS: Final[dict[str, tuple[str, Reader]]] = {
    limit.name.replace("_", "-"): (limit.name, _limit) for limit in fields(Limits)
}
#: Every key of the table: the attribute of `Config` that it sets, and how its value is read.
KEYS: Final[dict[str, tuple[str, Reader]]] = {
    "screen-name": ("screen_name", _text),
    "data-center": ("data_center", _data_center),
    "scopes": ("scopes", _texts),
    "servers": ("servers", lambda value: tuple(map(server_of, _texts(value)))),
    "extensions": ("extensions", _texts),
    "select": ("select", _texts),
    "ignore": ("ignore", _texts),
    "severities": ("severities", _table_of(_word("severity", SEVERITIES))),
    "allow-codes": ("allow_codes", _codes),
    "operations": ("operations", _table_of(_table_with(_OPERATION_KEYS, OperationSettings))),
    "limits": ("limits", _table_with(LIMIT_KEYS, Limits)),
    "variables": ("variables", _table_of(_value)),
    "strict-json": ("strict_json", _flag),
    "show-values": ("show_values", _flag),
    "fail-on": ("fail_on", _word("severity", FAIL_ON)),
    "allow-empty": ("allow_empty", _flag),
    "format": ("format", _word("format", {name: name for name in REPORTERS})),
    "outputs": ("outputs", _texts),
    "baseline": ("baseline", _text),
    "strict-baseline": ("strict_baseline", _flag),
    "coverage": ("coverage", _flag),
    "fail-under": ("fail_under", _percent),
}


def _relative(name: str, value: Any, folder: Path) -> Any:
    if name == "extensions":
        return tuple(str(folder / path) for path in value)
    if name == "outputs":
        pairs = (output.partition("=") for output in value)
        return tuple(f"{format_}={folder / file}" if file else f"{format_}{equals}" for format_, equals, file in pairs)
    return str(folder / value) if name == "baseline" else value


def _table(file: Path) -> Mapping[str, Any] | None:
    import tomllib  # here, because most runs find no file to read

    try:
        document = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise UnusableConfig(str(file), f"it cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise UnusableConfig(str(file), "it is not encoded in UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        place = str(error).rpartition("(")[2].rstrip(")") if isinstance(error, tomllib.TOMLDecodeError) else "nested"
        raise UnusableConfig(str(file), f"it is not TOML ({place})") from None
    tool = document.get("tool")
    table = tool.get(TABLE) if isinstance(tool, dict) else None
    if file.name != PYPROJECT:
        if table is not None:
            raise UnusableConfig(str(file), f"its keys stand at the top; [tool.{TABLE}] is for {PYPROJECT}")
        return document
    if table is not None and not isinstance(table, dict):
        raise UnusableConfig(str(file), f"tool.{TABLE} is no table")
    return table
