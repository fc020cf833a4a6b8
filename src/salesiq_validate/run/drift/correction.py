"""Correction: an operation of the contract, loosened until it accepts the recorded requests and answers.

It never tightens anything, and writes no values: it omits a list of options, a pattern or a limit that the server does
not enforce.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.engine import inline_refs
from salesiq_validate.keypath import KeyPath
from salesiq_validate.rules.body import (
    department_id,
    empty_update,
    missing_body,
    missing_json_key,
    operator_id,
    unknown_json_key,
    unusable_json_value,
    wrong_json_type,
)
from salesiq_validate.rules.params import exclusive_names, missing_param, missing_under_condition, wrong_param_type
from salesiq_validate.rules.registry import RULE_OF
from salesiq_validate.run.drift.sketch import Members, type_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from salesiq_validate.contract.operation import Operation
    from salesiq_validate.engine import Engine, Judge, Violation
    from salesiq_validate.finding import Finding, Rule
    from salesiq_validate.run.drift.unlisted import Way

_JSON: Final = "application/json"
#: Rules whose findings are violations of the body's schema.
_OF_BODY: Final = frozenset(
    RULE_OF[module]
    for module in (
        missing_json_key,
        wrong_json_type,
        unusable_json_value,
        operator_id,
        department_id,
        unknown_json_key,
    )
)
_MISSING_BODY: Final = RULE_OF[missing_body]
_EMPTY_UPDATE: Final = RULE_OF[empty_update]
_MISSING_PARAM: Final = RULE_OF[missing_param]
_WRONG_PARAM_TYPE: Final = RULE_OF[wrong_param_type]
#: Rules about several names at once: the keyword with their facts, and the names in a fact.
_CONDITIONS: Final = {
    RULE_OF[exclusive_names]: ("x-salesiq-exclusive", "names"),
    RULE_OF[missing_under_condition]: ("x-salesiq-conditions", "require"),
}
#: Keywords of a parameter's schema that do not say how it is sent.
_ABOUT_VALUES: Final = frozenset(
    {"enum", "const", "pattern", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "uniqueItems"}
    | {"x-salesiq-minimum", "x-salesiq-maximum"}
)
#: To loosen one place may reveal another; this limits the repetitions.
_MOST_ROUNDS: Final = 50


class Correction:
    """One operation as we will write it, with its references inlined."""

    def __init__(self, operation: Operation, engine: Engine) -> None:
        self._engine = engine
        self.operation = operation
        self.document: dict[str, Any] = copy.deepcopy(dict(operation.document))
        for holder in _holders(self.document):
            holder["schema"] = inline_refs(holder["schema"], operation.definitions)
        self._judges: dict[str, Judge] = {}
        #: The unlisted members that were seen, by the path to their object.
        self.members: dict[Way, Members] = {}
        #: The paths at which the traffic had a member that no page shows; we write only these.
        self.odd_ways: set[Way] = set()
        self.is_changed = False

    def accept_answer(self, data: Any) -> bool:
        """Loosen the description of a success's data until it accepts this data; return whether it does."""
        content = self.document.get("responses", {}).get("200", {}).get("content", {}).get(_JSON)
        return content is not None and self._loosen("answer", content["schema"], data, None)

    def accept_request(self, finding: Finding, body: Any) -> bool:
        """Loosen what caused a finding on an accepted request; return whether that is possible.

        Arguments:
            finding: a finding on the request's side.
            body: the JSON document that was sent; `...` if unknown.
        """
        rule = finding.rule
        done = False
        if rule == _MISSING_BODY and "requestBody" in self.document:
            self.document["requestBody"]["required"] = False
            done = True
        elif rule == _EMPTY_UPDATE:
            done = self.document.pop("x-salesiq-update", None) is not None
        elif rule in _CONDITIONS:
            done = self._forget_condition(rule, finding)
        elif finding.where == "param" and finding.param is not None:
            done = self._accept_param(rule, finding.param)
        elif rule in _OF_BODY and finding.path is not None and body is not ...:
            content = self.document.get("requestBody", {}).get("content", {}).get(_JSON)
            done = content is not None and self._loosen("body", content["schema"], body, finding.path)
        self.is_changed |= done
        return done

    def finished(self) -> dict[str, Any]:
        """Return the operation's document, including the unlisted members that were seen."""
        document = copy.deepcopy(self.document)
        if self.odd_ways:
            described = document["responses"]["200"]["content"][_JSON]["schema"]
            for way in (way for way in self.members if way in self.odd_ways):
                holder = _at(described, way)
                keywords = self.members[way].keywords()
                added = keywords.pop("properties", {})
                holder["properties"] = {**added, **holder.get("properties", {})}
                holder |= keywords
        return document

    def _loosen(self, kind: str, schema: dict[str, Any], document: Any, place: KeyPath | None) -> bool:
        for _ in range(_MOST_ROUNDS):
            if kind not in self._judges:
                self._judges[kind] = self._engine.compile(schema)
            found = [
                violation
                for violation in self._judges[kind].violations(document)
                if place is None or violation.pointer == place.segments
            ]
            if not found:
                return True
            if not sum(_loosen(schema, violation, document) for violation in found):
                return False
            self.is_changed = True
            del self._judges[kind]
        return False

    def _accept_param(self, rule: Rule, name: str) -> bool:
        for parameter in self.document.get("parameters", ()):
            if parameter["name"] != name or parameter["in"] != "query":
                continue
            if rule == _MISSING_PARAM:
                parameter["required"] = False
            elif rule == _WRONG_PARAM_TYPE:
                for key in ("content", "style", "explode"):
                    parameter.pop(key, None)
                parameter["schema"] = {"type": "string"}
                _forget_basis(parameter, {"type", *_ABOUT_VALUES})
            elif "schema" in parameter:
                parameter["schema"] = _without_values(parameter["schema"])
                _forget_basis(parameter, _ABOUT_VALUES)
            else:
                return False
            return True
        return False

    def _forget_condition(self, rule: Rule, finding: Finding) -> bool:
        key, names = _CONDITIONS[rule]
        segments = finding.path.segments if finding.path is not None else (finding.param,)
        known = self.document.get(key, [])
        kept = [item for item in known if not segments or segments[-1] not in item[names]]
        if kept:
            self.document[key] = kept
        else:
            self.document.pop(key, None)
        return len(kept) < len(known)


def _holders(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every object of an operation that has a schema."""
    parts = [*document.get("parameters", ()), document.get("requestBody", {}), *document.get("responses", {}).values()]
    for part in parts:
        if "schema" in part:
            yield part
        yield from part.get("content", {}).values()


def _loosen(schema: dict[str, Any], violation: Violation, document: Any) -> bool:
    """Change the keyword that a document violates so that it no longer does; return whether that was necessary."""
    node: Any = schema
    for step in violation.schema_path:
        node = node[step]
    keyword = violation.keyword
    if keyword not in node:
        return False
    if keyword == "required":
        return _forget_name(node, violation.detail)
    if keyword in {"type", "anyOf"}:
        return _widen(node, keyword, type_of(KeyPath(violation.pointer).resolve(document)))
    del node[keyword]
    _forget_basis(node, {keyword})
    return True


def _forget_basis(node: dict[str, Any], keywords: AbstractSet[str]) -> None:
    basis = {word: sure for word, sure in node.pop("x-salesiq-basis", {}).items() if word not in keywords}
    if basis:
        node["x-salesiq-basis"] = basis


def _forget_name(node: dict[str, Any], name: object) -> bool:
    kept = [known for known in node["required"] if known != name]
    is_new = len(kept) < len(node["required"])
    node["required"] = kept
    if not kept:
        del node["required"]
    return is_new


def _widen(node: dict[str, Any], keyword: str, seen: str) -> bool:
    known = [node[keyword]] if isinstance(node[keyword], str) else node[keyword]
    added = seen if keyword == "type" else {"type": seen}
    if added in known:
        return False
    node[keyword] = [*known, added]
    return True


def _without_values(schema: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in schema.items() if key not in _ABOUT_VALUES}
    _forget_basis(kept, _ABOUT_VALUES)
    if "items" in kept:
        kept["items"] = _without_values(kept["items"])
    return kept


def _at(schema: dict[str, Any], way: Way) -> dict[str, Any]:
    """Return the description at the end of a path."""
    for step in way:
        schema = schema["properties"][step] if isinstance(step, str) else schema["items"]
    return schema
