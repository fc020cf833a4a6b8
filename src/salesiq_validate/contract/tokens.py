"""Tokens: facts about requests to the accounts servers, and about the tokens that they issue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from attrs import frozen

from salesiq_validate.contract.scopes import KnownScopes, is_of_another_product, split_scopes
from salesiq_validate.decode import json_fast
from salesiq_validate.exceptions import UnknownName
from salesiq_validate.exchange import Document, Form
from salesiq_validate.limits import Limits

if TYPE_CHECKING:
    from salesiq_validate.contract.servers import Servers
    from salesiq_validate.exchange import Exchange, Request

#: The path of token requests.
TOKEN_PATH: Final = "/oauth/v2/token"  # noqa: S105 - a path
#: Longer answers contain more than a token.
_LONGEST: Final = 1 << 16


@frozen
class IssuedToken:
    """The facts in a token answer about its token; only a digest of the token is kept."""

    #: None if the answer does not say.
    scopes: frozenset[str] | None
    #: Code of the data centre whose accounts server issued it.
    data_center: str


def digest_of(token: str) -> str:
    """Return the key for looking up a token."""
    import hashlib  # here, because few recordings show how a token was issued

    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def issued_by(exchange: Exchange, servers: Servers) -> tuple[str, IssuedToken] | None:
    """Return the digest of the token in an accounts server's answer, and the answer's facts about the token."""
    request, response = exchange.request, exchange.response
    if request is None or response is None:
        return None
    asked = TokenRequest.of(request, servers)
    document = _document(response.body)
    token = document.get("access_token")
    if asked is None or not asked.is_for_token or not isinstance(token, str):
        return None
    scope = document.get("scope")
    scopes = frozenset(split_scopes([scope])) if isinstance(scope, str) and scope.strip() else None
    return digest_of(token), IssuedToken(scopes, servers.accounts[asked.host])


def _document(body: Any) -> Mapping[str, Any]:
    if isinstance(body, Document):
        document = body.value
    elif isinstance(body, bytes) and len(body) <= _LONGEST:
        try:
            document = json_fast.loads(body)
        except (ValueError, RecursionError):
            return {}
    else:
        return {}
    return document if isinstance(document, dict) else {}


@frozen(eq=False, repr=False)
class TokenRequest:
    """A request to an accounts server for a token, or for the consent that a token needs."""

    servers: Servers
    host: str
    method: str
    #: Whether it asks for a token, not for a person's consent.
    is_for_token: bool
    #: Parameters of the query and fields of the form.
    params: Mapping[str, str]

    @classmethod
    def of(cls, request: Request, servers: Servers) -> TokenRequest | None:
        """Read a request; None if it is not a request for a token."""
        from salesiq_validate.decode.form import read_form  # here, because hardly any request comes so far

        try:
            parts = urlsplit(request.url)
            host = (parts.hostname or "").rstrip(".")
        except ValueError:
            return None
        path = parts.path.rstrip("/")
        if host not in servers.accounts or path not in (TOKEN_PATH, "/oauth/v2/auth"):
            return None
        body = request.body
        fields = (
            body.fields
            if isinstance(body, Form)
            else read_form(body, Limits()).fields
            if isinstance(body, bytes)
            else ()
        )
        params = {**dict(read_form(parts.query, Limits()).fields), **dict(fields)}
        return cls(servers, host, request.method.upper(), path.endswith("token"), params)

    def faults(self, scopes: KnownScopes, data_center: str | None) -> Iterator[str]:
        """Yield its faults in words, without any values except listed ones and scopes.

        Arguments:
            scopes: SalesIQ's scopes.
            data_center: code of the portal's data centre, if the caller gave it.
        """
        own = self.servers.accounts[self.host]
        if data_center is not None and data_center != own:
            right = next((host for host, code in self.servers.accounts.items() if code == data_center), None)
            where = "" if right is None else f"; ask {right}"
            yield f"its token is good for the data centre {own}, and the portal lives in {data_center}{where}"
        if self.is_for_token:
            yield from self._of_grant()
        elif self.params.get("response_type", "code") != "code":
            yield "response_type is not code"
        for scope in split_scopes([self.params.get("scope", "")]):
            try:
                if not is_of_another_product(scope):
                    scopes.find(scope)
            except UnknownName as error:
                yield str(error)

    def _of_grant(self) -> Iterator[str]:
        needs = self.servers.grant_types
        known = f"known are {', '.join(needs)}"
        grant = self.params.get("grant_type")
        if self.method != "POST":
            yield "ask for a token with POST"
        if grant is None:
            yield f"grant_type is absent; {known}"
        elif grant not in needs:
            yield f"grant_type is not known; {known}"
        else:
            for name in needs[grant]:
                if not self.params.get(name):
                    yield f"grant_type {grant} needs {name}"
