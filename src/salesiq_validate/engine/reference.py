"""The reference engine: jsonschema, adjusted so that it defines the meaning of schemas in this project."""

from __future__ import annotations

from functools import cache, cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, Literal

from attrs import field, frozen

from salesiq_validate.decode.json_fast import count_values, is_shallow
from salesiq_validate.engine import ecma
from salesiq_validate.engine.caller_schema import patterns_of, prepare, unusable_pattern
from salesiq_validate.engine.growth import applications
from salesiq_validate.engine.portions import PORTION, Portions, with_counts
from salesiq_validate.engine.protocol import (
    BY_NAME,
    FALSE,
    KEYWORD_ALIASES,
    MAX_DEPTH,
    AnySchema,
    Path,
    PlainSchema,
    Violation,
    detail_of,
    ordered,
)
from salesiq_validate.engine.subschemas import follow, rebuild, unusable, walk
from salesiq_validate.engine.values import UNIONS, meant_branch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jsonschema.exceptions import ValidationError

#: How many levels of a document a schema that refers to itself judges. jsonschema makes 5 to 12 Python calls for each
#: level and must not reach the limit of 1,000.
RECURSIVE_DEPTH: Final = 64
#: How often a schema that refers to itself may be applied to the places of one document.
_MOST_APPLICATIONS: Final = 50_000

#: Keywords through which an undecided place can cause an error at a place further out.
_UNCERTAIN: Final = frozenset(
    {"anyOf", "contains", "else", "if", "not", "oneOf", "propertyNames", "then", "unevaluatedItems"}
    | {"unevaluatedProperties"}
)


@frozen
class ReferenceEngine:
    """Judges by jsonschema, some 200 times slower than the fast engine.

    jsonschema is imported for the first schema. Formats are not judged. A pattern is tried only on texts up to a
    limited length (see `ecma`), because `re` has no limit of its own. A schema that refers to itself judges documents
    of up to 64 levels.
    """

    @property
    def name(self) -> Literal["reference"]:
        return "reference"

    def compile(self, schema: AnySchema, /) -> ReferenceJudge:
        """Make a judge for one schema."""
        prepared, recurses, times = prepare(schema)
        _check_schema(prepared)
        for place, pattern in patterns_of(prepared):
            try:
                ecma.read_pattern(pattern)
            except ecma.NoPattern as reason:
                raise unusable_pattern(place, str(reason)) from None
        own = _for_jsonschema(prepared)
        originals = dict(walk(prepared))
        places = {id(subschema): (path, originals.get(path, {})) for path, subschema in walk(own)}
        return ReferenceJudge(
            prepared, _class()(own), places, depth=RECURSIVE_DEPTH if recurses else MAX_DEPTH, times=times
        )


@frozen(eq=False)
class ReferenceJudge:
    """A schema compiled for jsonschema."""

    schema: PlainSchema = field(repr=False)
    _validator: Any = field(repr=False)
    #: Identity of each subschema that the validator reads -> its place, and the value at that place in `schema`.
    _places: dict[int, tuple[Path, PlainSchema]] = field(repr=False)
    #: The deepest document that is judged.
    _depth: int = field(kw_only=True)
    #: How often the schema may apply itself to one member.
    _times: int = field(kw_only=True)

    def is_valid(self, document: Any, /) -> bool:
        """Tell whether the document meets the schema."""
        return next(iter(self._found(document, most=1)), None) is None

    def takes_object(self, _max_depth: int, /) -> None:
        """Return None: jsonschema accepts NaN as a number, and is too slow for this."""

    def violations(self, document: Any, /) -> tuple[Violation, ...]:
        """Return the violations, sorted; none for a document that costs too much."""
        return ordered(self._found(document))

    def counted(self, document: Any, most: int, /) -> Iterable[tuple[Violation, int]]:
        """Return the first violations one by one, and the others counted."""
        values = count_values(document, self._depth)
        if values is None:
            return ()
        return with_counts(
            ordered(self._found(document)) if values <= PORTION else self._portions.violations(document), most
        )

    @cached_property
    def _portions(self) -> Portions:
        return Portions(ReferenceEngine().compile, self)

    def _found(self, document: Any, most: int | None = None) -> Iterable[Violation]:
        if not is_shallow(document, self._depth):
            return ()
        if self._times > 1 and applications(document, self._times, _MOST_APPLICATIONS) > _MOST_APPLICATIONS:
            return ()
        from salesiq_validate.engine.reference_keywords import noting_undecided

        with noting_undecided() as undecided:
            errors = self._validator.iter_errors(document)
            try:
                found = list(islice(errors, most))
                if undecided:
                    found = [error for error in (*found, *errors) if _is_certain(error)]
            except RecursionError:  # the caller's stack is deep already, or the schema needs many calls for one level
                return ()
        return self._violations(found)

    def _violations(self, errors: list[ValidationError]) -> Iterator[Violation]:
        for error in errors:  # the list grows
            name = str(error.validator)
            keyword = KEYWORD_ALIASES.get(name, name)
            place, schema = self._places[id(error.schema)]
            if keyword in UNIONS and error.context and isinstance(schema, dict):
                meant = meant_branch(schema[keyword], error.instance)
                if meant is not None:
                    errors += [inner for inner in error.context if inner.schema_path[0] == meant]
                    continue
            pointer = tuple(error.absolute_path)
            if keyword in BY_NAME:
                yield Violation(pointer, keyword, pointer[-1], place)
            elif isinstance(schema, bool) or keyword not in schema:
                yield Violation(pointer, FALSE, None, place)
            else:
                yield Violation(pointer, keyword, detail_of(schema, keyword), place)


def _is_certain(error: ValidationError) -> bool:
    """Whether an error stands whatever the result of the undecided patterns would be."""
    return _UNCERTAIN.isdisjoint(error.absolute_schema_path)


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


def _for_jsonschema(schema: PlainSchema) -> dict[str, Any]:
    """Copy a schema for jsonschema, with a substitute for `false`, because jsonschema loses the place of `false`.

    Each reference becomes the target subschema itself, so that no reference is resolved while a document is judged.
    """
    from salesiq_validate.engine.reference_keywords import NEVER

    def change(node: PlainSchema, _: Path, state: None) -> tuple[PlainSchema, None]:
        if isinstance(node, bool):
            return ({} if node else {NEVER: True}), state
        return node, state

    copy = rebuild(schema, change, None)
    assert isinstance(copy, dict)
    for _, subschema in list(walk(copy)):
        if isinstance(subschema, dict) and "$ref" in subschema:
            found = follow(copy, subschema["$ref"])
            assert found is not None
            subschema["$ref"] = found[1]
    return copy
