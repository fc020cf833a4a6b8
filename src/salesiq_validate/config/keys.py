"""Keys: declares a setting once for the file, its published schema, the command line and the pages.

A field of `Config` that `setting` makes has a schema, a meaning and an option on the command line.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from attrs import Attribute, field, fields, frozen

from salesiq_validate.finding import Severity
from salesiq_validate.limits import Limits
from salesiq_validate.reporters import REPORTERS

#: JSON Schemas of values. A title completes "... is expected", except if it names the values of an `enum`.
TEXT: Final = {"type": "string", "pattern": "^[^\\u0000]+$", "title": "a text"}
TEXT_LIST: Final = {"type": "array", "items": TEXT, "title": "a list of texts"}
SELECTORS: Final = {
    **TEXT_LIST,
    "description": "Rules, each by its code (SIQ403), its name (wrong-json-type) or the beginning of codes (SIQ4).",
}
CODES: Final = {
    "type": "array",
    "items": {"type": "integer", "minimum": 0},
    "title": "a list of SalesIQ's error codes, like [1019],",
}
FLAG: Final = {"type": "boolean", "title": "true or false"}
PERCENT: Final = {"type": "number", "minimum": 0, "maximum": 100, "title": "a percentage from 0 to 100"}
ANY_TEXT: Final = {"type": "string", "title": "a text"}
#: The words for the lowest severity that fails a run.
FAIL_ON: Final[Mapping[str, Severity | None]] = {
    **{severity.value: severity for severity in sorted(Severity, key=lambda severity: -severity.rank)},
    "never": None,
}
SEVERITIES: Final = tuple(word for word in FAIL_ON if word != "never")
SEVERITY: Final = {"enum": list(SEVERITIES), "title": "severity"}
THRESHOLD: Final = {"enum": list(FAIL_ON), "title": "severity"}
REPORT_FORMAT: Final = {"enum": list(REPORTERS), "title": "format"}


def table_of(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a table whose keys the user chooses."""
    return {"type": "object", "additionalProperties": schema, "title": "a table"}


def table_with(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a table with certain keys."""
    return {"type": "object", "additionalProperties": False, "properties": dict(properties), "title": "a table"}


#: The settings for one operation or some files, in addition to those for all.
OWN_RULES: Final = table_with({"ignore": SELECTORS, "allow-codes": CODES})


def _limit(about: str, most: int | None) -> dict[str, Any]:
    """Return the schema of one limit."""
    limited = {} if most is None else {"maximum": most}
    title = "a whole number of at least 1" if most is None else f"a whole number from 1 to {most}"
    return {"type": "integer", "minimum": 1, **limited, "description": about, "title": title}


LIMITS: Final = table_with({limit.name.replace("_", "-"): _limit(**limit.metadata) for limit in fields(Limits)})


@frozen
class Key:
    """A key of the configuration."""

    name: str
    #: The schema of its value.
    schema: Mapping[str, Any]
    about: str
    #: The option as click expects it: `--scope`, `--strict-json/--lenient-json`; None if the command line has none.
    option: str | None
    #: The word after the option: `NAME`.
    metavar: str | None
    #: As JSON; None if there is no default.
    default: Any
    #: The attribute of `Config`.
    attribute: str
    example: Any = None

    def described(self) -> dict[str, Any]:
        """Return the published form of the schema."""
        default = {} if self.default is None else {"default": self.default}
        example = {} if self.example is None else {"examples": [self.example]}
        return {**self.schema, **default, "description": self.about, **example}


def setting(
    schema: Mapping[str, Any],
    about: str,
    option: str | None = None,
    metavar: str | None = None,
    *,
    default: Any = None,
    example: Any = None,
    **more: Any,
) -> Any:
    """Return a field of `Config` that a file may set.

    Arguments:
        schema: the schema of the value.
        about: one sentence on what it does.
        option: see `Key`.
        metavar: see `Key`.
        default: a value or an `attrs.Factory`.
        example: a value that shows the meaning.
        more: further arguments of `attrs.field`.
    """
    metadata = {"schema": schema, "about": about, "option": option, "metavar": metavar, "example": example}
    return field(default=default, metadata=metadata, **more)


def key_of(attribute: Attribute[Any]) -> Key:
    """Return the key that sets an attribute of `Config`."""
    default = attribute.default.value if isinstance(attribute.default, Severity) else attribute.default
    if not isinstance(default, (bool, str)):
        default = None
    about = attribute.metadata
    return Key(
        attribute.name.replace("_", "-"),
        about["schema"],
        about["about"],
        about["option"],
        about["metavar"],
        default,
        attribute.name,
        about["example"],
    )
