"""Traffic: decides which exchanges of a recording are calls of the SalesIQ API, and so are judged.

A HAR of a browser has thousands of other entries: other hosts, the dashboard's own calls (which use the same host and
paths, with cookies instead of a token), the chat widget, preflights. None of them may raise an alarm. But a failed
attempt to call the API, with a wrong path or server, must be checked.
"""

from __future__ import annotations

import enum
import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import SplitResult, urlsplit

from attrs import evolve

from salesiq_validate.decode import json_fast
from salesiq_validate.exchange import UNRECORDED, Document, header_value

if TYPE_CHECKING:
    from salesiq_validate.contract.router import Router
    from salesiq_validate.exchange import Exchange, Request, Response


class Destination(enum.Enum):
    """Where a URL leads, judged by its host and the beginning of its path."""

    #: A SalesIQ server, and a path below /api/.
    API = "api"
    #: A SalesIQ server, and another path: the dashboard, the widget, /visitor/v2/, or a call with a wrong path.
    SERVER = "server"
    #: A server that does not exist, but that somebody took for SalesIQ's: `salesiq.zoho.uk`.
    MISNAMED = "misnamed"
    #: No server, or a placeholder for one (`{server}`, `<<ENDPOINT>>`, `{{base_url}}`), which may stand for any server.
    UNNAMED = "unnamed"
    #: Another of Zoho's servers, called as if it were SalesIQ's API.
    MISTAKEN = "mistaken"
    #: Only /api on another host: the form in which the reference shows a missing screen name.
    BARE = "bare"
    ELSEWHERE = "elsewhere"


#: Hosts of Zoho's own pages and widgets, whose scripts call SalesIQ: crm.zoho.com, salesiq.zohopublic.eu.
_ZOHO: Final = re.compile(r"(?:.+\.)?zoho[a-z]*(?:\.[a-z]{2,3}){1,2}")
#: Servers that do not exist. `salesiq.zohopublic.com` exists, for the widget, so it does not match.
_MISNAMED: Final = re.compile(r"salesiq\.zoho(?:cloud)?(?:\.[a-z]{2,3}){1,2}")
_UNNAMED: Final = re.compile(r"[$:].*|.*[{<].*")
_HOLE: Final = re.compile(r"[{<$]")
#: A template in place of a server; `urlsplit` cannot read some of them: `<%= ENV['desk'] %>`.
_TEMPLATE: Final = re.compile(r"\A(?:[a-zA-Z]+://)?[^/]*[{<][^/]*")
_VERSIONED: Final = re.compile(r"/api/(?:visitor/)?v[0-9]+/")
_VERSION: Final = re.compile(r"v[0-9]+")
#: The first serves widgets, the second the APIs of other products.
_OF_WIDGETS: Final = re.compile(r"salesiq\.zohopublic(?:\.[a-z]{2,3}){1,2}")
_OF_OTHERS: Final = re.compile(r"(?:www\.)?zohoapis(?:\.[a-z]{2,3}){1,2}")
_ZOHO_TOKEN: Final = re.compile(
    r"zoho-(?:oauth|auth)token\b|(?:bearer\s+)?1[0-9]{3}\.[0-9a-f]+\.[0-9a-f]+", re.IGNORECASE
)
#: Headers that browsers send and API clients do not. Node's `fetch` sends `sec-fetch-mode`; browsers never send only
#: that one.
_BROWSER: Final = frozenset(
    {"cookie", "x-zcsrf-token", "origin", "referer", "sec-ch-ua", "sec-fetch-site", "sec-fetch-dest"}
)
#: Longer answers are not error envelopes, so they are not read.
_LONGEST_ENVELOPE: Final = 1 << 16


class Traffic:
    """Distinguishes calls of the API from all other traffic; immutable, so threads may share it."""

    def __init__(self, router: Router) -> None:
        self._router = router
        self._hosts = frozenset(router.servers.by_host) | router.extra_hosts

    def keep(self, url: str) -> bool:
        """Tell by the URL alone whether an exchange may be a call of the API; other exchanges need not be read."""
        return self._place(url) is not Destination.ELSEWHERE

    def is_server(self, url: str) -> bool:
        """Tell by the URL alone whether it leads to a server of SalesIQ, or to one that was taken for SalesIQ's."""
        return self._place(url) in (Destination.API, Destination.SERVER, Destination.MISNAMED)

    def names_resource(self, path: str) -> bool:
        """Tell whether a path on an unknown server belongs to the API: `/api/v2/{{portal}}/departments`.

        The path need not begin with `/api/`: a variable in the server's place may hold the beginning.
        """
        segments = [segment for segment in path.split("?", maxsplit=1)[0].split("/") if segment]
        is_whole = segments[:1] == ["api"]
        while segments and (segments[0] in {"api", "visitor"} or _VERSION.fullmatch(segments[0])):
            del segments[0]
        below_portal, alone = self._resources
        if not below_portal.isdisjoint(segments[1:2]) or not alone.isdisjoint(segments[:1]):
            return True
        return not is_whole and not below_portal.isdisjoint(segments[:1])

    @cached_property
    def _resources(self) -> tuple[frozenset[str], frozenset[str]]:
        """The names of resources that follow a screen name, and of those that need none."""
        alone: set[str] = set()
        for operation in self._router.operations:
            for path in operation.paths:
                if "{screen_name}" not in path:
                    alone.update(part for part in path.split("/")[3:4] if not part.startswith("{"))
        return frozenset(map(str.lower, self._router.resources)), frozenset(map(str.lower, alone))

    def is_call(self, request: Request) -> bool:
        """Tell whether a request from the user's own client to such a server is a call of the API.

        Unlike in a recording of a browser, headers do not matter; only pages and files of the server are excluded.
        """
        place = self._place(request.url)
        if place is Destination.UNNAMED:
            return self._has_signs(place, request, None)
        if place is Destination.SERVER:
            return _is_zoho_token(header_value(request.headers, "authorization")) or self._is_documented(request)
        return place is not Destination.ELSEWHERE

    def is_foreign(self, request: Request) -> bool:
        """Tell whether a request leads to a server that has nothing to do with SalesIQ.

        An unknown server with a path of the API may be a gateway.
        """
        if self.is_call(request) or self._place(request.url) is not Destination.ELSEWHERE:
            return False
        try:
            parts = _parts_of(request.url)
        except ValueError:
            return False
        return bool(parts.hostname) and not parts.path.startswith(("/api/", "/visitor/"))

    def is_api(self, exchange: Exchange) -> bool:
        """Tell whether an exchange is a call of the API; without a request, only the response decides."""
        request = exchange.request
        if request is None:
            return True
        place = self._place(request.url)
        if place is Destination.API or place is Destination.MISNAMED:
            for name, _ in request.headers:
                # The length rules out nearly all headers, so that they need no lower-case copy.
                if len(name) == 13 and name.lower() == "authorization":
                    return True
        elif place is Destination.ELSEWHERE:
            return False
        return self._has_signs(place, request, exchange.response)

    def _place(self, url: str) -> Destination:
        parts = url.split("/", 4)
        if len(parts) > 3 and parts[2] in self._hosts:
            if parts[3] == "api":
                return Destination.API
        elif (
            "/api" not in url
            and "salesiq" not in url.lower()
            and _HOLE.search(url) is None
            and not self._router.extra_hosts
        ):
            # A known server may have an unusual spelling; other servers do not matter without /api.
            return Destination.ELSEWHERE
        return self._unusual_place(url)

    def _unusual_place(self, url: str) -> Destination:
        try:
            parts = _parts_of(url)
            host, server, path = (parts.hostname or "").rstrip("."), parts.netloc.lower(), parts.path.lower()
        except ValueError:
            return Destination.ELSEWHERE
        if host in self._hosts or server in self._hosts:
            return Destination.API if path == "/api" or path.startswith("/api/") else Destination.SERVER
        if path in {"/api", "/api/"}:
            return Destination.BARE if parts.scheme.lower() in {"", "http", "https"} else Destination.ELSEWHERE
        is_api = path.startswith("/api/")
        if is_api and _MISNAMED.fullmatch(server):
            return Destination.MISNAMED
        if not server or _UNNAMED.fullmatch(server):
            is_likely = self.names_resource(path) if server else is_api
            return Destination.UNNAMED if is_likely or _VERSIONED.match(path) else Destination.ELSEWHERE
        if (is_api and _OF_WIDGETS.fullmatch(server)) or (
            path.startswith("/salesiq/") and _OF_OTHERS.fullmatch(server)
        ):
            return Destination.MISTAKEN
        return Destination.ELSEWHERE

    def _has_signs(self, place: Destination, request: Request, response: Response | None) -> bool:
        """Decide by headers and the answer if the URL and a token do not settle it."""
        token = header_value(request.headers, "authorization")
        if token is None and request.method.upper() == "OPTIONS":
            return False  # a preflight, which never carries a token
        marks = {name: value for key, value in request.headers if (name := key.lower()) in _BROWSER}
        if place is Destination.BARE:
            if response is not None and response.body is not UNRECORDED:
                return _is_refusal(response.body)
            return _is_zoho_token(token)
        if place is Destination.UNNAMED:
            path = _parts_of(request.url).path.lower()
            is_named = path.startswith("/api/") and self.names_resource(path)
            return _is_zoho_token(token) or (is_named and (token is not None or not marks))
        if place is Destination.MISTAKEN:
            return _is_zoho_token(token)
        if place is Destination.SERVER:
            # The widget also calls documented paths. With a wrong path, a call of the API is known by its Zoho token.
            return _is_zoho_token(token) or (self._is_documented(request) and (token is not None or not marks))
        return not marks or (place is Destination.API and _is_own_page(marks, request))

    def with_server(self, exchange: Exchange) -> Exchange:
        """Return a recorded call of the API, with SalesIQ's server instead of a placeholder.

        The client did not send `<<ENDPOINT>>` or `{server}`, so rules must not judge them.
        """
        request = exchange.request
        if request is None or _HOLE.search(request.url) is None:
            return exchange
        server, mark, path = request.url.partition("/api/")
        if not mark or not server or self._place(request.url) is not Destination.UNNAMED:
            return exchange
        servers = self._router.servers
        own = servers.of_data_centre(self._router.data_center or "") or servers.salesiq[0]
        return evolve(exchange, request=evolve(request, url=f"https://{own.host}{mark}{path}"))

    def _is_documented(self, request: Request) -> bool:
        base = request.url.partition("#")[0].partition("?")[0]
        return bool(self._router.route(request.method, base).operations)


def _parts_of(url: str) -> SplitResult:
    """Split a URL; in a log, the scheme or the whole server may be missing or replaced by a template."""
    url = _TEMPLATE.sub("https://{server}", url)
    return urlsplit(url if "://" in url or url.startswith("/") else f"https://{url}")


def _is_own_page(marks: dict[str, str], request: Request) -> bool:
    """Tell whether a browser's request without a token comes from an integrator's own page, not from the dashboard."""
    if "x-zcsrf-token" in marks:
        return False
    for name in ("origin", "referer"):
        host = _host(marks.get(name, ""))
        if host:
            return not _ZOHO.fullmatch(host)
    site = marks.get("sec-fetch-site")
    if site is not None:
        return site == "cross-site"
    # There are only general signs of a browser: judge the request if the recorder may have dropped its token.
    return not request.unrecorded_headers.isdisjoint({"authorization", "*"})


def _is_zoho_token(value: str | None) -> bool:
    return value is not None and _ZOHO_TOKEN.match(value.strip()) is not None


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _is_refusal(body: Any) -> bool:
    """Tell whether a body is an error envelope with one of SalesIQ's codes, which have four digits."""
    if isinstance(body, Document):
        document = body.value
    elif isinstance(body, bytes) and len(body) <= _LONGEST_ENVELOPE:
        try:
            document = json_fast.loads(body)
        except (ValueError, RecursionError):
            return False
    else:
        return False
    error = document.get("error") if isinstance(document, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    return type(code) is int and 1000 <= code <= 9999
