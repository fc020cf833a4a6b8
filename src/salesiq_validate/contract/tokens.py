"""Tokens: what is known of requests to the accounts servers, which hand out the tokens of the API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from attrs import frozen

from salesiq_validate.contract.scopes import KnownScopes, is_of_another_product, split_scopes
from salesiq_validate.decode.form import read_form
from salesiq_validate.exceptions import UnknownName
from salesiq_validate.exchange import Form
from salesiq_validate.limits import Limits

if TYPE_CHECKING:
    from salesiq_validate.contract.servers import Servers
    from salesiq_validate.exchange import Request


@frozen(eq=False, repr=False)
class TokenRequest:
    """A request to an accounts server for a token, or for the consent that a token needs."""

    servers: Servers
    host: str
    method: str
    #: Whether a token is asked for, and not the consent of a person.
    is_for_token: bool
    #: Parameters of the query and fields of the form.
    params: Mapping[str, str]

    @classmethod
    def of(cls, request: Request, servers: Servers) -> TokenRequest | None:
        """Read a request; None where it is no such request."""
        try:
            parts = urlsplit(request.url)
            host = (parts.hostname or "").rstrip(".")
        except ValueError:
            return None
        path = parts.path.rstrip("/")
        if host not in servers.accounts or path not in ("/oauth/v2/token", "/oauth/v2/auth"):
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
        """Yield what is wrong with it, in words that hold no value but those of lists and scopes.

        Arguments:
            scopes: those that SalesIQ has.
            data_center: code of the portal's data centre, where the caller says it.
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
            yield "a token is asked for with POST"
        if grant is None:
            yield f"grant_type is absent; {known}"
        elif grant not in needs:
            yield f"grant_type is not one that is known; {known}"
        else:
            for name in needs[grant]:
                if not self.params.get(name):
                    yield f"grant_type {grant} needs {name}"
