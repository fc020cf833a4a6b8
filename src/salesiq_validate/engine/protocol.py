"""The protocol of both JSON Schema engines, and the violations that they yield."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, Final, Protocol, TypeAlias

from attrs import field, frozen

from salesiq_validate.engine.values import UNIONS, canonical, types_of_all

#: A place in a document or in a schema: member names and array indices.
Path: TypeAlias = tuple[str | int, ...]

#: The deepest nesting of arrays and objects that engines judge, in documents and in schemas. jsonschema-rs raises past
#: 255 levels and crashes the process at thousands.
MAX_DEPTH: Final = 250

#: The greatest number of subschemas after references are replaced by their targets.
MAX_SUBSCHEMAS: Final = 20_000

#: A JSON Schema 2020-12 as a caller gives it.
AnySchema: TypeAlias = Mapping[str, Any] | bool

#: A JSON Schema in the form that engines use: our own copy of plain JSON values, references inlined.
PlainSchema: TypeAlias = dict[str, Any] | bool

#: The keyword of a violation if the subschema is `false`.
FALSE: Final = "false"

#: Keywords that violations report under the name of another.
KEYWORD_ALIASES: Final = {"minContains": "contains", "maxContains": "contains"}

#: Keywords with one violation for each missing member; the detail is the member's name.
BY_NAME: Final = frozenset({"required", "dependentRequired"})

_SCALARS: Final = (str, int, float, bool, type(None))


@frozen(order=False)
class Violation:
    """One place of a document that violates one keyword of a schema.

    `repr` leaves the pointer out: it may hold member names that no schema lists.
    """

    #: The place in the document. For a missing, extra or ill-named member, the last segment is the member's name.
    pointer: Path = field(repr=False)
    #: The keyword; "false" for a subschema that is `false`. `minContains` and `maxContains` count as `contains`.
    keyword: str
    #: The schema's requirement, never a value of the document, and always hashable: types, options, a limit, a pattern,
    #: the missing member's name; for a union, the JSON types that some branch accepts; None if the requirement is a
    #: subschema.
    detail: object
    #: The place of the subschema that holds the keyword, inside `Judge.schema`. For "false", the place of the `false`.
    schema_path: Path

    @property
    def sort_key(self) -> tuple[object, ...]:
        """Sorts by pointer, keyword, and place in the schema; in arrays by index, and indices come before names."""
        return (_comparable(self.pointer), self.keyword, _comparable(self.schema_path))

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Violation):
            return NotImplemented
        return self.sort_key < other.sort_key


class Judge(Protocol):
    """A compiled schema; several threads may use it at once.

    Documents are plain JSON: dict with text for names, list, str, int, float, bool and None, as a decoder or
    `decode.python_objects` makes them. If an engine cannot decide something (a pattern that would take too long, a
    document deeper than `MAX_DEPTH`), there is no violation.
    """

    @property
    def schema(self) -> PlainSchema:
        """The schema that it uses; `Violation.schema_path` leads into it. Do not change it."""
        ...

    def is_valid(self, document: Any, /) -> bool:
        """Tell whether the document meets the schema; the call that must be fast.

        For a document that is deeper than `MAX_DEPTH` or not plain JSON it may raise a ValueError. It may also accept a
        document that is not plain JSON.
        """
        ...

    def takes_object(self, max_depth: int, /) -> Callable[[Any], bool] | None:
        """Return a function that accepts only Python objects that are plain JSON, no deeper than this, and valid.

        A "no" of the function proves nothing, and it may raise a ValueError. Return None if the engine has no such
        function that is as quick as `is_valid`, or if the schema is deeper.
        """
        ...

    def violations(self, document: Any, /) -> tuple[Violation, ...]:
        """Return the violations, sorted; none for a valid document."""
        ...

    def counted(self, document: Any, most: int, /) -> Iterable[tuple[Violation, int]]:
        """Return `most` violations, each with 1, and for the others one for each keyword, with their number.

        It judges a large document part by part, so that it needs no more memory than for a small one.
        """
        ...


class Engine(Protocol):
    """A library that judges documents by JSON Schemas."""

    @property
    def name(self) -> str:
        """The name of the engine in the environment variable."""
        ...

    def compile(self, schema: AnySchema, /) -> Judge:
        """Make a judge for one schema; later changes to the schema do not affect it.

        Raises:
            SchemaNotUsable: it is not a schema of 2020-12, refers to something outside itself, grows too much when its
                references are followed, or holds a pattern that this engine cannot read.
        """
        ...


def ordered(violations: Iterable[Violation]) -> tuple[Violation, ...]:
    """Sort violations into the common order of both engines, without duplicates."""
    found = tuple(violations)
    return found if len(found) < 2 else tuple(sorted(dict.fromkeys(found), key=_sort_key))


def _sort_key(violation: Violation) -> Any:
    return violation.sort_key


def _comparable(path: Path) -> tuple[tuple[int, int, str], ...]:
    return tuple([(0, segment, "") if isinstance(segment, int) else (1, 0, segment) for segment in path])


def detail_of(schema: dict[str, Any], keyword: str) -> Hashable:
    """Return the requirement of a keyword, in a form that can be hashed; not for `BY_NAME`."""
    if keyword in UNIONS:
        return types_of_all(schema[keyword])
    value = schema.get(keyword)
    if keyword == "type":
        return (value,) if isinstance(value, str) else tuple(value or ())
    if keyword == "enum":
        return tuple([_hashable(option) for option in value or ()])
    if keyword == "const":
        return _hashable(value)
    # Any other value that is not a scalar is a subschema: its place says more than a copy of it.
    return value if isinstance(value, _SCALARS) else None


def _hashable(value: Any) -> Hashable:
    return value if isinstance(value, _SCALARS) else canonical(value)
