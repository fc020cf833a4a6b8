"""Advisories: facts that the pages only suggest, checked by the engine together with the contract.

The pages show what an e-mail address, a time zone or a comparator looks like, but do not define it. A check in Python
would slow down every valid exchange, so a plan adds such facts to its copy of a schema as marked subschemas, which the
engine checks on the way. A violation of a marked subschema is never an error. The exported contract leaves them out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from salesiq_validate.contract.known_mistakes import invented_names
from salesiq_validate.contract.text_formats import format_of, text_formats
from salesiq_validate.engine.protocol import Path, PlainSchema
from salesiq_validate.engine.subschemas import rebuild

#: Marks the subschema of an advisory, and holds the advisory's name.
ADVISORY_MARK: Final = "x-salesiq-advisory"

#: Holds the documented name that an invented one most likely stands for.
INVENTED_MARK: Final = "x-salesiq-invented"

#: Holds a maximum that is only inferred, or the maximum of a number that is sent as a string.
AT_MOST_MARK: Final = "x-salesiq-at-most"


def with_advisories(schema: Any, criteria: Mapping[str, Any] | None = None) -> Any:
    """Return a copy of one of our schemas, with an advisory subschema for every mark that calls for one.

    If the schema allows further names, the copy still refuses well-known invented names as unlisted.

    Arguments:
        criteria: the file's list of fields that criteria may test (`x-salesiq-criteria`).
    """
    copy = rebuild(schema, _advising(criteria), None)
    if isinstance(copy, dict) and "additionalProperties" not in copy and (invented := _invented(copy)):
        copy["allOf"] = [*copy.get("allOf", []), {"properties": invented}]
    return copy


def _invented(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the invented names that stand for a listed one, if the list of names may be incomplete.

    Only for the query or body as a whole: deeper inside, names are too often free.
    """
    listed = schema.get("properties", {})
    return {
        name: {INVENTED_MARK: meant, "not": {}}
        for name, known in invented_names().items()
        if name not in listed and (meant := next((one for one in known if one in listed), None)) is not None
    }


def _advising(criteria: Mapping[str, Any] | None) -> Callable[[PlainSchema, Path, None], tuple[PlainSchema, None]]:
    """Return a function that adds to a subschema the advisories that it calls for."""

    def advise(part: PlainSchema, _place: Path, state: None) -> tuple[PlainSchema, None]:
        if not isinstance(part, dict):
            return part, state
        added = list(_advised(part))
        if criteria is not None and {"field_name", "comparator"} <= part.get("properties", {}).keys():
            added.extend(_by_field(criteria))
        return {**part, "allOf": [*part.get("allOf", []), *added]} if added else part, state

    return advise


def _advised(schema: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    look = format_of(schema)
    if look is not None and look.schema is not None:
        yield {ADVISORY_MARK: look.name, **look.schema}
    known = schema.get("x-salesiq-known-values")
    if known:
        yield {ADVISORY_MARK: "known-values", "enum": known}
    if "x-salesiq-maximum" in schema:
        most = int(schema["x-salesiq-maximum"])
        yield {AT_MOST_MARK: most, "pattern": _at_most(most)}
    if "x-salesiq-stated-maximum" in schema:
        most = schema["x-salesiq-stated-maximum"]
        beyond = {"type": "number", "exclusiveMinimum": most, "maximum": schema["maximum"]}
        yield {AT_MOST_MARK: most, "not": beyond}
    if "x-salesiq-minimum" in schema:
        yield {ADVISORY_MARK: "minimum", "pattern": _at_least(int(schema["x-salesiq-minimum"]))}


def _at_most(number: int) -> str:
    """Return a pattern for all texts except decimal numbers above this one."""
    digits = str(number)
    ways = [f"[0-9]{{0,{len(digits) - 1}}}", *_beside(digits, below=True), digits]
    return f"[^0-9]|^0*({'|'.join(ways)})$"


def _at_least(number: int) -> str:
    """Return a pattern for all texts except decimal numbers below this one."""
    digits = str(number)
    ways = [f"[1-9][0-9]{{{len(digits)},}}", *_beside(digits, below=False), digits]
    return f"[^0-9]|^$|^0*({'|'.join(ways)})$"


def _beside(digits: str, *, below: bool) -> Iterator[str]:
    """Yield patterns for the numbers of the same length that are below, or above, this one."""
    for place, digit in enumerate(digits):
        first, last = ("1" if place == 0 else "0", int(digit) - 1) if below else (int(digit) + 1, 9)
        if int(first) <= last:
            rest = len(digits) - place - 1
            yield f"{digits[:place]}[{first}-{last}]" + (f"[0-9]{{{rest}}}" if rest else "")


def _by_field(criteria: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a schema for each field with listed comparators or values: what an entry that tests it should hold."""
    by_datatype = criteria.get("comparators", {})
    for field in criteria["fields"]:
        listed: dict[str, Any] = {}
        comparators = field.get("comparators") or by_datatype.get(field.get("datatype", ""))
        if comparators:
            listed["comparator"] = {ADVISORY_MARK: "comparator", "enum": comparators}
        if field.get("values"):
            listed["values"] = {"items": {ADVISORY_MARK: "field-values", "enum": field["values"]}}
        if listed:
            tests_it = {"properties": {"field_name": {"const": field["field_name"]}}, "required": ["field_name"]}
            yield {"if": tests_it, "then": {"properties": listed}}


_ADVICE: Final[Mapping[str, str]] = {
    "comparator": "the page does not list this comparator for the field",
    "field-values": "the page does not list this value for the field",
    "minimum": "the number is below the minimum that the page states",
    "known-values": "the page does not list this value, but the list may be incomplete",
}


def advice(schema: Mapping[str, Any]) -> str:
    """Return the message for a violated advisory subschema."""
    mark = schema[ADVISORY_MARK]
    return _ADVICE[mark] if mark in _ADVICE else text_formats()[mark].advice
