"""Guide: one page for language models on how to call SalesIQ correctly, made from the contract."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from types import ModuleType
from typing import Final, Literal, NamedTuple, TypeAlias

from salesiq_validate.contract.errors import ErrorCatalogue
from salesiq_validate.contract.files import read_schema_file
from salesiq_validate.contract.operation import Operation, Parameter
from salesiq_validate.contract.servers import Servers
from salesiq_validate.examples import example_request
from salesiq_validate.finding import Basis
from salesiq_validate.reporters.documentation import DOCS
from salesiq_validate.rules import body, headers, params, practice, url
from salesiq_validate.rules.registry import RULE_OF

#: A page that a website offers to language models, or a skill for an agent.
GuideForm: TypeAlias = Literal["llms", "skill"]

_TITLE: Final = "Zoho SalesIQ REST API: how to call it correctly"
_SUMMARY: Final = (
    "SalesIQ answers HTTP 200 for success and for failure, and many endpoints, scopes and headers that language models "
    "remember of it never existed. Look an operation up, then check the request, before you write a call."
)
_SKILL: Final = """\
---
name: zoho-salesiq-api
description: >-
  How to call the Zoho SalesIQ REST API (api/v2, operators, departments, conversations, visitors, webhooks, OAuth scopes
  SalesIQ.*). Use it whenever you write, review or debug code that calls salesiq.zoho.* or handles its answers.
---
"""
_SHOWN: Final = "create_department"


class Mistake(NamedTuple):
    """A common mistake: the rule that finds it, and a header or call with and without the mistake."""

    rule: ModuleType
    wrong: str
    right: str


_DEPARTMENTS: Final = "/api/v2/example/departments"
MISTAKES: Final = (
    Mistake(
        headers.wrong_authorization_scheme,
        "Authorization: Bearer <access token>",
        "Authorization: Zoho-oauthtoken <access token>",
    ),
    Mistake(headers.wrong_content_type, "Content-Type: text/plain", "Content-Type: application/json"),
    Mistake(url.missing_screen_name, "GET /api/v2/departments", f"GET {_DEPARTMENTS}"),
    Mistake(url.unknown_resource, "GET /api/v2/example/chats", "GET /api/v2/example/conversations"),
    Mistake(url.unknown_path, f"GET {_DEPARTMENTS}/104000000000123/agents", f"GET {_DEPARTMENTS}/104000000000123"),
    Mistake(
        url.unknown_method,
        f'PATCH {_DEPARTMENTS}/104000000000123 {{"name": "Billing"}}',
        f'PUT {_DEPARTMENTS}/104000000000123 {{"name": "Billing"}}',
    ),
    Mistake(
        url.malformed_path_id, "GET /api/v2/example/operators/ada", "GET /api/v2/example/operators/104000000000456"
    ),
    Mistake(
        params.unusable_param,
        "GET /api/v2/example/conversations?limit=500",
        "GET /api/v2/example/conversations?limit=50",
    ),
    Mistake(
        params.doubtful_param,
        f"GET {_DEPARTMENTS}?last_sync_time=1767225600",
        f"GET {_DEPARTMENTS}?last_sync_time=1767225600000",
    ),
    Mistake(
        body.unknown_json_key,
        f'PUT {_DEPARTMENTS}/104000000000123 {{"is_publik": true}}',
        f'PUT {_DEPARTMENTS}/104000000000123 {{"is_public": true}}',
    ),
    Mistake(
        body.missing_json_key,
        f'POST {_DEPARTMENTS} {{"name": "Billing"}}',
        f'POST {_DEPARTMENTS} {{"name": "Billing", "operators": ["104000000000456"]}}',
    ),
    Mistake(
        body.operator_id,
        f'PUT {_DEPARTMENTS}/104000000000123 {{"operators": ["ada@example.com"]}}',
        f'PUT {_DEPARTMENTS}/104000000000123 {{"operators": ["104000000000456"]}}',
    ),
    Mistake(
        practice.unsafe_integer,
        f'PUT {_DEPARTMENTS}/104000000000123 {{"operators": [9223372036854775807]}}',
        f'PUT {_DEPARTMENTS}/104000000000123 {{"operators": ["9223372036854775807"]}}',
    ),
    Mistake(
        body.empty_update,
        f"PUT {_DEPARTMENTS}/104000000000123 {{}}",
        f'PUT {_DEPARTMENTS}/104000000000123 {{"description": "Invoices"}}',
    ),
)


def guide(operations: Iterable[Operation], errors: ErrorCatalogue, form: GuideForm = "llms") -> str:
    """Return the guide as Markdown.

    Arguments:
        operations: the operations to name.
        errors: the codes to explain.
        form: decides the head of the page: that of a website's llms.txt, or of a skill.
    """
    known = list(operations)
    servers = Servers.load()
    head = f"{_SKILL}\n# {_TITLE}" if form == "skill" else f"# {_TITLE}"
    sections = [
        head,
        f"> {_SUMMARY}",
        _section("Request", _request(servers, known)),
        _section("OAuth", _oauth(servers)),
        _section("Answer", _answer(errors)),
        _section("Values", _values(known)),
        _section("Common mistakes", _mistakes()),
        _section("Error codes", _codes(errors)),
        _section("Operations", _operations(known)),
        _section("Look it up, and check it", _tools()),
    ]
    return "\n\n".join(sections) + "\n"


def _section(title: str, lines: Iterator[str]) -> str:
    return "\n".join([f"## {title}", "", *lines])


def _request(servers: Servers, operations: Iterable[Operation]) -> Iterator[str]:
    hosts = [f"`{one.host}` ({one.name}{_doubt(one.basis)})" for one in servers.salesiq]
    yield f"- Host, by the portal's data centre: {', '.join(hosts)}. A portal and its tokens live in one only."
    yield "- The screen name is the first segment of the address of the portal's dashboard, no id and no company name."
    yield "- Families of paths:"
    for family in servers.document["api_families"]:
        about = family["about"][0].lower() + family["about"][1:]
        yield f"  - `{family['prefix']}`: {about}{' (deprecated)' if family['deprecated'] else ''}"
    allowed = servers.document["authorization"]
    yield f"- Every request has `{allowed['header']}: {allowed['scheme']} <access token>`."
    yield "- OAuth libraries send `Bearer` on their own, as the answer with the token says so: set the header by hand."
    yield "- GET, POST, PUT and DELETE; never PATCH. A JSON body needs `Content-Type: application/json`."
    for operation in operations:
        example = example_request(operation) if operation.id == _SHOWN else None
        if example is not None:
            yield from ("", "```sh", example.as_curl(), "```")


def _oauth(servers: Servers) -> Iterator[str]:
    facts = servers.document["authorization"]
    centres = servers.document["data_centres"]
    accounts = ", ".join(f"`{one['accounts']}`" for one in centres if one["accounts"] and one["host"])
    oauth = facts["oauth"]
    yield f"- Scopes: `{oauth['scope_grammar']}`, separated by commas. `ALL` covers the four others."
    yield f"- Accounts servers, in the order of the hosts above: {accounts}."
    yield f"- Consent at `{oauth['authorize_url']}`, tokens from `{oauth['token_url']}`."
    yield f"- An access token lives for {facts['access_token_lifetime_s']} seconds; a refresh token keeps its scopes."


def _answer(errors: ErrorCatalogue) -> Iterator[str]:
    yield "- The HTTP status tells nothing: look for the key `error` before you use `data`."
    yield '- Success: `{"url": ..., "object": "list" or a type, "data": {...} or [...]}`.'
    for example in (errors.error(1007, json_key="operators[1].name"), errors.error(1011, param="limit")):
        yield f"- Refusal: `{json.dumps(example.as_envelope())}`."
    yield "- `json_key` is a path in your body: `a.b` a member, `a[0]` an item, `a[1].b` a member of an item."
    yield "- Of `json_key`, `param` and `header` one is there at most, and often none."
    yield "- After a lost answer repeat a POST only when you have looked whether it had worked."


def _values(operations: Iterable[Operation]) -> Iterator[str]:
    known = [(parameter, operation) for operation in operations for parameter in operation.parameters]
    seconds = _named((one, owner) for one, owner in known if one.schema.get("x-salesiq-format") == "epoch_s")
    documents = _named((one, owner) for one, owner in known if one.serialisation == "json")
    yield "- Ids are long strings of digits. Keep them as strings: beyond 2^53 a JSON number loses its last digits."
    yield "- Operators and departments are named by id, never by e-mail address or name."
    yield f"- Times are milliseconds since 1970, and no ISO text. Seconds: {seconds}."
    yield '- Answers hold many flags and numbers as text (`"true"`, `"25"`), and members may be absent.'
    yield f"- Lists in a query are joined by commas. JSON texts: {documents}."
    yield "- How a list is paged differs by operation: look it up."


def _named(parameters: Iterable[tuple[Parameter, Operation]]) -> str:
    """Return parameters with their operations, in words."""
    owners: dict[str, list[str]] = {}
    for parameter, operation in parameters:
        owners.setdefault(parameter.name, []).append(f"`{operation.id}`")
    return ", ".join(f"`{name}` of {' and '.join(ids)}" for name, ids in owners.items()) or "none"


def _mistakes() -> Iterator[str]:
    for mistake in MISTAKES:
        rule = RULE_OF[mistake.rule]
        yield f"- {rule.summary} ({rule.code})"
        yield f"  - wrong: `{mistake.wrong}`"
        yield f"  - right: `{mistake.right}`"
    renamed = [
        f"`{name}` is `{fact['means']}`"
        for name, fact in read_schema_file("inventions.json")["resources"].items()
        if fact["means"]
    ]
    yield f"- Names that do not exist: {', '.join(renamed)}."


def _codes(errors: ErrorCatalogue) -> Iterator[str]:
    for code in sorted(errors):
        entry = errors[code]
        if not entry.operations:
            yield f"- {code} {entry.message.rstrip('.')}: {entry.advice.partition('. ')[0].rstrip('.')}."


def _operations(operations: Iterable[Operation]) -> Iterator[str]:
    by_resource: dict[str, list[str]] = {}
    for operation in operations:
        if operation.path is not None:
            by_resource.setdefault(operation.resource, []).append(operation.id)
    yield "There are no others that are documented. Method, path, scope, keys and an example of each:"
    yield f"`salesiq-validate operations show ID`, or {DOCS}/reference/operations/ID.md"
    yield ""
    for resource, names in by_resource.items():
        yield f"- {resource}: {', '.join(names)}"


def _tools() -> Iterator[str]:
    yield "The Python package `salesiq-validate` knows all of this, and sends nothing:"
    yield ""
    commands: Mapping[str, str] = {
        "operations transfer": "find an operation by a word",
        f"operations show {_SHOWN}": "all facts of one, with a curl command that is right",
        "request curl ...": "check a curl command; `--fix` corrects it",
        "explain 1015": "explain an error code, a rule or a path",
        "lint src": "check the calls in source code",
        "check traffic.har": "check recorded traffic",
        "serve": "a stand-in that checks and answers requests",
    }
    yield from (f"- `salesiq-validate {command}`: {about}" for command, about in commands.items())
    yield "- `salesiq-validate mcp`: the same as MCP tools (`find_operations`, `show_operation`, `judge_curl`, ...)"
    yield f"- [Documentation]({DOCS}/README.md)"


def _doubt(basis: Basis) -> str:
    return ", inferred" if basis is Basis.INFERRED else ""
