"""Breach: one way to break the contract of an operation, and the place of the finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from attrs import field, frozen
from hypothesis import strategies as st

from salesiq_validate.contract.operation import Schema, basis_of
from salesiq_validate.engine import default_engine
from salesiq_validate.finding import Basis, Finding, Where
from salesiq_validate.judging.violations import SAFE_INTEGER
from salesiq_validate.keypath import KeyPath
from salesiq_validate.strategies.drafts import Draft
from salesiq_validate.strategies.schemas import Shape, compiled

_SUREST: Final = (Basis.DOCUMENTED, Basis.EXAMPLE, Basis.INFERRED)


@frozen
class ExpectedFinding:
    """The expected finding in a request that breaks the contract in one place."""

    #: The SalesIQ code that the request earns.
    code: int
    where: Where
    #: In the body; of a parameter, inside its value.
    path: KeyPath | None = None
    #: The query parameter, form field or path parameter.
    param: str | None = None
    header: str | None = None
    #: How sure the fact is; what is only inferred is found as a warning.
    basis: Basis = Basis.DOCUMENTED
    #: What the token must be said to allow, `Validator(scopes=...)`; None where scopes do not matter.
    scopes: frozenset[str] | None = None

    def is_met_by(self, finding: Finding) -> bool:
        """Tell whether a finding has this code and place."""
        return (
            finding.error is not None
            and finding.error.code == self.code
            and (finding.where, finding.path, finding.param, finding.header)
            == (self.where, self.path, self.param, self.header)
        )


#: Draws a request that is broken, and what is to be found in it.
Drawn: TypeAlias = st.SearchStrategy[tuple[Draft, ExpectedFinding]]


@frozen(eq=False)
class Breach:
    """One place of an operation's contract and one way to break it there."""

    code: int
    where: Where
    #: The keyword of the schema, or a word of ours: "authorization", "method".
    keyword: str
    basis: Basis
    #: The operation's request as it is drawn and broken; made when first asked for.
    draw: Callable[[], Drawn] = field(repr=False)
    #: In the body: names, None for an item of a list.
    shape: Shape = ()
    param: str | None = None
    header: str | None = None
    #: How the body travels that is broken; None where it does not matter.
    media: str | None = None


@frozen(eq=False)
class Damage:
    """A change of one place, and SalesIQ's code for it."""

    code: int
    keyword: str
    basis: Basis
    #: What is put there; None takes away what is there.
    values: st.SearchStrategy[Any] | None = None

    def drawn(self) -> st.SearchStrategy[Any]:
        """Return a strategy for the new value, None if the value is removed."""
        return st.none() if self.values is None else self.values


@frozen
class ViolatedKeyword:
    """The one keyword that a value violates, and where in the value."""

    pointer: tuple[str | int, ...]
    keyword: str
    #: The subschema that holds the keyword.
    schema: Mapping[str, Any] = field(hash=False)
    basis: Basis


def violated_by(value: Any, schema: Schema) -> ViolatedKeyword | None:
    """Return the keyword that a value violates if it is only one, else None.

    Other keywords that a value of the wrong type violates do not count.
    """
    judge = default_engine().compile(schema)
    found = judge.violations(value)
    if len({violation.pointer for violation in found}) != 1:
        return None
    types = [violation for violation in found if violation.keyword == "type"]
    if len(found) > 1 and not types:
        return None
    first = (types or list(found))[0]
    bases = [basis_of(_at(judge.schema, violation.schema_path), violation.keyword) for violation in found]
    return ViolatedKeyword(
        first.pointer, first.keyword, _at(judge.schema, first.schema_path), min(bases, key=_SUREST.index)
    )


def code_of(violated: ViolatedKeyword, *, params: bool) -> int | None:
    """Return the SalesIQ code for a violation; None if there is none."""
    if violated.keyword == "type":
        return 1007
    if violated.keyword in {"required", "additionalProperties"}:
        return None
    if violated.keyword == "maximum" and violated.schema["maximum"] == SAFE_INTEGER:
        return None
    code: int | None = violated.schema.get("x-salesiq-error")
    return code if code is not None else 1011 if params else 1015


def damages(tried: Iterable[tuple[Any, Any]], schema: Schema, *, params: bool) -> Iterator[Damage]:
    """Yield what values do to a place that they alone break, those that break the same keyword together.

    Arguments:
        tried: what is put there, and what it is read as.
        schema: of the place.
        params: whether the place is a parameter or a field.
    """
    return (damage for pointer, damage in damages_by_place(tried, schema, params=params) if not pointer)


def damages_by_place(
    tried: Iterable[tuple[Any, Any]], schema: Schema, *, params: bool
) -> Iterator[tuple[tuple[str | int, ...], Damage]]:
    """Yield what `damages` does, and what values break inside of themselves, each with the place."""
    found: dict[tuple[int, str, Basis, tuple[str | int, ...]], list[Any]] = {}
    for value, read in tried:
        violated = violated_by(read, schema)
        code = None if violated is None else code_of(violated, params=params)
        if violated is not None and code is not None:
            found.setdefault((code, violated.keyword, violated.basis, violated.pointer), []).append(value)
    for (code, keyword, basis, pointer), values in found.items():
        yield pointer, Damage(code, keyword, basis, st.sampled_from(values))


def _at(schema: Any, path: tuple[str | int, ...]) -> Mapping[str, Any]:
    for step in path:
        schema = schema[step]
    return schema if isinstance(schema, Mapping) else {}


def repeated(schema: Schema, times: int) -> st.SearchStrategy[list[Any]]:
    """Return a strategy for lists that repeat one item, because drawing hundreds of different ones takes long."""
    if schema.get("uniqueItems"):
        return compiled({**schema, "minItems": times, "maxItems": times})
    return compiled(schema.get("items", True)).map(lambda item: [item] * times)


#: Values of every type, of which most schemas take only some.
STRANGERS: Final[tuple[Any, ...]] = ({}, [], None, 0.5, 7, -1, True, "none of these", "", "-", {"a": 1}, [[]], [None])


def candidates(schema: Schema) -> list[Any]:
    """Return values of which a schema most likely refuses some, each for one reason."""
    found = list(STRANGERS)
    found += [f"{value}_" for value in schema.get("enum", ()) if isinstance(value, str)]
    if "minimum" in schema:
        found.append(schema["minimum"] - 1)
    if "maximum" in schema:
        found.append(schema["maximum"] + 1)
    if "minLength" in schema:
        found += ["x" * (schema["minLength"] - 1), "1" * (schema["minLength"] - 1)]
    if "maxLength" in schema:
        found += ["x" * (schema["maxLength"] + 1), "1" * (schema["maxLength"] + 1)]
    return found
