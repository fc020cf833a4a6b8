"""One request of a Postman collection, alone or with a saved example of its answer.

Postman adds headers when it sends a request (Content-Type for the body's language, Authorization from the auth tab or
a script), so headers never count as missing in a collection. We do not check a value with an open variable, because
the collection does not show what was sent.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.contract.inbound import is_inbound
from salesiq_validate.exchange import UNRECORDED, Exchange, Form, Request, Response
from salesiq_validate.recordings.entry import SKIPPED
from salesiq_validate.recordings.message import (
    ALL_HEADERS,
    NO_HEADERS,
    EntryReader,
    UnreadableBody,
    body_of_text,
    seconds_of,
    status_of,
    without_stale_encoding,
    without_surrogates,
)
from salesiq_validate.recordings.placeholders import without_placeholders
from salesiq_validate.recordings.postman.variables import Variables, has_open_path, is_open, open_names
from salesiq_validate.rules.reading import unresolved_variable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from salesiq_validate.exchange import Body, Headers, Origin
    from salesiq_validate.recordings.entry import Entry, Keep
    from salesiq_validate.recordings.form import Reading

_VERSION: Final = re.compile(r"\A(?:visitor/)?v[0-9]+/")


class SavedRequest:
    """A request from a collection, with the variables and the auth that apply to it."""

    def __init__(self, given: Any, variables: Variables, auth: Any) -> None:
        """Store a request.

        Arguments:
            given: the request as Postman writes it: an object or a URL.
            variables: the variables of the collection.
            auth: the auth that the request inherits.
        """
        self._given: dict[str, Any] = given if isinstance(given, dict) else {"url": given}
        self._variables = variables
        self._auth = auth
        #: None for a request that was saved before its URL was filled in.
        self.url = _url(self._given.get("url"), variables)
        method = self._given.get("method")
        self._method = without_surrogates(method).upper() if isinstance(method, str) and method else "GET"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SavedRequest) and self._given == other._given

    __hash__ = None  # type: ignore[assignment]

    def entries(self, got: Any, origin: Origin, reading: Reading) -> Iterator[Entry]:
        """Read the exchange of this request and a saved answer.

        Arguments:
            got: the answer, or None for a request alone.
            origin: the place where the item or the example begins.
            reading: how to read it.
        """
        # Headings and unfinished requests have no URL: nothing was sent.
        if self.url is None:
            yield SKIPPED
            return
        entry, keep = EntryReader(origin), reading.keep
        is_wanted = keep is None or _is_wanted(self.url, keep)
        # Only a POST may be inbound.
        if not is_wanted and self._method != "POST":
            yield SKIPPED
            return
        response = _response(got) if isinstance(got, dict) else None
        request = self._request(self.url, entry)
        if is_inbound(request):
            # A bot may have any address, so its URL may hold variables.
            seconds = seconds_of(got.get("responseTime")) if isinstance(got, dict) else None
            yield Exchange(request, response, origin, direction="inbound", seconds=seconds)
        elif not is_wanted:
            yield SKIPPED
            return
        elif is_open(self.url) or has_open_path(self.url):
            message = "the URL has a variable without a value; the request is not checked"
            entry = EntryReader(origin)
            entry.tell(unresolved_variable, message, hint=_hint(open_names(self.url, is_url=True)))
            # Only the URL of a wanted server shows who sent this answer.
            if keep is not None and response is not None and not is_open(self.url.partition("/api/")[0]):
                yield Exchange(None, response, origin)
        else:
            yield Exchange(request, response, origin)
        yield from entry.findings

    def _request(self, url: str, entry: EntryReader) -> Request:
        body = entry.body("the request's body", _sent_body, self._given.get("body"), self._variables)
        texts = [text for pair in body.fields for text in pair] if isinstance(body, Form) else []
        if isinstance(body, bytes):
            texts = [body.decode()]
        if any(map(is_open, texts)):
            message = "the request's body has a variable without a value; it is not checked"
            entry.tell(unresolved_variable, message, hint=_hint(open_names(" ".join(texts))))
            body = UNRECORDED
        return Request(self._method, url, self._headers(), body, unrecorded_headers=ALL_HEADERS)

    def _headers(self) -> Headers:
        headers = _pairs(self._given.get("header"), self._variables)
        if not any(name.lower() == "authorization" for name, _ in headers):
            headers += _authorization(self._given.get("auth") or self._auth, self._variables)
        headers, _ = without_placeholders(headers)
        return tuple(pair for pair in headers if not is_open(pair[1]) or pair[1].lower().startswith("bearer "))


def _is_wanted(url: str, keep: Keep) -> bool:
    """Tell whether a URL is wanted; if its server is unknown, the path after the version decides."""
    server, prefix, path = url.partition("/api/")
    if prefix and is_open(server):
        return keep(f"{server}/{_VERSION.sub('', path)}")
    return keep(url)


def _url(given: Any, variables: Variables) -> str | None:
    if isinstance(given, dict):
        variables = variables.with_path(given.get("variable"))
        raw = given.get("raw")
        given = _without_disabled(raw, given.get("query")) if isinstance(raw, str) and raw else _joined(given)
    if not isinstance(given, str) or not given:
        return None
    url = without_surrogates(variables.fill_path(given.strip()))
    return url if "://" in url or is_open(url.partition("/")[0]) else f"http://{url}"


def _without_disabled(raw: str, query: Any) -> str:
    """Return `raw` without disabled parameters, which some versions of Postman leave in it."""
    if not isinstance(query, list) or not any(isinstance(part, dict) and part.get("disabled") for part in query):
        return raw
    return "?".join(part for part in (raw.partition("?")[0], _query(query)) if part)


def _joined(given: dict[str, Any]) -> str | None:
    """Return the URL that Postman split into parts."""
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
            without_surrogates(variables.fill(part["key"])),
            without_surrogates(variables.fill(str(part.get("value") or ""))),
        )
        for part in given
        if isinstance(part, dict)
        and isinstance(part.get("key"), str)
        and part["key"]
        and part.get("disabled") is not True
    )


def _authorization(auth: Any, variables: Variables) -> Headers:
    """Return the header that an auth helper sends, as far as the collection shows it."""
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


def _sent_body(given: Any, variables: Variables) -> Body:
    if not isinstance(given, dict) or given.get("disabled") is True or not given.get("mode"):
        return None
    mode = given["mode"]
    if mode == "raw":
        raw = given.get("raw")
        return body_of_text(variables.fill(raw)) if isinstance(raw, str) else None
    if mode == "urlencoded":
        fields = given.get("urlencoded")
        return Form(_pairs(fields, variables)) if isinstance(fields, list) else UNRECORDED
    # A file is only a path on the author's disk, and only Postman knows how it sends the parts of GraphQL.
    return UNRECORDED


def _response(got: dict[str, Any]) -> Response:
    headers = _pairs(got.get("header"), Variables({}))
    text = got.get("body", UNRECORDED)
    try:
        body: Body = body_of_text(text) if isinstance(text, str) else None if text is None else UNRECORDED
    except UnreadableBody:
        body = UNRECORDED
    headers = without_stale_encoding(headers, body)
    return Response(
        status_of(got.get("code")), headers, body, unrecorded_headers=NO_HEADERS if headers else ALL_HEADERS
    )


def _hint(names: Iterable[str]) -> str:
    given = " ".join(f"--variable {name}=VALUE" for name in names) or "--variable NAME=VALUE"
    return f"set it with {given}, or export the collection with its current values"
