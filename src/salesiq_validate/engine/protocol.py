"""What both JSON Schema engines have in common: the protocol they follow and the violations they yield."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, Final, Protocol, TypeAlias

from attrs import field, frozen

from salesiq_validate.engine.values import UNIONS, canonical, types_of_all

#: A place in a document or in a schema: member names and array indices.
Path: TypeAlias = tuple[str | int, ...]

#: Levels of arrays and objects that engines judge, in documents and in schemas. jsonschema-rs raises past 255 levels
#: and crashes the process at thousands.
MAX_DEPTH: Final = 250

#: Subschemas that references may make of one schema.
MAX_SUBSCHEMAS: Final = 20_000

#: A JSON Schema 2020-12 as a caller gives it.
AnySchema: TypeAlias = Mapping[str, Any] | bool

#: A JSON Schema as an engine judges by it: plain JSON values of our own, references inlined.
PlainSchema: TypeAlias = dict[str, Any] | bool

#: The keyword of a place where the schema is `false`.
FALSE: Final = "false"

#: Keywords that are told under the name of another.
KEYWORD_ALIASES: Final = {"minContains": "contains", "maxContains": "contains"}

#: Keywords of which each missing member is a violation of its own, with its name for a detail.
BY_NAME: Final = frozenset({"required", "dependentRequired"})

_SCALARS: Final = (str, int, float, bool, type(None))


@frozen(order=False)
class Violation:
    """One keyword of a schema that one place of a document does not meet.

    `repr` leaves the pointer out: it may hold member names that no schema lists.
    """

    #: Where in the document. Of a missing, an extra and an ill-named member, the member's name is the last segment.
    pointer: Path = field(repr=False)
    #: The keyword; "false" where a subschema that is `false` stands. `minContains` and `maxContains` count as
    #: `contains`.
    keyword: str
    #: What the schema demands, never what the document holds, and always hashable: types, options, a limit, a pattern,
    #: the missing member's name; for a union the JSON types that some branch takes; None where a subschema would be all
    #: there is to say.
    detail: object
    #: The subschema that holds the keyword, inside `Judge.schema`. For "false" it is the `false` itself.
    schema_path: Path

    @property
    def sort_key(self) -> tuple[object, ...]:
        """Pointer, keyword, place in the schema. Within arrays by index; indices come before names."""
        return (_comparable(self.pointer), self.keyword, _comparable(self.schema_path))

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Violation):
            return NotImplemented
        return self.sort_key < other.sort_key


class Judge(Protocol):
    """A compiled schema. It may be used by several threads at once.

    Documents are plain JSON: dict with text for names, list, str, int, float, bool and None, as a decoder or
    `decode.python_objects` makes them. If an engine cannot decide something (a pattern that would take too long, a
    document deeper than `MAX_DEPTH`), there is no violation.
    """

    @property
    def schema(self) -> PlainSchema:
        """The schema it judges by; `Violation.schema_path` leads into it. Not to be changed."""
        ...

    def is_valid(self, document: Any, /) -> bool:
        """Tell whether the document meets the schema; the call that must be fast.

        It may raise a ValueError for a document that is deeper than `MAX_DEPTH` or not plain JSON, and may call the
        latter fit.
        """
        ...

    def takes_object(self, max_depth: int, /) -> Callable[[Any], bool] | None:
        """Return what says yes of Python objects that are plain JSON, no deeper than that, and meet the schema.

        A "no" proves nothing, and it may raise a ValueError. None where the engine has nothing that is as quick as a
        verdict, or the schema is deeper.
        """
        ...

    def violations(self, document: Any, /) -> tuple[Violation, ...]:
        """Return the violations, sorted; none for a valid document."""
        ...

    def counted(self, document: Any, most: int, /) -> Iterable[tuple[Violation, int]]:
        """Return so many violations, each with 1, and of the others one for each keyword, with how many they are.

        A large document is judged part by part, so that it takes no more memory than a small one.
        """
        ...


class Engine(Protocol):
    """A library that judges documents by JSON Schemas."""

    @property
    def name(self) -> str:
        """The name by which the environment variable asks for it."""
        ...

    def compile(self, schema: AnySchema, /) -> Judge:
        """Make a judge for one schema; later changes of the schema do not reach it.

        Raises:
            SchemaNotUsable: it is no schema of 2020-12, refers to something outside itself, grows too much when its
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
    # What is left and no scalar is a subschema: its place says more than a copy of it.
    return value if isinstance(value, _SCALARS) else None


def _hashable(value: Any) -> Hashable:
    return value if isinstance(value, _SCALARS) else canonical(value)
