"""The everyday engine: jsonschema-rs, held to the meaning of the reference engine.

What it gets right by itself is taken as it comes, which costs little more than asking it for its errors. Its paths need
care (0.60): a member called "7", "07" or "+7" is the number 7 in them, and an empty name is left out. Where that leaves
a doubt, the reference engine judges. Its messages, which hold values, are never read; `mask` keeps values out of them,
which makes them a little cheaper too.

What is left, and what schemas of ours do without (`tests.engine.subset`): an integer limit beyond 2**62 and a float
beyond it do not always compare by their decimal texts, as everything else does; the word boundary of a pattern knows
letters beyond ASCII; `(?P<name>)` is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import Enum
from functools import cached_property, partial
from typing import Any, Final

from attrs import field, frozen

from salesiq_validate.engine.prepared import prepare, unusable, unusable_pattern
from salesiq_validate.engine.protocol import (
    ALIASES,
    BY_NAME,
    FALSE,
    AnySchema,
    Judge,
    Path,
    PlainSchema,
    Violation,
    detail_of,
    ordered,
)
from salesiq_validate.engine.sendable import is_plain, violations_as_sent
from salesiq_validate.engine.subschemas import walk
from salesiq_validate.engine.values import UNIONS, meant_branch
from salesiq_validate.exceptions import SchemaNotUsable, UnusableArgument

_TEXT: Final = frozenset((str,))

#: Names that jsonschema-rs takes for an index.
_INDEX: Final = re.compile(r"\+?[0-9]+", re.ASCII)
_LAST_INDEX: Final = 2**64 - 1


class FastEngine:
    """Judges by jsonschema-rs.

    Raises:
        UnusableArgument: jsonschema-rs is not installed.
    """

    name: Final = "fast"

    def __init__(self) -> None:
        try:
            from jsonschema_rs import Draft202012Validator, FancyRegexOptions, RegexOptions
        except ImportError:
            raise UnusableArgument(
                "the fast engine needs the package jsonschema-rs; install it with: python -m pip install jsonschema-rs"
            ) from None
        self._build = partial(Draft202012Validator, mask="value", validate_formats=False, offline=True)
        # The second takes what the first cannot, look-around and back references, and gets some simple patterns wrong:
        # 0.60 finds ^[a-z]+-?[a-z]+$ in "a". The first also never takes more than linear time.
        self._patterns = (RegexOptions(), FancyRegexOptions())

    def compile(self, schema: AnySchema, /) -> FastJudge:
        """Make a judge for one schema."""
        prepared = prepare(schema)
        linear, backtracking = self._patterns
        try:
            validator = self._build(prepared, pattern_options=linear)
        except ValueError:
            try:
                validator = self._build(prepared, pattern_options=backtracking)
            except ValueError as broken:
                raise _reason(broken) from None
        return FastJudge(prepared, validator.is_valid, validator.iter_errors, self.compile)


def _reason(broken: Any) -> SchemaNotUsable:
    """Say why jsonschema-rs refuses a schema, without its message, which may hold parts of the schema."""
    kind = getattr(broken, "kind", None)
    path: Path = tuple(getattr(broken, "instance_path", ()))
    if kind is not None and kind.name == "$ref":
        return SchemaNotUsable("a reference in it leads nowhere inside it")
    if kind is not None and kind.name == "format" and ("pattern" in path[-1:] or "patternProperties" in path[-2:]):
        return unusable_pattern(path, "it is no ECMA-262 expression, or one that jsonschema-rs does not know")
    return unusable(path)


class _Form(Enum):
    """How an error of jsonschema-rs becomes violations."""

    AS_IT_IS = 0
    #: The member's name is in `kind.property`.
    MISSING = 1
    #: Member names are in `kind.unexpected`; without `properties` beside it, all members are meant and none is named.
    EXTRA = 2
    #: The member's name is the instance of `kind.error`, each name may come several times.
    NAMES = 3
    UNION = 4


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
    """An error's path does not tell its place for certain."""


@frozen(eq=False, repr=False)
class FastJudge:
    """A schema compiled for jsonschema-rs."""

    schema: PlainSchema
    #: Of jsonschema-rs itself, nothing in between.
    is_valid: Callable[[Any], bool]
    _iter_errors: Callable[[Any], Iterator[Any]]
    _compile: Callable[[AnySchema], FastJudge]
    #: Path of jsonschema-rs to a keyword -> what it is; filled as errors come.
    _sites: dict[Path, _Site] = field(factory=dict, init=False)

    def takes_object(self, max_depth: int, /) -> Callable[[Any], bool] | None:
        """Return what says yes of Python objects that are plain JSON, no deeper than that, and meet the schema."""
        depth, is_valid = self._sealed
        return is_valid if depth <= max_depth else None

    @cached_property
    def _sealed(self) -> tuple[int, Callable[[Any], bool]]:
        from salesiq_validate.engine.closed_schema import sealed  # recordings do without

        seal = sealed(self.schema)
        return seal.depth, self._compile(seal.schema).is_valid

    def violations(self, document: Any, /, *, plain: bool | None = None) -> tuple[Violation, ...]:
        """Return what is wrong, sorted, for any Python object."""
        if not (is_plain(document) if plain is None else plain):
            return violations_as_sent(document, self._sent_violations)
        try:
            return self._told(document)
        except (ValueError, _Doubt):  # ValueError: half a surrogate pair, which Rust has no string for
            return self._careful_violations(document)

    def _sent_violations(self, document: Any) -> tuple[Violation, ...]:
        """Judge a document of JSON values, which is not plain if it holds an empty name."""
        return self.violations(document) if is_plain(document) else self._careful_violations(document)

    def _careful_violations(self, document: Any) -> tuple[Violation, ...]:
        """Judge what jsonschema-rs does not tell for certain."""
        if self._reference is not None:
            return self._reference.violations(document)
        try:
            return () if self.is_valid(document) else (Violation((), FALSE, None, ()),)
        except ValueError:
            return ()

    @cached_property
    def _reference(self) -> Judge | None:
        """The judge for what is in doubt; None where the schema has a pattern that it cannot read."""
        from salesiq_validate.engine.reference import ReferenceEngine  # 4 ms, and hardly a run has such a doubt

        try:
            return ReferenceEngine().compile(self.schema)
        except SchemaNotUsable:
            return None

    @cached_property
    def _places(self) -> dict[Path, tuple[Path, PlainSchema] | None]:
        """Path of jsonschema-rs to a subschema -> its place and itself; None where two have the same path.

        Empty where a part has an `$id`: paths inside it begin there.
        """
        places: dict[Path, tuple[Path, PlainSchema] | None] = {}
        for place, subschema in walk(self.schema):
            if place and isinstance(subschema, dict) and "$id" in subschema:
                return {}
            path = tuple([_index(segment) for segment in place if segment != ""])
            places[path] = None if path in places else (place, subschema)
        return places

    def _told(self, document: Any) -> tuple[Violation, ...]:
        found: list[Violation] = []
        errors = list(self._iter_errors(document))
        members: dict[int, dict[str | int, str]] = {}
        for error in errors:  # grows
            path = tuple(error.schema_path)
            site = self._sites.get(path) or self._site(path, error.kind)
            pointer = tuple(error.instance_path)
            if not _TEXT.issuperset(map(type, pointer)):
                pointer = _exact(document, pointer, members)
            form = site.form
            if form is _Form.AS_IT_IS:
                found.append(Violation(pointer, site.keyword, site.detail, site.place))
            elif form is _Form.MISSING:
                name = error.kind.property
                # 0.60 also calls a member missing that is there, unlisted, and forbidden by `additionalProperties`.
                if name not in _at(document, pointer):
                    found.append(Violation((*pointer, name), site.keyword, name, site.place))
            elif form is _Form.UNION:
                meant = meant_branch(site.branches, _at(document, pointer))
                inner = error.kind.context[meant] if meant is not None else ()
                if inner:
                    errors += inner
                else:
                    found.append(Violation(pointer, site.keyword, site.detail, site.place))
            else:
                names = _names(error.kind, form, _at(document, pointer))
                found += [Violation((*pointer, name), site.keyword, site.detail, site.place) for name in names]
        return ordered(found)

    def _site(self, path: Path, kind: Any) -> _Site:
        name = type(kind).__name__
        if name == "PropertyNames":
            # Followed by the path inside the subschema of `propertyNames`.
            path = path[: len(path) - path[::-1].index("propertyNames")]
        if name == "FalseSchema":
            place, _ = self._place(path)
            keyword = place[-1] if place else None
            if keyword not in _FALSE_MEMBERS or self._places.get(path[:-1]) is None:
                site = _Site(_Form.AS_IT_IS, FALSE, None, place)
            else:
                site = _Site(_FALSE_MEMBERS[keyword], str(keyword), False, place[:-1])  # noqa: FBT003 - a detail
        else:
            place, schema = self._place(path[:-1])
            keyword = ALIASES.get(str(path[-1]), str(path[-1]))
            if not isinstance(schema, dict) or keyword not in schema:
                raise _Doubt
            form = _FORMS.get(keyword, _Form.AS_IT_IS)
            branches = schema[keyword] if form is _Form.UNION else []
            site = _Site(form, keyword, None if keyword in BY_NAME else detail_of(schema, keyword), place, branches)
        self._sites[path] = site
        return site

    def _place(self, path: Path) -> tuple[Path, PlainSchema]:
        place = self._places.get(path)
        if place is None:
            raise _Doubt
        return place


_FORMS: Final = {
    **dict.fromkeys(BY_NAME, _Form.MISSING),
    **dict.fromkeys(UNIONS, _Form.UNION),
    "additionalProperties": _Form.EXTRA,
    "propertyNames": _Form.NAMES,
}

#: Keywords whose `false` is told as the keyword, of each member or, of `items`, where it is already.
_FALSE_MEMBERS: Final[dict[Any, _Form]] = {
    "additionalProperties": _Form.EXTRA,
    "items": _Form.AS_IT_IS,
    "propertyNames": _Form.NAMES,
}


def _names(kind: Any, form: _Form, members: dict[str, Any]) -> list[str]:
    if form is _Form.EXTRA and hasattr(kind, "unexpected"):
        return list(kind.unexpected)
    if form is _Form.NAMES and hasattr(kind, "error"):
        return [kind.error.instance]
    return list(members)


def _index(segment: str | int) -> str | int:
    """Return a name as jsonschema-rs writes it into its paths."""
    if isinstance(segment, str) and _INDEX.fullmatch(segment) and int(segment) <= _LAST_INDEX:
        return int(segment)
    return segment


def _exact(document: Any, pointer: Path, members: dict[int, dict[str | int, str]]) -> Path:
    """Find the place that a path of jsonschema-rs means, of which any index may be a name.

    Args:
        document: what the path leads into.
        pointer: the path.
        members: of each object that was looked at before, by identity, what its names look like in a path.
    """
    exact: list[str | int] = []
    node = document
    for segment in pointer:
        step = segment
        if type(node) is dict and type(segment) is int:
            names = members.get(id(node))
            if names is None:
                names = members[id(node)] = {}
                for name in node:
                    seen = _index(name)
                    # Two names that look the same are told apart by neither: the empty one is nobody's.
                    names[seen] = "" if seen in names else name
            step = names.get(segment, "")
            if step == "":
                raise _Doubt
        exact.append(step)
        node = node[step]
    return tuple(exact)


def _at(document: Any, pointer: Path) -> Any:
    for segment in pointer:
        document = document[segment]
    return document
