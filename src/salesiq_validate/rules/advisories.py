"""Advisories: what the pages suggest without saying it, judged by the engine together with the contract.

An e-mail address, a time zone or a comparator is only known by its look. Checking each in Python would cost every valid
exchange; so a plan adds such facts to its copy of a schema, marked, and the engine checks them on the way. A violation
of a marked subschema is never an error, and the exported contract holds none of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

#: Holds the name of the advisory whose subschema it marks.
ADVISORY_MARK: Final = "x-salesiq-advisory"

#: 2001-09-09 in milliseconds: a smaller time is most likely in seconds.
_FIRST_MS: Final = 1_000_000_000_000
_FIRST_DIGITS: Final = "^([0-9]{13,}|0)$"

#: x-salesiq-format to a schema of what its values look like. An empty text is what clients send for "none".
_LOOKS: Final[Mapping[str, Mapping[str, Any]]] = {
    "email": {"pattern": "^([^@ ]+@[^@ ]+|)$"},
    "uri": {"pattern": "^([A-Za-z][A-Za-z0-9+.-]*:[^ ]+|)$"},
    "ip": {"pattern": "^([0-9A-Fa-f:.*]+|)$"},
    "ipv4": {"pattern": "^([0-9.*]+|)$"},
    "uuid": {"pattern": "^([0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}|)$"},
    "color": {"pattern": "^(#[0-9A-Fa-f]{3,8}|[A-Za-z]+|)$"},
    "language_code": {"pattern": "^([A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8}){0,2}|)$"},
    "country_code": {"pattern": "^([A-Za-z]{2,3}|)$"},
    "timezone": {"pattern": "^([A-Za-z_]+([/ +-][A-Za-z0-9_ +-]+){0,3}|)$"},
    "epoch_ms": {"pattern": _FIRST_DIGITS, "minimum": _FIRST_MS},
    "epoch_s": {"pattern": "^[0-9]{1,11}$", "maximum": _FIRST_MS / 10},
}


def with_advisories(schema: Any) -> Any:
    """Return a copy of a schema of ours in which every mark that can be advised upon has become a subschema."""
    if isinstance(schema, list):
        return [with_advisories(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    copy = {key: _member(key, value) for key, value in schema.items()}
    added = list(_advised(schema))
    if added:
        copy["allOf"] = [*copy.get("allOf", []), *added]
    return copy


def _member(key: str, value: Any) -> Any:
    if key == "properties":
        return {name: with_advisories(child) for name, child in value.items()}
    # Values of keywords and marks are no schemas, but lists of names and values.
    return (
        value
        if key.startswith("x-") or key in {"enum", "const", "examples", "required", "default"}
        else with_advisories(value)
    )


def _advised(schema: Mapping[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    look = _LOOKS.get(schema.get("x-salesiq-format", ""))
    if look is not None:
        found.append({ADVISORY_MARK: schema["x-salesiq-format"], **look})
    known = schema.get("x-salesiq-known-values")
    if known:
        found.append({ADVISORY_MARK: "known-values", "enum": known})
    return found


_ADVICE: Final[Mapping[str, str]] = {
    "email": "the value does not look like an e-mail address",
    "uri": "the value does not look like a URL with its scheme",
    "ip": "the value does not look like an IP address",
    "ipv4": "the value does not look like an IPv4 address",
    "uuid": "the value does not look like a UUID",
    "color": "the value does not look like a colour such as #1A2B3C",
    "language_code": "the value does not look like a language code",
    "country_code": "the value does not look like a country code",
    "timezone": "the value does not look like the name of a time zone",
    "epoch_ms": "the time looks like seconds; this API counts milliseconds since 1970",
    "epoch_s": "the time looks like milliseconds; this one counts seconds since 1970",
    "known-values": "the value is none of those that the page lists; the list may not be complete",
}


def advice(schema: Mapping[str, Any]) -> str:
    """Return what to say about a violated advisory subschema."""
    return _ADVICE[schema[ADVISORY_MARK]]
