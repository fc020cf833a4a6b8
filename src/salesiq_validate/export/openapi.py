"""The contract as one OpenAPI 3.1 document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from salesiq_validate.contract.errors import ErrorCatalogue
from salesiq_validate.contract.files import read_schema_file, resource_names
from salesiq_validate.contract.operation import Operation
from salesiq_validate.contract.servers import Servers
from salesiq_validate.examples import ExampleAnswers
from salesiq_validate.export import components
from salesiq_validate.export.calls import CallWriter, template
from salesiq_validate.export.components import Auth
from salesiq_validate.export.descriptions import describe_answers
from salesiq_validate.export.schemas import SchemaWriter, Types, references
from salesiq_validate.export.sharing import name_nested, share, shared_name
from salesiq_validate.export.webhooks import webhooks
from salesiq_validate.reporters.documentation import REPOSITORY

#: All tools for 3.1 know this number; 3.1.1 changed only words.
VERSION: Final = "3.1.0"

_OVERVIEW: Final = "https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html"
_ALL: Final = (
    "The schemas of request bodies are the complete contract: they refuse unknown keys and values that are only "
    "inferred to be wrong, for which `salesiq-validate check` has only warnings."
)
_SURE: Final = (
    "The schemas of request bodies have only facts that pages state or show: they refuse what `salesiq-validate check` "
    "calls an error, and accept what it calls a warning, such as unknown keys. The other facts are under "
    "x-salesiq-inferred."
)
_TYPES: Final[Mapping[Types, str]] = {
    "documented": "Every value has the one type that pages state or show; SalesIQ often accepts other types as well.",
    "lenient": "Values have every type that SalesIQ accepts, such as texts for numbers.",
}
_DESCRIPTION: Final = """\
A machine-readable description of the REST API of Zoho SalesIQ, made from its public pages. \
It is not a document of Zoho.

SalesIQ documents HTTP 200 for success and for refusal. A success has `data`, a refusal has `error` with a code; \
the status does not distinguish them.

{strictness} {types} Descriptions of answers are looser than the pages, because real answers vary.

Keys that begin with `x-salesiq-` are additions of this project: `x-salesiq-basis` says how sure a keyword is \
(example or inferred; documented without this key), `x-salesiq-notes` and `x-salesiq-missing` say what is peculiar \
or unknown, and `x-salesiq-error` names the code for a value that is not accepted."""


def openapi_document(
    operations: Iterable[Operation],
    errors: ErrorCatalogue,
    *,
    version: str,
    sure: bool = False,
    types: Types = "documented",
    auth: Auth = "oauth2",
) -> dict[str, Any]:
    """Return operations as one self-contained OpenAPI document.

    Operations that share method and path are merged under the name of the default one, which then accepts a body that
    any of them accepts. An operation whose path no page shows is only named, under `x-salesiq-unroutable`.

    Arguments:
        operations: the operations of the catalogue, or of a validator with extension files.
        errors: the error codes; each gets an example.
        version: the version of the description, not of the API.
        sure: leave out inferred facts, such as the ban on unknown keys.
        types: "documented", one type for each value, as pages state or show it; or "lenient", every accepted type.
        auth: whether to declare OAuth 2.0, or the header as it is sent.
    """
    known = list(operations)
    routable = [operation for operation in known if operation.path is not None]
    paths: dict[str, dict[str, Any]] = {}
    bodies: dict[str, dict[str, Any]] = {}
    writers, shared = _shared(routable, sure=sure, types=types)
    answers = ExampleAnswers(known, seed=None)
    success = components.envelope("success")
    for (path, method), group in _groups(routable).items():
        call = CallWriter(
            group, lambda one: writers[id(one.definitions)], success, errors, answers, sure=sure, auth=auth
        )
        paths.setdefault(path, {})[method.lower()] = call.write()
        bodies |= call.bodies
    servers = Servers.load()
    hooks, messages = webhooks(sure=sure, types=types)
    document: dict[str, Any] = {
        "openapi": VERSION,
        "info": _info(version, sure=sure, types=types),
        "externalDocs": {"url": _OVERVIEW, "description": "Zoho's overview of the API"},
        "servers": components.servers(servers),
        "tags": _tags(routable),
        "paths": paths,
        "webhooks": hooks,
        "components": {
            "securitySchemes": components.security_schemes(servers, routable, auth),
            "parameters": {"screen_name": components.screen_name()},
            "responses": {"Refusal": components.refusal(errors)},
            "schemas": {"ErrorEnvelope": components.envelope("error"), **bodies, **messages, **shared},
            "examples": components.error_examples(errors),
        },
    }
    lost = {found.id: found.document.get("x-salesiq-unroutable", "") for found in known if found.path is None}
    if lost:
        document["x-salesiq-unroutable"] = lost
    describe_answers(document, routable)
    _drop_unused(document)
    share(document, [name for name in shared if name in document["components"]["schemas"]])
    name_nested(document["components"]["schemas"])
    return document


def _tags(operations: Iterable[Operation]) -> list[dict[str, Any]]:
    inbound = "Messages that SalesIQ sends to your application: events, and calls of a bot."
    resources = dict.fromkeys(operation.resource for operation in operations)
    return [*map(_tag, resources), {"name": "integrations", "description": inbound}]


def _groups(operations: Iterable[Operation]) -> dict[tuple[str, str], list[Operation]]:
    """Return operations grouped by path and method, in each group the default one first."""
    spelt: dict[str, str] = {}
    groups: dict[tuple[str, str], list[Operation]] = {}
    for operation in operations:
        path = spelt.setdefault(template(operation.path or ""), operation.path or "")
        groups.setdefault((path, operation.method), []).append(operation)
    return {place: sorted(group, key=lambda found: found.when is not None) for place, group in groups.items()}


def _shared(
    operations: Iterable[Operation], *, sure: bool, types: Types
) -> tuple[dict[int, SchemaWriter], dict[str, dict[str, Any]]]:
    """Return a schema writer for each file, by the identity of the file's shared schemas, and all shared schemas."""
    writers: dict[int, SchemaWriter] = {}
    shared: dict[str, dict[str, Any]] = {}
    files: Counter[str] = Counter()
    for operation in operations:
        if id(operation.definitions) in writers:
            continue
        files[operation.resource] += 1
        number = files[operation.resource]
        # A user's own file may have the name of an existing resource.
        label = operation.resource if number == 1 else f"{operation.resource}_{number}"
        writer = SchemaWriter(operation.definitions, _reference_of(label), sure=sure, types=types)
        writers[id(operation.definitions)] = writer
        shared |= {shared_name(label, name): writer.write(schema) for name, schema in operation.definitions.items()}
    return writers, shared


def _info(version: str, *, sure: bool, types: Types) -> dict[str, Any]:
    return {
        "title": "Zoho SalesIQ REST API (unofficial description)",
        "summary": "Requests, answers and error codes of the SalesIQ API, each fact with its source",
        "description": _DESCRIPTION.format(strictness=_SURE if sure else _ALL, types=_TYPES[types]),
        "version": version,
        "contact": {"name": "salesiq-validate", "url": REPOSITORY},
        "license": {"name": "MIT", "identifier": "MIT"},
    }


def _tag(resource: str) -> dict[str, Any]:
    document: Mapping[str, Any] = {}
    if resource in resource_names():
        document = read_schema_file(f"operations/{resource}.json")
    notes = document.get("x-salesiq-notes", ())
    title = document.get("title", resource.replace("_", " ").capitalize())
    tag = {"name": resource, "description": " ".join([f"{title}.", *notes]), "x-displayName": title}
    if "docs" in document:
        tag["externalDocs"] = {"url": document["docs"]}
    return tag | {key: value for key, value in document.items() if key.startswith("x-salesiq-")}


def _reference_of(resource: str) -> Any:
    return lambda name: components.SCHEMAS + shared_name(resource, name)


def _drop_unused(document: dict[str, Any]) -> None:
    """Leave out components that nothing refers to, such as shared schemas that were written out in place."""
    kinds = document["components"]
    while True:
        used = set(references(document))
        unused = [
            (kind, name)
            for kind in ("parameters", "responses", "schemas", "examples")
            for name in kinds[kind]
            if f"#/components/{kind}/{name}" not in used
        ]
        if not unused:
            return
        for kind, name in unused:
            del kinds[kind][name]
