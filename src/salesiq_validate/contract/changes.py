"""Changes: the differences between two editions of the contract, and whether each is stricter or laxer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from salesiq_validate.contract.edition import DescribedCall, Edition

ChangeKind: TypeAlias = Literal["added", "removed", "stricter", "laxer", "changed"]
ChangedPart: TypeAlias = Literal["operation", "param", "body", "answer", "code", "server"]

#: Keywords with a lower bound, and keywords with an upper bound.
_LOWER: Final = ("minimum", "minLength", "minItems", "minProperties", "x-salesiq-minimum")
_UPPER: Final = ("maximum", "maxLength", "maxItems", "x-salesiq-maximum", "x-salesiq-max-bytes")
#: Keywords that one side may have and the other may lack.
_CONSTRAINTS: Final = ("pattern", "uniqueItems", "anyOf", "oneOf", "allOf", "not", "const")
#: Members of an operation whose entries are requirements.
_DEMANDS: Final = ("x-salesiq-conditions", "x-salesiq-exclusive")
_BASIS: Final = "x-salesiq-basis"
#: Keywords for human readers.
_WORDS: Final = frozenset({"title", "description", "examples", "default"})


class Change(NamedTuple):
    """One difference between two editions."""

    kind: ChangeKind
    where: ChangedPart
    #: operationId; None for a code or a server.
    operation: str | None
    #: Path of the key, name of the parameter, code or data centre; empty for the operation as a whole.
    name: str
    #: The change in words.
    about: str


def changes_between(old: Edition, new: Edition) -> list[Change]:
    """Return what changed from one edition to another, operations first, in the order of their names."""
    return [*_of_operations(old, new), *_of_entries(old.codes, new.codes, "code"), *_of_hosts(old, new)]


def _of_operations(old: Edition, new: Edition) -> Iterator[Change]:
    for name in sorted(old.calls.keys() | new.calls.keys()):
        before, after = old.calls.get(name), new.calls.get(name)
        if before is None and after is not None:
            yield Change("added", "operation", name, "", _call_in_words(after))
        elif after is None and before is not None:
            yield Change("removed", "operation", name, "", _call_in_words(before))
        elif before is not None and after is not None:
            yield from _of_call(before, after)


def _call_in_words(call: DescribedCall) -> str:
    return f"{call.method} {call.paths[0] if call.paths else '(its path is not documented)'}"


def _of_call(old: DescribedCall, new: DescribedCall) -> Iterator[Change]:
    def told(kind: ChangeKind, about: str) -> Change:
        return Change(kind, "operation", new.id, "", about)

    if _call_in_words(old) != _call_in_words(new):
        yield told("changed", f"changed from {_call_in_words(old)} to {_call_in_words(new)}")
    for path in sorted(set(new.paths) - set(old.paths[:1]) - set(old.paths)):
        if path != new.paths[0]:
            yield told("laxer", f"also accepts the path {path}")
    for path in sorted(set(old.paths[1:]) - set(new.paths)):
        yield told("stricter", f"no longer accepts the path {path}")
    if _scopes(old).lower() != _scopes(new).lower():  # the case of a scope means nothing
        kind: ChangeKind = "stricter" if not old.scopes else "laxer" if not new.scopes else "changed"
        yield told(kind, f"scope: changed from {_scopes(old)} to {_scopes(new)}")
    if old.needs_body != new.needs_body:
        yield told("stricter" if new.needs_body else "laxer", f"a body is {'' if new.needs_body else 'not '}required")
    yield from (told(kind, about) for kind, about in _of_marks(old.marks, new.marks))
    yield from _of_parameters(old, new)
    for media in sorted(old.bodies.keys() | new.bodies.keys()):
        if media not in old.bodies:
            yield told("laxer", f"accepts a body of {media}")
        elif media not in new.bodies:
            yield told("stricter", f"no longer accepts a body of {media}")
        else:
            found = _of_schema(old.bodies[media], new.bodies[media], "")
            yield from (Change(kind, "body", new.id, name, about) for kind, name, about in found)
    if old.answer != new.answer:
        yield from _of_answer(old, new)


def _scopes(call: DescribedCall) -> str:
    return " or ".join(sorted(" with ".join(sorted(way)) for way in call.scopes)) or "not documented"


def _of_marks(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[ChangeKind, str]]:
    if old.get("deprecated") != new.get("deprecated"):
        yield "changed", "is deprecated" if new.get("deprecated") else "is no longer deprecated"
    before, after = old.get("x-salesiq-complete", True), new.get("x-salesiq-complete", True)
    if before != after:
        yield ("stricter", "is completely known") if after else ("laxer", "is no longer completely known")
    for name in _DEMANDS:
        was, now = (list(map(_demand_in_words, marks.get(name, ()))) for marks in (old, new))
        yield from (("stricter", f"requires {text}") for text in now if text not in was)
        yield from (("laxer", f"no longer requires {text}") for text in was if text not in now)
    listed, lists = ({error["code"] for error in marks.get("x-salesiq-errors", ())} for marks in (old, new))
    yield from (("added", f"may answer with {code}") for code in sorted(lists - listed))
    yield from (("removed", f"is no longer said to answer with {code}") for code in sorted(listed - lists))
    was_sure, sure = old.get(_BASIS, {}), new.get(_BASIS, {})
    for fact in sorted((was_sure.keys() | sure.keys()) - {"scopes"}):
        basis = sure.get(fact, "documented")
        if (kind := _of_basis(was_sure.get(fact, "documented"), basis)) is not None:
            yield kind, f"{fact.replace('_', ' ')} is {basis}"


def _demand_in_words(demand: Mapping[str, Any]) -> str:
    basis = f" ({demand['basis']})" if "basis" in demand else ""
    if "names" in demand:
        return f"at most one of {', '.join(demand['names'])} in the {demand['in']}{basis}"
    when = demand["when"]
    values = " or ".join(map(_text, when.get("equals", ())))
    state = f"is {values}" if values else "is not sent" if "absent" in when else "is sent"
    return f"{', '.join(demand['require'])} in the {demand['in']} if {when['key']} {state}{basis}"


def _of_parameters(old: DescribedCall, new: DescribedCall) -> Iterator[Change]:
    for place, name in sorted(old.parameters.keys() | new.parameters.keys()):
        before, after = old.parameters.get((place, name)), new.parameters.get((place, name))
        if before is None and after is not None:
            kind: ChangeKind = "stricter" if after["required"] else "added"
            yield Change(
                kind, "param", new.id, name, f"{'required' if after['required'] else 'optional'} in the {place}"
            )
        elif after is None:
            yield Change("removed", "param", new.id, name, f"no longer in the {place}")
        elif before is not None:
            if before["required"] != after["required"]:
                kind = "stricter" if after["required"] else "laxer"
                yield Change(kind, "param", new.id, name, f"is {'' if after['required'] else 'not '}required")
            for found, at, about in _of_schema(_described(before), _described(after), name):
                yield Change(found, "param", new.id, at, about)


def _described(parameter: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a parameter's schema together with the parameter's basis."""
    schema = parameter["schema"] if "schema" in parameter else parameter["content"]["application/json"]["schema"]
    return {**schema, _BASIS: {**schema.get(_BASIS, {}), **parameter.get(_BASIS, {})}}


_Found: TypeAlias = tuple[ChangeKind, str, str]


def _of_schema(old: Mapping[str, Any], new: Mapping[str, Any], at: str) -> Iterator[_Found]:
    """Yield how two schemas of requests differ: kind, path of the key, and words."""
    if old == new:
        return
    yield from ((kind, at, about) for kind, about in _of_keywords(old, new))
    yield from _of_members(old, new, at)
    if isinstance(old.get("items"), Mapping) and isinstance(new.get("items"), Mapping):
        yield from _of_schema(old["items"], new["items"], f"{at}[*]")
    was, now = old.get(_BASIS, {}), new.get(_BASIS, {})
    for keyword in sorted(new.keys() & old.keys() & (was.keys() | now.keys())):
        kind = _of_basis(was.get(keyword, "documented"), now.get(keyword, "documented"))
        if kind is not None and old[keyword] == new[keyword]:
            yield kind, at, f"{keyword} is {now.get(keyword, 'documented')}"


def _of_keywords(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[ChangeKind, str]]:
    was, now = _types(old), _types(new)
    if was != now:
        yield _of_sets(was, now), f"type: changed from {_listed(was)} to {_listed(now)}"
    was, now = _values(old), _values(new)
    if was != now:
        yield _of_sets(was, now), f"values: changed from {_listed(was)} to {_listed(now)}"
    for keyword, sign in (*((keyword, 1) for keyword in _LOWER), *((keyword, -1) for keyword in _UPPER)):
        before, after = old.get(keyword), new.get(keyword)
        if before != after:
            is_stricter = before is None or (after is not None and (after - before) * sign > 0)
            yield "stricter" if is_stricter else "laxer", f"{keyword}: changed from {_bound(before)} to {_bound(after)}"
    for keyword in _CONSTRAINTS:
        if _judging(old.get(keyword)) != _judging(new.get(keyword)):
            kind: ChangeKind = "stricter" if keyword not in old else "laxer" if keyword not in new else "changed"
            yield (
                kind,
                f"{keyword} {'is new' if keyword not in old else 'is gone' if keyword not in new else 'changed'}",
            )
    was, now = _set(old.get("x-salesiq-known-values")), _set(new.get("x-salesiq-known-values"))
    if was != now:
        yield "changed", f"known values: changed from {_listed(was)} to {_listed(now)}"


def _judging(node: Any) -> Any:
    """Return the keywords of a schema that check something, without descriptions and marks."""
    if isinstance(node, list):
        return [_judging(item) for item in node]
    if not isinstance(node, Mapping):
        return node
    return {name: _judging(value) for name, value in node.items() if name not in _WORDS and not name.startswith("x-")}


def _of_members(old: Mapping[str, Any], new: Mapping[str, Any], at: str) -> Iterator[_Found]:
    before, after = old.get("properties", {}), new.get("properties", {})
    was_closed, is_closed = (schema.get("additionalProperties") is False for schema in (old, new))
    if was_closed != is_closed:
        yield (
            ("stricter" if is_closed else "laxer"),
            at,
            f"unlisted keys are {'refused' if is_closed else 'accepted'}",
        )
    was, now = set(old.get("required", ())), set(new.get("required", ()))
    for name in sorted(before.keys() | after.keys() | was | now):
        path = f"{at}.{name}" if at else name
        if name in now - was:
            inferred = after.get(name, {}).get(_BASIS, {}).get("required") == "inferred"
            yield "stricter", path, "is required (inferred, so a warning)" if inferred else "is required"
        elif name in was - now:
            yield "laxer", path, "is not required"
        if name not in before and name in after:
            yield ("laxer" if was_closed else "added"), path, "is listed"
        elif name in before and name not in after:
            yield ("stricter" if is_closed else "removed"), path, "is no longer listed"
        elif name in before:
            yield from _of_schema(before[name], after[name], path)


def _of_answer(old: DescribedCall, new: DescribedCall) -> Iterator[Change]:
    """Yield how the described keys of answers differ; descriptions require nothing, so no change is stricter."""
    was, now = dict(_keys(old.answer, "")), dict(_keys(new.answer, ""))
    yield from (Change("added", "answer", new.id, key, "is described") for key in now if key not in was)
    yield from (Change("removed", "answer", new.id, key, "is no longer described") for key in was if key not in now)
    yield from (
        Change("changed", "answer", new.id, key, "has another type")
        for key in now
        if was.get(key, now[key]) != now[key]
    )


def _keys(schema: Any, at: str) -> Iterator[tuple[str, frozenset[str]]]:
    if not isinstance(schema, Mapping):
        return
    for name, member in schema.get("properties", {}).items():
        path = f"{at}.{name}" if at else name
        yield path, _types(member)
        yield from _keys(member, path)
    yield from _keys(schema.get("items"), f"{at}[*]")


def _of_entries(old: Mapping[Any, Any], new: Mapping[Any, Any], where: ChangedPart) -> Iterator[Change]:
    for name in sorted(old.keys() | new.keys()):
        if name not in old:
            yield Change("added", where, None, str(name), str(new[name]))
        elif name not in new:
            yield Change("removed", where, None, str(name), str(old[name]))
        elif old[name] != new[name]:
            yield Change("changed", where, None, str(name), f"changed from {old[name]} to {new[name]}")


def _of_hosts(old: Edition, new: Edition) -> Iterator[Change]:
    was, now = ({code: host for code, host in edition.hosts.items() if host} for edition in (old, new))
    return _of_entries(was, now, "server")


def _of_basis(old: str, new: str) -> ChangeKind | None:
    if (old == "inferred") == (new == "inferred"):
        return None
    return "laxer" if new == "inferred" else "stricter"


def _of_sets(old: frozenset[str], new: frozenset[str]) -> ChangeKind:
    """Describe the change of a set of accepted values; an empty set accepts anything."""
    if not old or (new and new < old):
        return "stricter"
    return "laxer" if not new or new > old else "changed"


def _types(schema: Mapping[str, Any]) -> frozenset[str]:
    types = schema.get("type", ())
    return frozenset([types] if isinstance(types, str) else types)


def _values(schema: Mapping[str, Any]) -> frozenset[str]:
    return _set(schema.get("enum"))


def _set(values: Iterable[Any] | None) -> frozenset[str]:
    return frozenset(map(_text, values or ()))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


def _listed(values: frozenset[str]) -> str:
    return ", ".join(sorted(values)) or "any"


def _bound(value: float | None) -> str:
    return "none" if value is None else str(value)
