"""Components: the parts that all operations share: servers, scopes, envelopes, and an example of every refusal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, TypeAlias

from salesiq_validate.contract.errors import CatalogueEntry, ErrorCatalogue
from salesiq_validate.contract.files import read_schema_file
from salesiq_validate.contract.operation import Operation
from salesiq_validate.contract.path_tree import SCREEN_NAME_FORM
from salesiq_validate.contract.servers import Servers
from salesiq_validate.export.schemas import SchemaWriter

#: OAuth 2.0 as SalesIQ documents it, or the header as it is really sent: for OAuth 2.0, many tools send Bearer.
Auth: TypeAlias = Literal["oauth2", "apikey"]

SCHEMAS: Final = "#/components/schemas/"
REFUSED: Final = f"{SCHEMAS}ErrorEnvelope"
REFUSAL: Final = "#/components/responses/Refusal"
SCREEN_NAME: Final = "#/components/parameters/screen_name"

#: The places that examples of refusals name.
_PLACES: Final[Mapping[str, str]] = {"json_key": "operators[1].name", "param": "index", "header": "Content-Type"}
_VERBS: Final[Mapping[str, str]] = {
    "READ": "Read",
    "CREATE": "Create",
    "UPDATE": "Change",
    "DELETE": "Delete",
    "ALL": "Do everything with",
}


def servers(known: Servers) -> list[dict[str, Any]]:
    """Return the only server; its host depends on the data centre."""
    hosts = {server.host: server for server in known.salesiq}
    centres = ", ".join(f"{host} ({server.name})" for host, server in hosts.items())
    default = next(iter(hosts))
    return [
        {
            "url": "https://{host}",
            "description": "The server of the portal's data centre",
            "variables": {
                "host": {"default": default, "enum": list(hosts), "description": f"By data centre: {centres}."}
            },
            "x-salesiq-data-centres": known.document["data_centres"],
        }
    ]


def security_schemes(known: Servers, operations: Iterable[Operation], auth: Auth) -> dict[str, Any]:
    """Return the only security scheme, under its name."""
    if auth == "oauth2":
        return {"oauth2": _oauth2(known, operations)}
    facts = known.document["authorization"]
    return {
        "apikey": {
            "type": "apiKey",
            "in": "header",
            "name": facts["header"],
            "description": f"`{facts['scheme']} <access token>`, the word and the token of OAuth 2.0",
            "x-salesiq-authorization-scheme": facts["scheme"],
        }
    }


def _oauth2(known: Servers, operations: Iterable[Operation]) -> dict[str, Any]:
    """Return the OAuth 2.0 flow, with every scope that some operation needs."""
    facts = known.document["authorization"]
    oauth = facts["oauth"]
    accounts = {centre["code"]: centre["accounts"] for centre in known.document["data_centres"] if centre["accounts"]}
    first = next(iter(accounts.values()))
    scopes = sorted({scope for operation in operations for way in operation.scopes for scope in way})
    return {
        "type": "oauth2",
        "description": (
            f"The header is `{facts['header']}: {facts['scheme']} <access token>`, not Bearer. "
            "Accounts servers differ by data centre; the addresses here are those of the first."
        ),
        "flows": {
            "authorizationCode": {
                "authorizationUrl": oauth["authorize_url"].replace("{accounts}", first),
                "tokenUrl": oauth["token_url"].replace("{accounts}", first),
                "refreshUrl": oauth["token_url"].replace("{accounts}", first),
                "scopes": {scope: _scope_in_words(scope) for scope in scopes},
            }
        },
        "x-salesiq-authorization-scheme": facts["scheme"],
        "x-salesiq-accounts-servers": accounts,
    }


def _scope_in_words(scope: str) -> str:
    _, resource, verb = (*scope.split("."), "", "")[:3]
    return f"{_VERBS.get(verb, verb)} {resource}"


def envelope(kind: Literal["success", "error"]) -> dict[str, Any]:
    """Return the schema of the envelope of every success or refusal."""
    written = SchemaWriter({}, str, sure=False).write(read_schema_file(f"envelope/{kind}.schema.json"))
    del written["$schema"]
    if kind == "success":
        # Each operation defines its own data; many generators cannot handle two types for one member.
        for keyword in ("type", "items"):
            written["properties"]["data"].pop(keyword, None)
        del written["title"]
    return written


def screen_name() -> dict[str, Any]:
    """Return the path parameter that nearly every operation has."""
    return {
        "name": "screen_name",
        "in": "path",
        "required": True,
        "description": "Unique name of the portal, the first segment of its dashboard's address",
        "schema": {"type": "string", "pattern": f"^{SCREEN_NAME_FORM.pattern}$"},
        "example": "example",
    }


def component_name(name: str) -> str:
    """Return the name for schemas of an operation or a message: `CreateDepartment` for `create_department`."""
    return "".join(word.capitalize() for word in re.split(r"[^A-Za-z0-9]+", name))


def example_name(code: int) -> str:
    """Return the name of the example for a code."""
    return f"error_{code}"


def error_examples(errors: ErrorCatalogue) -> dict[str, Any]:
    """Return an example of a refusal for each code, by the example's name."""
    return {example_name(code): _error_example(errors[code], errors) for code in sorted(errors)}


def _error_example(entry: CatalogueEntry, errors: ErrorCatalogue) -> dict[str, Any]:
    place = next((key for key in _PLACES if key in entry.optional_keys), None)
    error = errors.error(entry.code, **({} if place is None else {place: _PLACES[place]}))
    example = {"summary": f"{entry.code} {entry.message}", "value": error.as_envelope()}
    words = " ".join(part for part in (entry.meaning, entry.advice) if part)
    return {**example, "description": words} if words else example


def example_references(codes: Iterable[int]) -> dict[str, Any]:
    """Return references to the examples of codes, by their names."""
    return {example_name(code): {"$ref": f"#/components/examples/{example_name(code)}"} for code in codes}


def refusal(errors: ErrorCatalogue) -> dict[str, Any]:
    """Return the response for every refusal that has its own HTTP status."""
    general = [code for code in sorted(errors) if not errors[code].operations]
    return {
        "description": (
            "A refusal. HTTP 200 is documented for refusals as well, so recognise one by the key error, not by the "
            "status; there is one example for each code."
        ),
        "content": {
            "application/json": {
                "schema": {"$ref": REFUSED},
                "examples": example_references(general),
            }
        },
    }
