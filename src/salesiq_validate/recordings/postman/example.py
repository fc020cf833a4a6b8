"""One request of a Postman collection, alone or with a saved example of its answer.

Postman adds headers when it sends (Content-Type by the body's language, Authorization by the auth tab or a script), so
nothing is concluded from what a collection lacks. What still holds a variable is not judged: the collection does not
say what was sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.exchange import UNRECORDED, Exchange, Form, Origin, Request, Response
from salesiq_validate.recordings import body as recorded
from salesiq_validate.recordings.entry import SKIPPED, problem
from salesiq_validate.recordings.placeholders import without_placeholders
from salesiq_validate.recordings.postman.variables import Variables, has_open_path, is_open
from salesiq_validate.rules.reading import unreadable_body, unreadable_entry, unresolved_variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from salesiq_validate.exchange import Body, Headers
    from salesiq_validate.recordings.entry import Entry, Keep

_ALL: Final = frozenset({"*"})
_NONE_DROPPED: Final[frozenset[str]] = frozenset()
_HINT: Final = "give its value, or export the collection with its current values"


def read(
    sent: Any, got: Any, origin: Origin, *, variables: Variables, auth: Any = None, keep: Keep | None = None
) -> Iterator[Entry]:
    """Read one exchange.

    Arguments:
        sent: the request as Postman writes it: an object or a URL.
        got: the saved response, None for a request alone.
        origin: where the item or the example begins.
        variables: those of the collection.
        auth: the auth that the request inherits.
        keep: says by its URL whether an entry is wanted.
    """
    sent = {"url": sent} if isinstance(sent, str) else sent
    if not isinstance(sent, dict):
        yield problem(unreadable_entry, "the item has no request", origin)
        return
    url = _url(sent.get("url"), variables)
    if url is None:
        yield problem(unreadable_entry, "the item's request has no URL", origin)
        return
    response = _response(got) if isinstance(got, dict) else None
    has_server = not is_open(url.partition("://")[2].partition("/")[0])
    if keep is not None and has_server and not keep(url):
        yield SKIPPED
        return
    if is_open(url) or has_open_path(url):
        message = "the URL holds a variable without a value; the request is not judged"
        yield problem(unresolved_variable, message, origin, hint=_HINT)
        # Whose answer it is only a server tells that somebody wanted.
        if keep is not None and has_server and response is not None:
            yield Exchange(None, response, origin)
        return
    method = sent.get("method")
    method = recorded.without_surrogates(method).upper() if isinstance(method, str) and method else "GET"
    headers = _sent_headers(sent, variables, auth)
    try:
        body = _sent_body(method, sent.get("body"), variables)
    except recorded.UnreadableBody as error:
        yield problem(unreadable_body, f"the request's body cannot be read: {error}; it is not judged", origin)
        body = UNRECORDED
    if isinstance(body, bytes) and is_open(body.decode()):
        message = "the request's body holds a variable without a value; it is not judged"
        yield problem(unresolved_variable, message, origin, hint=_HINT)
        body = UNRECORDED
    if isinstance(body, Form) and any(is_open(text) for pair in body.fields for text in pair):
        message = "the request's form holds a variable without a value; it is not judged"
        yield problem(unresolved_variable, message, origin, hint=_HINT)
        body = UNRECORDED
    yield Exchange(Request(method, url, headers, body, unrecorded_headers=_ALL), response, origin)


def _url(given: Any, variables: Variables) -> str | None:
    if isinstance(given, dict):
        variables = variables.with_path(given.get("variable"))
        raw = given.get("raw")
        given = _without_disabled(raw, given.get("query")) if isinstance(raw, str) and raw else _joined(given)
    if not isinstance(given, str) or not given:
        return None
    url = recorded.without_surrogates(variables.fill_path(given.strip()))
    return url if "://" in url or is_open(url.partition("/")[0]) else f"http://{url}"


def _without_disabled(raw: str, query: Any) -> str:
    """Return `raw` without the parameters that are switched off, which some versions leave in it."""
    if not isinstance(query, list) or not any(isinstance(part, dict) and part.get("disabled") for part in query):
        return raw
    return "?".join(part for part in (raw.partition("?")[0], _query(query)) if part)


def _joined(given: dict[str, Any]) -> str | None:
    """Return the URL that Postman took apart."""
    host, path = given.get("host"), given.get("path")
    host = ".".join(map(str, host)) if isinstance(host, list) else host
    path = "/".join(map(str, path)) if isinstance(path, list) else path
    if not isinstance(host, str) or not host:
        return None
    port, scheme = given.get("port"), given.get("protocol")
    server = f"{host}:{port}" if isinstance(port, str) and port else host
    start = f"{scheme}://{server}" if isinstance(scheme, str) and scheme else server
    query = given.get("query")
    end = f"?{_query(query)}" if isinstance(query, list) and query else ""
    return f"{start}/{path.lstrip('/')}{end}" if isinstance(path, str) and path else start + end


def _query(query: list[Any]) -> str:
    pairs = [part for part in query if isinstance(part, dict) and not part.get("disabled")]
    return "&".join(f"{part.get('key') or ''}={part.get('value') or ''}" for part in pairs)


def _pairs(given: Any, variables: Variables) -> Headers:
    if isinstance(given, str):
        lines = (line.partition(":") for line in given.split("\n"))
        given = [{"key": name.strip(), "value": value.strip()} for name, _, value in lines]
    if not isinstance(given, list):
        return ()
    return tuple(
        (
            recorded.without_surrogates(variables.fill(part["key"])),
            recorded.without_surrogates(variables.fill(str(part.get("value") or ""))),
        )
        for part in given
        if isinstance(part, dict)
        and isinstance(part.get("key"), str)
        and part["key"]
        and part.get("disabled") is not True
    )


def _sent_headers(sent: dict[str, Any], variables: Variables, inherited: Any) -> Headers:
    headers = _pairs(sent.get("header"), variables)
    if not any(name.lower() == "authorization" for name, _ in headers):
        headers += _authorization(sent.get("auth") or inherited, variables)
    headers, _ = without_placeholders(headers)
    return tuple(pair for pair in headers if not is_open(pair[1]) or pair[1].lower().startswith("bearer "))


def _authorization(auth: Any, variables: Variables) -> Headers:
    """Return the header that an auth helper sends, as far as the collection tells."""
    if not isinstance(auth, dict):
        return ()
    kind = auth.get("type")
    details = auth.get(kind) if isinstance(kind, str) else None
    if isinstance(details, list):
        details = {part["key"]: part.get("value") for part in details if isinstance(part, dict) and "key" in part}
    if not isinstance(details, dict):
        return ()
    if kind == "bearer":
        return (("Authorization", "Bearer " + variables.fill(str(details.get("token") or "{{token}}"))),)
    if kind == "oauth2" and details.get("addTokenTo") != "queryParams":
        prefix = variables.fill(str(details.get("headerPrefix") or "Bearer")).strip()
        return (("Authorization", f"{prefix} {variables.fill(str(details.get('accessToken') or '{{token}}'))}"),)
    if kind == "apikey" and details.get("in", "header") == "header" and isinstance(details.get("key"), str):
        return ((variables.fill(details["key"]), variables.fill(str(details.get("value") or "{{token}}"))),)
    return ()


def _sent_body(method: str, given: Any, variables: Variables) -> Body:
    if not isinstance(given, dict) or given.get("disabled") is True or not given.get("mode"):
        return None
    mode = given["mode"]
    if mode == "raw":
        raw = given.get("raw")
        return recorded.from_text(variables.fill(raw)) if isinstance(raw, str) else None
    if mode == "urlencoded":
        fields = given.get("urlencoded")
        return Form(_pairs(fields, variables)) if isinstance(fields, list) else UNRECORDED
    # Files are paths on somebody's disk, and what GraphQL's parts are sent as is for Postman to know.
    del method
    return UNRECORDED


def _response(got: dict[str, Any]) -> Response:
    status = got.get("code")
    headers = _pairs(got.get("header"), Variables({}))
    text = got.get("body", UNRECORDED)
    try:
        body: Body = recorded.from_text(text) if isinstance(text, str) else None if text is None else UNRECORDED
    except recorded.UnreadableBody:
        body = UNRECORDED
    headers = recorded.without_stale_encoding(headers, body)
    status = status if type(status) is int and status > 0 else None
    return Response(status, headers, body, unrecorded_headers=_NONE_DROPPED if headers else _ALL)
