"""Violations: the engine's violations, each with its meaning to SalesIQ and the part of the schema for its place.

Most rules of the families SIQ3xx and SIQ4xx do not check anything: each explains the violations with one meaning.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from attrs import define, evolve

from salesiq_validate.contract.known_mistakes import invented_names, invented_scopes
from salesiq_validate.contract.operation import basis_of
from salesiq_validate.finding import Basis
from salesiq_validate.judging.advisories import ADVISORY_MARK, AT_MOST_MARK, INVENTED_MARK
from salesiq_validate.keypath import KeyPath
from salesiq_validate.privacy.shapes import shape_of

if TYPE_CHECKING:
    from salesiq_validate.engine.protocol import Violation
    from salesiq_validate.judging.compiled_schema import CompiledSchema

#: Readers that use doubles, such as JavaScript, change larger integers.
SAFE_INTEGER: Final = 2**53 - 1
#: The longest text, in characters, for which the nearest listed text is looked up.
_LONGEST: Final = 100


class Meaning(enum.Enum):
    """What a violation means."""

    WRONG_TYPE = "wrong type"
    MISSING = "missing"
    UNLISTED = "unlisted name"
    UNUSABLE = "unusable value"
    OPERATOR_ID = "unusable operator id"
    DEPARTMENT_ID = "unusable department id"
    UNSAFE_INTEGER = "integer beyond 2^53"
    ADVISED = "advised against"


class Nearest(NamedTuple):
    """The listed value or name that another one most likely stands for."""

    text: str
    #: Whether the given name is a known invention, or differs only in spelling.
    is_plain: bool


@define(eq=False, repr=False)
class SchemaViolation:
    """One violation, with the part of the schema for its place; not frozen, for the same reason as `Fault`."""

    meaning: Meaning
    path: KeyPath
    #: The JSON Schema keyword that is violated, and its value.
    keyword: str
    detail: Any
    #: The subschema that holds the keyword; for a missing member, the member's own.
    schema: Mapping[str, Any]
    basis: Basis
    #: The SalesIQ code that the schema itself names, or None.
    code: int | None
    #: The value at the place, None if there is none; only the rule sees it.
    value: Any = None
    #: The shape of that value, "" if there is none.
    shape: str = ""
    #: The nearest listed value or name.
    nearest: Nearest | None = None
    #: Whether it is in a query or a form, not in a JSON body.
    of_params: bool = False
    #: How many violations of this keyword in the schema it stands for.
    count: int = 1

    @property
    def field(self) -> str:
        """Name of the parameter or form field: the first segment; further segments lead into its value."""
        first = self.path.segments[0] if self.path.segments else ""
        return first if isinstance(first, str) else f"[{first}]"

    @property
    def inner(self) -> KeyPath | None:
        """The place inside the parameter's value; None if it is the value itself."""
        return KeyPath(self.path.segments[1:]) if len(self.path.segments) > 1 else None


def violations_of(
    schema: CompiledSchema,
    document: Any,
    *,
    of_params: bool,
    most: int,
    repaired: Collection[KeyPath] = (),
) -> Sequence[SchemaViolation]:
    """Judge a document in full.

    Arguments:
        of_params: whether the document is a query or the fields of a form.
        most: how many violations to list one by one.
        repaired: places to leave out.
    """
    found = []
    for violation, count in schema.judge.counted(document, most):
        path = KeyPath(violation.pointer)
        if path not in repaired:
            found.append(_in_schema(schema, document, violation, path, of_params=of_params, count=count))
    return _once(found) if len(found) > 1 else found


def _once(faults: list[SchemaViolation]) -> list[SchemaViolation]:
    """Drop violations that follow from a wrong type at the same place: an object is never one of the listed texts.

    A dropped violation may have a surer basis than the wrong type, which then gets that basis.
    """
    surest: dict[KeyPath, Basis] = {}
    for fault in faults:
        if fault.meaning in _OF_VALUES:
            surest[fault.path] = min(fault.basis, surest.get(fault.path, fault.basis), key=_SUREST.index)
    wrong = {fault.path for fault in faults if fault.meaning is Meaning.WRONG_TYPE}
    # Of several pieces of advice on one value, keep the one that suggests a better value.
    advice = {fault.path: fault for fault in sorted(faults, key=lambda fault: fault.nearest is not None)}
    return [
        evolve(fault, basis=surest[fault.path]) if fault.meaning is Meaning.WRONG_TYPE else fault
        for fault in faults
        if fault.meaning is Meaning.WRONG_TYPE
        or ((fault.path not in wrong or fault.meaning not in _OF_VALUES) and not _is_surplus(fault, advice))
    ]


def _is_surplus(fault: SchemaViolation, advice: Mapping[KeyPath, SchemaViolation]) -> bool:
    return fault.meaning is Meaning.ADVISED and advice[fault.path] is not fault


def _in_schema(
    compiled: CompiledSchema, document: Any, violation: Violation, path: KeyPath, *, of_params: bool, count: int
) -> SchemaViolation:
    keyword, detail = violation.keyword, violation.detail
    schema = compiled.at(violation.schema_path)
    nearest: Nearest | None = None
    value: Any = None
    shape = ""
    code: int | None = None
    if keyword in _ABSENCE:
        schema = compiled.property(violation.schema_path, str(violation.pointer[-1]))
        meaning, basis = Meaning.MISSING, basis_of(schema, "required")
    else:
        value = path.resolve(document)
        shape = shape_of(value)
        if keyword == "additionalProperties":
            meaning, basis = Meaning.UNLISTED, Basis.INFERRED
            nearest = _listed_name(str(violation.pointer[-1]), schema.get("properties", {}))
        elif INVENTED_MARK in schema:
            meaning, basis, nearest = Meaning.UNLISTED, Basis.INFERRED, Nearest(schema[INVENTED_MARK], is_plain=True)
        elif AT_MOST_MARK in schema:
            meaning, basis, keyword, detail = Meaning.UNUSABLE, Basis.INFERRED, "maximum", schema[AT_MOST_MARK]
        elif keyword == "type":
            meaning, basis = Meaning.WRONG_TYPE, basis_of(schema, "type")
        elif ADVISORY_MARK in schema:
            meaning, basis = Meaning.ADVISED, Basis.INFERRED
            nearest = _nearest(value, schema.get("enum", ()))
        elif keyword == "maximum" and detail == SAFE_INTEGER:
            meaning, basis = Meaning.UNSAFE_INTEGER, Basis.INFERRED
        else:
            code = schema.get("x-salesiq-error")
            meaning = _BY_CODE.get(code, Meaning.UNUSABLE)
            basis = basis_of(schema, keyword)
            if keyword == "enum":
                nearest = _nearest(value, detail if isinstance(detail, list | tuple) else ())
    return SchemaViolation(meaning, path, keyword, detail, schema, basis, code, value, shape, nearest, of_params, count)


#: Keywords that a missing member violates; `dependentRequired` is used only in callers' schemas.
_ABSENCE: Final = frozenset({"required", "dependentRequired"})
_SUREST: Final = (Basis.DOCUMENTED, Basis.EXAMPLE, Basis.INFERRED)
#: Meanings that concern a value, not its presence.
_OF_VALUES: Final = frozenset(Meaning) - {Meaning.MISSING, Meaning.UNLISTED}
_BY_CODE: Final[Mapping[int | None, Meaning]] = {1024: Meaning.OPERATOR_ID, 1025: Meaning.DEPARTMENT_ID}


def _listed_name(name: str, listed: Collection[str]) -> Nearest | None:
    """Return the listed name that another name stands for: as a known invention, or else by its spelling."""
    invented = invented_names().get(name)
    if not invented:
        return _nearest(name, listed)
    # The name has a known meaning, so names that only look like it do not count.
    return next((Nearest(meant, is_plain=True) for meant in invented if meant in listed), None)


def _nearest(value: object, known: Collection[Any]) -> Nearest | None:
    """Return the listed text that is nearest to a text; unlisted text is never returned."""
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    return _nearest_of(value.lower(), tuple([text for text in known if isinstance(text, str)]))


#: Recordings repeat the same wrong names, and a search costs 100 µs.
@lru_cache(maxsize=1024)
def _nearest_of(value: str, known: tuple[str, ...]) -> Nearest | None:
    import difflib

    texts = {text.lower(): text for text in known}
    if (meant := invented_scopes().get(value)) in texts:
        # Invented resource names also occur as values: chats are conversations.
        return Nearest(texts[meant], is_plain=True)
    near = difflib.get_close_matches(value, texts, n=2, cutoff=0.6)
    if not near:
        return None
    alike = [difflib.SequenceMatcher(None, value, text).ratio() for text in near]
    return Nearest(texts[near[0]], is_plain=alike[0] >= _ALIKE and (len(alike) == 1 or alike[0] - alike[1] >= _APART))


#: How similar the nearest word must be, and how much less similar the next one.
_ALIKE: Final = 0.8
_APART: Final = 0.1


class DocumentOrder:
    """Sorts places by their order in the text of a document; numbers the names of each object once."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._numbers: dict[int, dict[str, int]] = {}

    def of(self, segments: tuple[str | int, ...]) -> tuple[int, ...]:
        """Return a sort key for a place; missing members come after present ones."""
        node, order = self._document, []
        for segment in segments:
            if isinstance(node, dict) and isinstance(segment, str):
                numbers = self._numbers.get(id(node))
                if numbers is None:
                    numbers = self._numbers[id(node)] = {name: number for number, name in enumerate(node)}
                order.append(numbers.get(segment, len(numbers)))
                node = node.get(segment)
            elif isinstance(segment, int):
                order.append(segment)
                node = node[segment] if isinstance(node, list) and segment < len(node) else None
            else:
                order.append(0)
                node = None
        return tuple(order)
