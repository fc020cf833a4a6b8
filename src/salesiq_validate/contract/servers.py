"""Servers: the hosts of SalesIQ's data centres, the families of paths, and how requests are authorised."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from attrs import frozen

from salesiq_validate.contract.files import read_schema_file
from salesiq_validate.exceptions import UnknownName, UnusableArgument
from salesiq_validate.finding import Basis


class Server(NamedTuple):
    """One data centre's host of the API."""

    #: "US", "EU", ...
    data_center: str
    #: "Europe".
    name: str
    host: str
    basis: Basis
    source: str


class Family(NamedTuple):
    """One family of paths: the operator API, the visitor side, older versions."""

    #: The part before the screen name: "/api/v2".
    prefix: str
    about: str
    deprecated: bool = False
    #: Resources that take the place of the screen name: "portals".
    without_screen_name: frozenset[str] = frozenset()

    @property
    def depth(self) -> int:
        """How many segments the prefix has."""
        return self.prefix.count("/")


@frozen(eq=False, repr=False)
class Authorization:
    """The form of the Authorization header, and how sure that is."""

    #: "Zoho-oauthtoken".
    scheme: str
    basis: Basis
    #: Basis of the facts about other schemes, by their lower-case names.
    wrong_schemes: Mapping[str, Basis]
    #: What tokens look like on the pages; a hint at most.
    token: re.Pattern[str]


@frozen(slots=False, eq=False, repr=False)
class Servers:
    """The facts of schemas/servers.json."""

    document: Mapping[str, Any]

    @classmethod
    def load(cls) -> Servers:
        return cls(read_schema_file("servers.json"))

    @cached_property
    def salesiq(self) -> tuple[Server, ...]:
        """The hosts of the API; data centres without a known host are left out."""
        return tuple(
            Server(centre["code"], centre["name"], centre["host"], Basis(centre["basis"]), centre["source"])
            for centre in self.document["data_centres"]
            if centre["host"] is not None
        )

    @cached_property
    def by_host(self) -> Mapping[str, Server]:
        return {server.host: server for server in self.salesiq}

    @cached_property
    def families(self) -> tuple[Family, ...]:
        """All families, the longest prefix first."""
        prefixes: dict[str, dict[str, Any]] = {}
        alone: dict[str, set[str]] = {}
        for family in self.document["api_families"]:
            if family["has_screen_name"]:
                prefixes[family["prefix"].removesuffix("/{screen_name}")] = family
            else:
                prefix, _, resource = family["prefix"].rpartition("/")
                alone.setdefault(prefix, set()).add(resource)
        found = [
            Family(prefix, family["about"], family["deprecated"], frozenset(alone.get(prefix, ())))
            for prefix, family in prefixes.items()
        ]
        return tuple(sorted(found, key=lambda family: -family.depth))

    @cached_property
    def main(self) -> Family:
        """The operator API: the first family of the file."""
        prefix = self.document["api_families"][0]["prefix"].removesuffix("/{screen_name}")
        return next(family for family in self.families if family.prefix == prefix)

    @cached_property
    def authorization(self) -> Authorization:
        facts = self.document["authorization"]
        return Authorization(
            facts["scheme"],
            Basis(facts["basis"]),
            {wrong["scheme"].lower(): Basis(wrong["basis"]) for wrong in facts["wrong_schemes"]},
            re.compile(facts["token_pattern"]),
        )

    @cached_property
    def accounts(self) -> Mapping[str, str]:
        """The accounts servers, which hand out tokens, with the codes of their data centres."""
        return {centre["accounts"]: centre["code"] for centre in self.document["data_centres"] if centre["accounts"]}

    @cached_property
    def grant_types(self) -> Mapping[str, tuple[str, ...]]:
        """The grant types of token requests, and the parameters that each needs."""
        grants = self.document["authorization"]["oauth"]["grant_types"]
        return {grant["grant_type"]: tuple(grant["needs"]) for grant in grants}

    def family_of(self, segments: list[str]) -> Family | None:
        """Return the family whose prefix begins a path."""
        for family in self.families:
            if segments[: family.depth] == family.prefix.split("/")[1:]:
                return family
        return None

    def data_centre(self, code: str) -> str:
        """Return a data centre's code as the file spells it.

        Raises:
            UnknownName: there is no such data centre.
        """
        known = {centre["code"]: centre for centre in self.document["data_centres"]}
        if code.upper() not in known:
            raise UnknownName("data centre", code, tuple(known))
        return code.upper()

    def of_data_centre(self, code: str) -> Server | None:
        """Return the host of a data centre; None if none is known."""
        return next((server for server in self.salesiq if server.data_center == code), None)

    def meant(self, host: str, wanted: str | None) -> Server | None:
        """Return the server to use instead of an unknown host: by the wanted data centre, or by the accounts host."""
        return self.of_data_centre(wanted or self.accounts.get(host, ""))

    def hint(self, host: str, wanted: str | None) -> str:
        """Say which host to use instead of an unknown one."""
        right = self.meant(host, wanted)
        if right is None:
            return "servers are salesiq.zoho.com, .eu, .in, .com.au, .com.cn, .jp"
        if host in self.accounts:
            return f"this is the accounts server, for tokens; the API is at {right.host}"
        return f"the server is {right.host}"


def server_of(text: str) -> str:
    """Return the host, with its port, of a server given as `host`, `host:8443` or a whole URL.

    Raises:
        UnusableArgument: the text has none of these forms.
    """
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        server, host = parts.netloc.lower(), parts.hostname
        parts.port  # noqa: B018 - raises on a port that is no number
    except ValueError:
        server, host = "", None
    if (
        not host
        or "@" in server
        or not all(character.isprintable() and character not in " <>\"'*" for character in host)
    ):
        raise UnusableArgument(f"{text!r} is not a server; write its host, like gateway.example.com or localhost:8080")
    return server
