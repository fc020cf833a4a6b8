"""The everyday engine: jsonschema-rs, with the same results as the reference engine.

Most errors of jsonschema-rs are right and become violations at little extra cost. Its paths need care (0.60): they
write a member called "7", "07" or "+7" as the number 7, and leave out an empty name. If that leaves a doubt, the
reference engine judges. Its messages contain values and are never read; `mask` keeps values out of them, which also
makes them a little cheaper.

These differences remain, in features that our own schemas do not use (`tests.engine.subset`): an integer limit beyond
2**62 and a float beyond it do not always compare by their decimal texts, as all other numbers do; the word boundary of
a pattern knows letters beyond ASCII; `(?P<name>)` is accepted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final

from attrs import field, frozen

from salesiq_validate.decode.json_fast import count_values, is_shallow
from salesiq_validate.engine.caller_schema import prepare
from salesiq_validate.engine.protocol import (
    BY_NAME,
    FALSE,
    KEYWORD_ALIASES,
    MAX_DEPTH,
    AnySchema,
    Judge,
    Path,
    PlainSchema,
    Violation,
    detail_of,
    ordered,
)
from salesiq_validate.engine.subschemas import unusable, walk
from salesiq_validate.engine.values import UNIONS, meant_branch
from salesiq_validate.exceptions import SchemaNotUsable, UnusableArgument

if TYPE_CHECKING:
    from salesiq_validate.engine.portions import Portions

#: Names that jsonschema-rs mistakes for an index.
_INDEX: Final = re.compile(r"\+?[0-9]+", re.ASCII)
_LAST_INDEX: Final = 2**64 - 1
#: How often a schema that refers to itself may be applied to the places of one document.
_MOST_APPLICATIONS: Final = 1_000_000


class FastEngine:
    """Judges documents by jsonschema-rs.

    Raises:
        UnusableArgument: jsonschema-rs is not installed.
    """

    name: Final = "fast"

    def __init__(self) -> None:
        try:
            from jsonschema_rs import Draft202012Validator, RegexOptions
        except ImportError:
            raise UnusableArgument(
                "the fast engine needs the package jsonschema-rs; install it with: python -m pip install jsonschema-rs"
            ) from None
        # This engine for patterns never takes more than linear time. The other one, which has look-around and back
        # references, refuses a text when it gives up, and in 0.60 finds ^[a-z]+-?[a-z]+$ in "a".
        self._build = partial(
            Draft202012Validator, mask="value", validate_formats=False, offline=True, pattern_options=RegexOptions()
        )

    def compile(self, schema: AnySchema, /) -> Judge:
        """Make a judge for one schema; if a pattern needs backtracking, the other engine makes it."""
        prepared, _, times = prepare(schema)
        try:
            validator = self._build(prepared)
        except ValueError as broken:
            # The message of the exception may hold parts of the schema.
            path: Path = tuple(getattr(broken, "instance_path", ()))
            if "pattern" not in path[-1:] and "patternProperties" not in path[-2:]:
                raise unusable(path) from None
            from salesiq_validate.engine.reference import ReferenceEngine

            return ReferenceEngine().compile(prepared)
        judge = FastJudge(prepared, validator.is_valid, validator.iter_errors, self)
        return judge if times == 1 else RepeatingJudge(judge, times)


class _Form(Enum):
    """How an error of jsonschema-rs becomes violations."""

    AS_IT_IS = 0
    #: The member's name is in `kind.property`.
    MISSING = 1
    #: Member names are in `kind.unexpected`; if the schema has no `properties`, it names none and means all members.
    EXTRA = 2
    UNION = 3


@frozen(eq=False, repr=False)
class _Site:
    """A keyword at its place in the schema."""

    form: _Form
    keyword: str
    detail: object
    place: Path
    #: The branches of a union.
    branches: list[Any] = field(factory=list)


class _Doubt(Exception):
    """An error's path does not identify its place for certain."""


@frozen(eq=False, repr=False)
class FastJudge:
    """A schema compiled for jsonschema-rs."""

    schema: PlainSchema
    #: The method of jsonschema-rs itself, without a wrapper.
    is_valid: Callable[[Any], bool]
    _iter_errors: Callable[[Any], Iterator[Any]]
    _engine: FastEngine
    #: Path of jsonschema-rs to a keyword -> the keyword's site; filled as errors occur.
    _sites: dict[Path, _Site] = field(factory=dict, init=False)

    def takes_object(self, max_depth: int, /) -> Callable[[Any], bool] | None:
        """Return a function that accepts only Python objects that are plain JSON, no deeper than this, and valid."""
        depth, is_valid = self._closed
        return is_valid if depth <= max_depth else None

    @cached_property
    def _closed(self) -> tuple[int, Callable[[Any], bool]]:
        from salesiq_validate.engine.closed_schema import closed  # recordings do not need it

        schema, depth = closed(self.schema)
        return depth, self._engine.compile(schema).is_valid

    def violations(self, document: Any, /) -> tuple[Violation, ...]:
        """Return the violations, sorted."""
        return self._all(document) if is_shallow(document, MAX_DEPTH) else ()

    def counted(self, document: Any, most: int, /) -> Iterable[tuple[Violation, int]]:
        """Return the first violations one by one, and the others counted."""
        from salesiq_validate.engine.portions import PORTION, with_counts  # only needed for invalid documents

        values = count_values(document, MAX_DEPTH)
        if values is None:
            return ()
        return with_counts(self._all(document) if values <= PORTION else self._portions.violations(document), most)

    @cached_property
    def _portions(self) -> Portions:
        from salesiq_validate.engine.portions import Portions

        return Portions(self._engine.compile, self)

    def _all(self, document: Any) -> tuple[Violation, ...]:
        if self._has_property_names:
            return self._careful_violations(document)
        try:
            return ordered(self._violations(document))
        except (ValueError, _Doubt):  # ValueError: half a surrogate pair, which a Rust string cannot hold
            return self._careful_violations(document)

    def _careful_violations(self, document: Any) -> tuple[Violation, ...]:
        """Judge a document for which the answer of jsonschema-rs is not certain."""
        if self._reference is not None:
            return self._reference.violations(document)
        try:
            return () if self.is_valid(document) else (Violation((), FALSE, None, ()),)
        except ValueError:
            return ()

    @cached_property
    def _has_property_names(self) -> bool:
        """Whether jsonschema-rs 0.60 would copy a whole object for each of its wrong names."""
        return any(isinstance(part, dict) and "propertyNames" in part for _, part in walk(self.schema))

    @cached_property
    def _reference(self) -> Judge | None:
        """The judge for doubtful documents; None if it cannot read a pattern of the schema."""
        from salesiq_validate.engine.reference import ReferenceEngine  # such doubts are rare

        try:
            return ReferenceEngine().compile(self.schema)
        except SchemaNotUsable:
            return None

    @cached_property
    def _places(self) -> dict[Path, tuple[Path, PlainSchema] | None]:
        """Path of jsonschema-rs to a subschema -> its place and the subschema; None if two have the same path."""
        places: dict[Path, tuple[Path, PlainSchema] | None] = {}
        for place, subschema in walk(self.schema):
            path = tuple([_index(segment) for segment in place if segment != ""])
            places[path] = None if path in places else (place, subschema)
        return places

    def _violations(self, document: Any) -> Iterator[Violation]:
        members: dict[int, dict[str | int, str]] = {}
        for outer in self._iter_errors(document):
            errors = [outer]
            for error in errors:  # grows
                path = tuple(error.schema_path)
                site = self._sites.get(path) or self._site(path, error.kind)
                pointer, value = _place(document, error.instance_path, members)
                form = site.form
                if form is _Form.AS_IT_IS:
                    yield Violation(pointer, site.keyword, site.detail, site.place)
                elif form is _Form.MISSING:
                    name = error.kind.property
                    # 0.60 also reports a present member as missing if `additionalProperties` forbids it.
                    if name not in value:
                        yield Violation((*pointer, name), site.keyword, name, site.place)
                elif form is _Form.UNION:
                    meant = meant_branch(site.branches, value)
                    inner = error.kind.context[meant] if meant is not None else ()
                    if inner:
                        errors += inner
                    else:
                        yield Violation(pointer, site.keyword, site.detail, site.place)
                else:
                    for name in _extra(error.kind, value):
                        yield Violation((*pointer, name), site.keyword, site.detail, site.place)

    def _site(self, path: Path, kind: Any) -> _Site:
        name = type(kind).__name__
        if name == "FalseSchema":
            place, _ = self._part(path)
            keyword = place[-1] if place else None
            if keyword not in _FALSE_MEMBERS or self._places.get(path[:-1]) is None:
                site = _Site(_Form.AS_IT_IS, FALSE, None, place)
            else:
                site = _Site(_FALSE_MEMBERS[keyword], str(keyword), False, place[:-1])  # noqa: FBT003 - a detail
        else:
            place, schema = self._part(path[:-1])
            keyword = KEYWORD_ALIASES.get(str(path[-1]), str(path[-1]))
            if not isinstance(schema, dict) or keyword not in schema:
                raise _Doubt
            form = _FORMS.get(keyword, _Form.AS_IT_IS)
            branches = schema[keyword] if form is _Form.UNION else []
            site = _Site(form, keyword, None if keyword in BY_NAME else detail_of(schema, keyword), place, branches)
        self._sites[path] = site
        return site

    def _part(self, path: Path) -> tuple[Path, PlainSchema]:
        place = self._places.get(path)
        if place is None:
            raise _Doubt
        return place


_FORMS: Final = {
    **dict.fromkeys(BY_NAME, _Form.MISSING),
    **dict.fromkeys(UNIONS, _Form.UNION),
    "additionalProperties": _Form.EXTRA,
}

#: Keywords whose `false` is reported as the keyword: for each member, or for `items` at the place where it already is.
_FALSE_MEMBERS: Final[dict[Any, _Form]] = {
    "additionalProperties": _Form.EXTRA,
    "items": _Form.AS_IT_IS,
}


def _extra(kind: Any, members: dict[str, Any]) -> list[str]:
    return list(kind.unexpected) if hasattr(kind, "unexpected") else list(members)


def _index(segment: str | int) -> str | int:
    """Return a name as it appears in the paths of jsonschema-rs."""
    if isinstance(segment, str) and _INDEX.fullmatch(segment) and int(segment) <= _LAST_INDEX:
        return int(segment)
    return segment


def _place(document: Any, path: list[str | int], members: dict[int, dict[str | int, str]]) -> tuple[Path, Any]:
    """Find the place that a path of jsonschema-rs means, and the value there; an index in the path may be a name.

    Arguments:
        document: the document that the path leads into.
        path: the path.
        members: for each object seen before, by identity: its names, by the form that they have in a path.
    """
    exact = []
    node = document
    for segment in path:
        step = segment
        if type(node) is dict:
            if "" in node:
                raise _Doubt
            if type(segment) is int:
                names = members.get(id(node))
                if names is None:
                    names = members[id(node)] = {}
                    for name in node:
                        seen = _index(name)
                        # Two names that look the same cannot be distinguished: both get the empty name.
                        names[seen] = "" if seen in names else name
                step = names.get(segment, "")
                if step == "":
                    raise _Doubt
        exact.append(step)
        node = node[step]
    if type(node) is dict and "" in node:
        raise _Doubt
    return tuple(exact), node


@frozen(eq=False, repr=False)
class RepeatingJudge:
    """A schema that may apply itself several times to one member; judges only documents for which that is cheap."""

    _judge: FastJudge
    _times: int

    @property
    def schema(self) -> PlainSchema:
        """The schema."""
        return self._judge.schema

    def is_valid(self, document: Any, /) -> bool:
        """Tell whether the document meets the schema; a document that costs too much passes."""
        return self._is_too_much(document) or self._judge.is_valid(document)

    def takes_object(self, _max_depth: int, /) -> None:
        """Return None: a schema that refers to itself has no closed form."""

    def violations(self, document: Any, /) -> tuple[Violation, ...]:
        """Return the violations, sorted; none for a document that costs too much."""
        return () if self._is_too_much(document) else self._judge.violations(document)

    def counted(self, document: Any, most: int, /) -> Iterable[tuple[Violation, int]]:
        """Return the first violations one by one, and the others counted."""
        return () if self._is_too_much(document) else self._judge.counted(document, most)

    def _is_too_much(self, document: Any) -> bool:
        from salesiq_validate.engine.growth import applications

        return applications(document, self._times, _MOST_APPLICATIONS) > _MOST_APPLICATIONS
