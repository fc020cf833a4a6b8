"""valid_response and refusal: answers of SalesIQ."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from hypothesis import strategies as st

from salesiq_validate.contract.errors import ErrorCatalogue
from salesiq_validate.contract.operation import FILE, Operation
from salesiq_validate.engine import inline_refs
from salesiq_validate.exchange import Response
from salesiq_validate.finding import SalesIQError
from salesiq_validate.strategies import operations
from salesiq_validate.strategies.requests import Draw
from salesiq_validate.strategies.schemas import compiled
from salesiq_validate.strategies.texts import EPOCH_MS

_JSON: Final = (("Content-Type", "application/json;charset=UTF-8"),)
#: Plausible places for the optional keys of a refusal.
_PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "json_key": ("name", "operators[0]", "operators[1].name", "department.status"),
    "param": ("index", "limit"),
    "header": ("Content-Type", "Authorization"),
}
#: The data of an answer that no page shows.
_UNKNOWN: Final = st.dictionaries(st.sampled_from(["id", "name", "status"]), st.text(max_size=10), max_size=3)


def valid_response(operation: str | Operation, *, path: str | None = None) -> st.SearchStrategy[Response]:
    """Return a strategy for successful answers as on the operation's page: an envelope with HTTP 200.

    The data have the types on the page; the contract accepts more types. If no page shows the answer of an operation,
    the data can be anything. A file is bytes.

    Arguments:
        operation: its operationId, or an operation of an extension file.
        path: the request's path, which the envelope repeats; by default, the template of the path.

    Raises:
        UnknownName: there is no such operation; the exception names the nearest one.
    """
    found = operations.find(operation)
    if found.empty_response:
        return st.just(Response(200))
    if found.file_answer:
        return st.binary(min_size=1).map(lambda file: Response(200, (("Content-Type", FILE),), file))
    url = (found.path or f"/{found.resource}") if path is None else path
    return _envelopes(found).map(
        lambda envelope: _response(envelope if "url" not in envelope else {**envelope, "url": url})
    )


@cache
def _envelopes(operation: Operation) -> st.SearchStrategy[dict[str, Any]]:
    data: st.SearchStrategy[Any] = _UNKNOWN
    if operation.data is not None:
        data = compiled(_shown(_without_failures(inline_refs(operation.data, operation.definitions))))
    elif "list" in operation.objects:
        data = st.lists(_UNKNOWN, max_size=2)
    if operation.bare_answer:
        return st.fixed_dictionaries({"data": data})
    return st.composite(_drawn)(operation, data)


def _drawn(draw: Draw, operation: Operation, data: st.SearchStrategy[Any]) -> dict[str, Any]:
    value = draw(data)
    shown = isinstance(value, list)
    envelope = {
        "url": "",
        "object": draw(st.sampled_from(operation.objects or (("list",) if shown else (operation.resource,)))),
        "data": value,
    }
    success = operation.document.get("responses", {}).get("200", {})
    for name in success.get("x-salesiq-envelope-keys", ()):
        # Promised only for lists that are read; some pages show it elsewhere, and a report notes that.
        if name != "sync_time" or (shown and operation.method == "GET"):
            envelope[name] = str(draw(st.integers(*EPOCH_MS)))
    return envelope


def _shown(schema: Any) -> Any:
    """Return a schema of answers narrowed to the types that the page shows."""
    if isinstance(schema, list):
        return [_shown(child) for child in schema]
    if not isinstance(schema, dict):
        return schema
    narrow = {keyword: _shown(value) for keyword, value in schema.items()}
    if isinstance(schema.get("x-salesiq-shown-type"), str):
        narrow["type"] = schema["x-salesiq-shown-type"]
    return narrow


def _without_failures(schema: dict[str, Any]) -> dict[str, Any]:
    """Omit lists of failures: with an entry in one, an answer is not a full success."""
    listed = schema.get("properties", {})
    kept = {name: child for name, child in listed.items() if not (name.startswith("failed_") and name.endswith("_ids"))}
    return {**schema, "properties": kept} if kept != listed else schema


def refusal(
    code: int, *, json_key: str | None = None, param: str | None = None, header: str | None = None
) -> st.SearchStrategy[Response]:
    """Return a strategy for the error envelopes of one SalesIQ code, with HTTP 200 as documented.

    The message is the documented one or another known one. An envelope has at most one of the optional keys, and only
    one that the code may have.

    Arguments:
        code: a code of the catalogue.
        json_key: the place in the body that the envelope names; by default a made-up one, or none.
        param: the parameter that it names, likewise.
        header: the header that it names, likewise.

    Raises:
        UnknownName: the catalogue has no such code.
    """
    given = {"json_key": json_key, "param": param, "header": header}
    places: list[dict[str, str]] = [{key: value} for key, value in given.items() if value is not None]
    if not places:
        allowed = sorted(ErrorCatalogue().find(code).optional_keys)
        places = [{}, *({key: place} for key in allowed for place in _PLACES[key])]
    return refusals(code, places)


def refusals(code: int, places: list[dict[str, str]]) -> st.SearchStrategy[Response]:
    """Return a strategy for refusals that name one of some places, if the code may have the key."""
    entry = ErrorCatalogue().find(code)
    errors = st.builds(
        lambda message, place: SalesIQError(code, message, **place),
        st.sampled_from((entry.message, *entry.variants)),
        st.sampled_from([place for place in places if place.keys() <= entry.optional_keys] or [{}]),
    )
    return errors.map(lambda error: _response(error.as_envelope()))


def _response(envelope: Mapping[str, Any]) -> Response:
    return Response(200, _JSON, json.dumps(envelope, ensure_ascii=False).encode())
