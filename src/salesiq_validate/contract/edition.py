"""Edition: the contract as it was at one time, read from a folder such as schemas/ or from an OpenAPI export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from salesiq_validate.decode import json_fast
from salesiq_validate.exceptions import UnusableArgument

_METHODS: Final = ("get", "post", "put", "delete", "patch")


@frozen(eq=False)
class DescribedCall:
    """One edition's description of one operation, with every reference replaced by its target."""

    id: str
    method: str
    paths: tuple[str, ...]
    #: Each item is one sufficient set of scopes.
    scopes: frozenset[frozenset[str]]
    #: By place and name.
    parameters: Mapping[tuple[str, str], Mapping[str, Any]]
    #: By media type.
    bodies: Mapping[str, Any]
    needs_body: bool
    #: Schema of `data` in a success; None if nothing is known.
    answer: Any
    #: The operation's own `x-salesiq-` members, and `deprecated`.
    marks: Mapping[str, Any]


@frozen(eq=False)
class Edition:
    """The contract as it was at one time."""

    #: Whether it was read from an export, which merges operations that share a path.
    is_export: bool
    #: The contract's version; empty if not given.
    version: str
    calls: Mapping[str, DescribedCall]
    #: Error codes and their messages.
    codes: Mapping[int, str]
    #: Data centres and their hosts.
    hosts: Mapping[str, str | None]


def read_edition(place: Path) -> Edition:
    """Read a folder with the layout of schemas/, or a JSON file from `export openapi`.

    Raises:
        UnusableArgument: the place is neither.
    """
    if place.is_dir() and not (place / "operations").is_dir():
        raise UnusableArgument(f"{place} is not a folder like schemas/: it has no folder operations")
    try:
        return _of_folder(place) if place.is_dir() else _of_export(_read(place))
    except (AttributeError, KeyError, TypeError, RecursionError):
        form = "a folder like schemas/" if place.is_dir() else "written by salesiq-validate export openapi"
        raise UnusableArgument(f"{place} is not {form}") from None


def _read(file: Path) -> Any:
    try:
        return json_fast.loads(file.read_bytes())
    except OSError as error:
        raise UnusableArgument(f"{file} cannot be read ({error.strerror})") from None
    except (ValueError, RecursionError):
        raise UnusableArgument(f"{file} is not JSON") from None


def _of_folder(folder: Path) -> Edition:
    calls = {}
    for file in sorted((folder / "operations").glob("*.json")):
        document = _read(file)
        for operation in document["operations"]:
            paths = () if operation["path"] is None else (operation["path"], *operation.get("aliases", ()))
            calls[operation["operationId"]] = _call(operation, operation["method"], paths, document)
    errors = _read(folder / "errors.json")["errors"]
    centres = _read(folder / "servers.json")["data_centres"]
    version = folder / "contract.json"
    return Edition(
        is_export=False,
        version=_read(version)["version"] if version.is_file() else "",
        calls=calls,
        codes={error["code"]: error["message"] for error in errors},
        hosts={centre["code"]: centre["host"] for centre in centres},
    )


def _of_export(document: Mapping[str, Any]) -> Edition:
    calls = {}
    for path, item in document["paths"].items():
        for method in _METHODS:
            if method in item:
                operation = item[method]
                paths = (path, *operation.get("x-salesiq-aliases", ()))
                calls[operation["operationId"]] = _call(operation, method.upper(), paths, document)
    answers = document.get("components", {}).get("examples", {}).values()
    refusals = [answer.get("value", {}).get("error", {}) for answer in answers]
    centres = [centre for server in document["servers"] for centre in server.get("x-salesiq-data-centres", ())]
    return Edition(
        is_export=True,
        version=document["info"]["version"],
        calls=calls,
        codes={error["code"]: error["message"] for error in refusals if "code" in error},
        hosts={centre["code"]: centre["host"] for centre in centres},
    )


def _call(
    operation: Mapping[str, Any], method: str, paths: tuple[str, ...], document: Mapping[str, Any]
) -> DescribedCall:
    whole = _inlined(operation, document)
    request = whole.get("requestBody", {})
    success = whole.get("responses", {}).get("200", {})
    return DescribedCall(
        id=whole["operationId"],
        method=method,
        paths=paths,
        scopes=frozenset(frozenset(way["oauth2"]) for way in whole.get("security", ()) if way.get("oauth2")),
        parameters={(found["in"], found["name"]): found for found in whole.get("parameters", ())},
        bodies={media: content["schema"] for media, content in request.get("content", {}).items()},
        needs_body=request.get("required", False),
        answer=_data(success.get("content", {}).get("application/json", {}).get("schema")),
        marks={name: value for name, value in whole.items() if name.startswith("x-salesiq-") or name == "deprecated"},
    )


def _data(schema: Any) -> Any:
    """Return the schema of `data`; an export has it in the envelope, next to the envelope of refusals."""
    is_wrapped = False
    for keyword, place in (("oneOf", 0), ("anyOf", 0), ("allOf", -1)):
        if isinstance(schema, Mapping) and keyword in schema and "type" not in schema:
            is_wrapped, schema = True, schema[keyword][place]
    return schema["properties"]["data"] if is_wrapped and "data" in schema.get("properties", {}) else schema


def _inlined(node: Any, document: Mapping[str, Any]) -> Any:
    """Return a copy with every reference replaced by its target; keywords next to a reference win."""
    if isinstance(node, list):
        return [_inlined(item, document) for item in node]
    if not isinstance(node, dict):
        return node
    beside = {name: _inlined(value, document) for name, value in node.items() if name != "$ref"}
    if not isinstance(node.get("$ref"), str):
        return beside
    return {**_inlined(_at(document, node["$ref"]), document), **beside}


def _at(document: Any, reference: str) -> Any:
    for step in _steps(reference):
        document = document[step]
    return document


def _steps(reference: str) -> Iterator[str]:
    for step in reference.removeprefix("#").split("/")[1:]:
        yield step.replace("~1", "/").replace("~0", "~")
