"""The reference engine: jsonschema, with the meaning that schemas have in this project. It defines what is right."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

from attrs import field, frozen

from salesiq_validate.engine import ecma
from salesiq_validate.engine.prepared import patterns_of, prepare, refers, unusable, unusable_pattern
from salesiq_validate.engine.protocol import (
    ALIASES,
    BY_NAME,
    FALSE,
    AnySchema,
    Path,
    PlainSchema,
    Violation,
    detail_of,
    ordered,
)
from salesiq_validate.engine.sendable import KEYWORD, TOO_DEEP, is_deeper, is_plain, violations_as_sent
from salesiq_validate.engine.subschemas import rebuild, walk
from salesiq_validate.engine.values import UNIONS, meant_branch
from salesiq_validate.exceptions import SchemaNotUsable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jsonschema.exceptions import ValidationError

_Result = TypeVar("_Result")

#: Levels of a document that a schema which refers to itself judges. jsonschema makes 5 to 12 Python calls for a level
#: and must not reach the limit of 1,000: rpds, in which it keeps its resolvers, may panic there instead of raising.
RECURSIVE_DEPTH: Final = 64


@frozen
class ReferenceEngine:
    """Judges by jsonschema, some 200 times slower than the fast engine.

    jsonschema is imported when the first schema comes. Formats are not judged. A pattern is tried on texts up to a
    limited length only (see `ecma`), since `re` has no limit of its own. A schema that refers to itself judges
    documents of 64 levels.
    """

    @property
    def name(self) -> Literal["reference"]:
        return "reference"

    def compile(self, schema: AnySchema, /) -> ReferenceJudge:
        """Make a judge for one schema."""
        prepared = prepare(schema)
        _check_schema(prepared)
        for place, pattern in patterns_of(prepared):
            try:
                ecma.read_pattern(pattern)
            except ecma.NoPattern as reason:
                raise unusable_pattern(place, str(reason)) from None
        own = _without_booleans(prepared)
        _check_references(own)
        originals = dict(walk(prepared))
        places = {id(subschema): (path, originals.get(path, {})) for path, subschema in walk(own)}
        return ReferenceJudge(prepared, _class()(own), places, refers(prepared))


@frozen(eq=False)
class ReferenceJudge:
    """A schema compiled for jsonschema."""

    schema: PlainSchema = field(repr=False)
    _validator: Any = field(repr=False)
    #: Identity of each subschema that the validator reads -> its place, and what stands there in `schema`.
    _places: dict[int, tuple[Path, PlainSchema]] = field(repr=False)
    #: Whether references are left, so that jsonschema recurses with the document and not with the schema.
    _refers: bool = field(repr=False)

    def is_valid(self, document: Any, /) -> bool:
        """Tell whether the document meets the schema."""
        if not is_plain(document):
            return not self.violations(document)
        return not self._is_too_deep(document) and bool(_unless_too_deep(lambda: self._validator.is_valid(document)))

    def takes_object(self, _max_depth: int, /) -> None:
        """Return None: jsonschema takes NaN for a number, and its time with everything."""

    def violations(self, document: Any, /, *, plain: bool | None = None) -> tuple[Violation, ...]:
        """Return what is wrong, sorted, for any Python object."""
        if is_plain(document) if plain is None else plain:
            return self._plain_violations(document)
        return violations_as_sent(document, self._plain_violations)

    def _plain_violations(self, document: Any) -> tuple[Violation, ...]:
        found = None
        if not self._is_too_deep(document):
            found = _unless_too_deep(lambda: ordered(self._told(self._validator.iter_errors(document))))
        return (Violation((), KEYWORD, TOO_DEEP, ()),) if found is None else found

    def _is_too_deep(self, document: Any) -> bool:
        return self._refers and is_deeper(document, RECURSIVE_DEPTH)

    def _told(self, errors: Iterable[ValidationError]) -> Iterable[Violation]:
        todo = list(errors)
        for error in todo:  # grows
            name = str(error.validator)
            keyword = ALIASES.get(name, name)
            place, schema = self._places.get(id(error.schema), (tuple(error.absolute_schema_path)[:-1], {}))
            if keyword in UNIONS and error.context and isinstance(schema, dict):
                meant = meant_branch(schema[keyword], error.instance)
                if meant is not None:
                    todo += [inner for inner in error.context if inner.schema_path[0] == meant]
                    continue
            pointer = tuple(error.absolute_path)
            if keyword in BY_NAME:
                yield Violation(pointer, keyword, pointer[-1], place)
            elif isinstance(schema, bool) or keyword not in schema:
                yield Violation(pointer, FALSE, None, place)
            else:
                yield Violation(pointer, keyword, detail_of(schema, keyword), place)


def _unless_too_deep(judge: Callable[[], _Result]) -> _Result | None:
    """Return what a call returns, None if Python's stack does not suffice.

    That takes a schema with much between one level and the next, or a caller who has come far already.
    """
    try:
        return judge()
    except RecursionError:
        return None
    except BaseException as problem:
        # What rpds (Rust) makes of a RecursionError inside it; the class cannot be imported.
        if type(problem).__name__ != "PanicException":
            raise
        return None


@cache
def _class() -> Any:
    """Extend jsonschema's class for 2020-12 with our keywords."""
    from jsonschema.validators import Draft202012Validator, extend

    from salesiq_validate.engine.reference_keywords import KEYWORDS

    return extend(Draft202012Validator, validators=KEYWORDS)  # type: ignore[no-untyped-call]


def _check_schema(schema: PlainSchema) -> None:
    from jsonschema.validators import Draft202012Validator

    broken = next(Draft202012Validator(Draft202012Validator.META_SCHEMA).iter_errors(schema), None)
    if broken is not None:
        raise unusable(tuple(broken.absolute_path))


def _check_references(schema: dict[str, Any]) -> None:
    """Follow every reference once: jsonschema itself finds out in the middle of a document."""
    from referencing import Registry
    from referencing.exceptions import Unresolvable
    from referencing.jsonschema import DRAFT202012

    root = DRAFT202012.create_resource(schema)
    address = root.id() or ""
    todo = [(root, Registry().with_resource(address, root).resolver(address))]
    while todo:
        resource, resolver = todo.pop()
        for keyword in ("$ref", "$dynamicRef"):
            if keyword in resource.contents:
                try:
                    resolver.lookup(resource.contents[keyword])
                except Unresolvable:
                    raise SchemaNotUsable("a reference in it leads nowhere inside it") from None
        todo += [(inner, resolver.in_subresource(inner)) for inner in resource.subresources()]


def _without_booleans(schema: PlainSchema) -> dict[str, Any]:
    """Copy a schema for jsonschema, which loses the place of a subschema that is `false`."""
    from salesiq_validate.engine.reference_keywords import NEVER

    def change(node: PlainSchema, _: Path, state: None) -> tuple[PlainSchema, None]:
        if isinstance(node, bool):
            return ({} if node else {NEVER: True}), state
        return node, state

    copy = rebuild(schema, change, None)
    return copy if isinstance(copy, dict) else {}
