"""File: finds a configuration file in a folder or above it, checks it against the published schema, and reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.config import KEYS, Config, config_schema
from salesiq_validate.config.keys import FAIL_ON
from salesiq_validate.contract.servers import server_of
from salesiq_validate.decode.python_objects import read_document
from salesiq_validate.exceptions import UnknownName, UnusableArgument, UnusableConfig, did_you_mean
from salesiq_validate.finding import Severity
from salesiq_validate.judging.portal import checked_screen_name
from salesiq_validate.judging.settings import OperationSettings
from salesiq_validate.limits import Limits
from salesiq_validate.rules.others import known_rules

if TYPE_CHECKING:
    from salesiq_validate.engine import Judge
    from salesiq_validate.engine.protocol import Violation

#: The separate file; it wins over a pyproject.toml in the same folder.
OWN_FILE: Final = "salesiq-validate.toml"
PYPROJECT: Final = "pyproject.toml"
TABLE: Final = "salesiq-validate"


def find_config(start: Path) -> Path | None:
    """Return the nearest configuration file, in a folder or above it; None if there is none.

    A pyproject.toml counts if it has the table `[tool.salesiq-validate]`.

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
        UnusableConfig: the file cannot be read, or names a key, rule or value that does not exist; the message has the
        nearest one.
    """
    table = _table(file)
    if table is None:
        raise UnusableConfig(str(file), f"it has no table [tool.{TABLE}]")
    return read_config(table, file=file)


def read_config(table: Mapping[str, Any], *, file: Path) -> Config:
    """Read the table of a configuration file; its paths are relative to `file`.

    Raises:
        UnusableConfig: the table names a key, rule or value that does not exist; the message has the nearest one.
    """
    document, _ = read_document(dict(table), Limits())
    for violation in _judge().violations(document):
        raise UnusableConfig(str(file), _words(violation, table))
    given = {}
    for name, value in table.items():
        try:
            given[KEYS[name].attribute] = _READ.get(name, _as_it_is)(value, file.parent)
        except (UnknownName, UnusableArgument) as error:
            raise UnusableConfig(str(file), f"{name}: {error}") from None
    config = Config(**given)
    try:
        config.rules.checked(known_rules(config.rules.selectors))
        for own in config.per_file.values():
            own_rules = Config(ignore=own.ignore).rules
            own_rules.checked(known_rules(own_rules.selectors))
    except UnknownName as error:
        raise UnusableConfig(str(file), str(error)) from None
    return config


@cache
def _judge() -> Judge:
    from salesiq_validate.engine import default_engine

    return default_engine().compile(config_schema())


def _words(violation: Violation, table: Mapping[str, Any]) -> str:
    """Say in one sentence what is wrong with a value, where, and what is expected."""
    pointer = violation.pointer
    if violation.keyword == "additionalProperties":
        known = _schema_at(pointer[:-1])["properties"]
        name = str(pointer[-1])
        return f"{_place(pointer[:-1])}there is no key {name!r}.{did_you_mean(name, known)}"
    if pointer and isinstance(pointer[-1], int):
        # For an element, the sentence says what the list may hold.
        pointer = pointer[: pointer.index(pointer[-1])]
    schema = _schema_at(pointer)
    if "enum" not in schema:
        return f"{_place(pointer)}{schema['title']} is expected"
    value: Any = table
    for step in pointer:
        value = value[step]
    options = ", ".join(schema["enum"])
    nearest = did_you_mean(value, schema["enum"]) if isinstance(value, str) else ""
    return f"{_place(pointer)}there is no such {schema['title']}; it is one of {options}.{nearest}"


def _place(pointer: tuple[str | int, ...]) -> str:
    return ".".join(map(str, pointer)) + ": " if pointer else ""


def _schema_at(pointer: tuple[str | int, ...]) -> Mapping[str, Any]:
    schema: Mapping[str, Any] = config_schema()
    for step in pointer:
        properties = schema.get("properties", {})
        schema = properties[step] if step in properties else schema.get("additionalProperties") or schema["items"]
    return schema


def _as_it_is(value: Any, _folder: Path) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _data_center(code: str, _folder: Path) -> str:
    from salesiq_validate.contract.servers import Servers

    return Servers.load().data_centre(code)


def _own_rules(table: Mapping[str, Any], _folder: Path) -> dict[str, OperationSettings]:
    return {
        name: OperationSettings(**{key.replace("-", "_"): value for key, value in own.items()})
        for name, own in table.items()
    }


def _per_file(table: Mapping[str, Any], folder: Path) -> dict[str, OperationSettings]:
    own = _own_rules(table, folder)
    root = folder.absolute().as_posix()
    return {f"{root}/{pattern}" if "/" in pattern else pattern: settings for pattern, settings in own.items()}


def _output(text: str, folder: Path) -> str:
    format_, _, file = text.partition("=")
    if not file or file == "-":
        return text
    # A configuration in somebody else's checkout must not overwrite any of the user's files.
    if not (folder / file).resolve().is_relative_to(folder.resolve()):
        raise UnusableArgument(
            f"the output {file!r} is outside of the folder of this file; name it on the command line, with --output"
        )
    return f"{format_}={folder / file}"


#: How to convert values from the file to those of `Config`, if they differ.
_READ: Final[Mapping[str, Callable[[Any, Path], Any]]] = {
    "screen-name": lambda name, _: checked_screen_name(name),
    "data-center": _data_center,
    "servers": lambda servers, _: tuple(map(server_of, servers)),
    "extensions": lambda files, folder: tuple(str(folder / file) for file in files),
    "public-keys": lambda files, folder: tuple(str(folder / file) for file in files),
    "severities": lambda words, _: {selector: Severity(word) for selector, word in words.items()},
    "operations": _own_rules,
    "per-file": _per_file,
    "limits": lambda limits, _: Limits(**{name.replace("-", "_"): limit for name, limit in limits.items()}),
    "fail-on": lambda word, _: FAIL_ON[word],
    "outputs": lambda outputs, folder: tuple(_output(output, folder) for output in outputs),
    "baseline": lambda file, folder: str(folder / file),
    "fail-under": lambda percent, _: float(percent),
}


def _table(file: Path) -> Mapping[str, Any] | None:
    import tomllib  # imported here, because most runs find no file to read

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
            raise UnusableConfig(str(file), f"write its keys at the top level; [tool.{TABLE}] is for {PYPROJECT}")
        return document
    if table is not None and not isinstance(table, dict):
        raise UnusableConfig(str(file), f"tool.{TABLE} is not a table")
    return table
