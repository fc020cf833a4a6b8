"""Addresses: finds the operation of a call's URL even if parts of the URL (its holes) are unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from attrs import frozen

from salesiq_validate.sources.details import UNSEEN, SourceCall
from salesiq_validate.sources.texts import HOLES

if TYPE_CHECKING:
    from salesiq_validate.contract.path_tree import Node, Template
    from salesiq_validate.contract.router import Router

#: Texts for holes; we use the first that fits.
FILLING: Final = "siqhole7"
_FILLINGS: Final = (
    FILLING,
    "1000000000001",
    "a1b2c3d4e5f60718",
    "3f2b8c1e-0d4a-4f6b-9c2d-7e8f9a0b1c2d",
    "ann@example.com",
)
#: Hosts that authors mistake for SalesIQ's, with the beginning of a path of its API.
_MEANT: Final = re.compile(
    r"(?:[\w-]+\.)*salesiq\.zoho(?:apis|cloud)?\.[a-z.]+/(?:api/|rest|v\d).*|(?:www\.)?zohoapis\.[a-z.]+/salesiq/?|(?:www\.|api\.)?zoho(?:apis)?\.[a-z.]+/salesiq/(?:(?:api/)?v\d|api).*"
)
#: Beginnings of paths on a known server that authors mistake for the API's.
_LIKE_API: Final = re.compile(r"api/.*|visitor/v2/.*|(?:rest(?:api)?|v\d|salesiq)/[^/]+/.*")


@frozen
class Target:
    """The target of a call after its holes are filled."""

    method: str
    url: str
    #: Parameters with unknown values.
    unseen: frozenset[str]
    #: Whether the file shows the method, and the method leads to an operation.
    is_sent: bool
    #: Whether the operation is certain.
    is_sure: bool


def target_of(call: SourceCall, router: Router) -> Target | None:
    """Return the target of a call; None if it is not an API call, or too little is known."""
    base, _, query = call.url.partition("#")[0].partition("?")
    scheme, _, rest = base.partition("://")
    host, _, path = rest.partition("/")
    plain, servers = HOLES.sub("*", host.lower()).partition(":")[0], router.servers
    if re.fullmatch(r"salesiq\.(?:zoho\.?)?\*", plain):
        plain = host = servers.salesiq[0].host
    segments = re.sub("//+", "/", path.rstrip("/")).split("/")
    if plain in servers.by_host or plain in router.extra_hosts:
        if not _LIKE_API.fullmatch(path):
            return None
    elif not _MEANT.fullmatch(f"{plain}/{path}"):
        return None
    alone = frozenset(name for family in servers.families for name in family.without_screen_name)
    ways, family = list(_ways(router.root, segments, alone)), servers.family_of(segments)
    if (
        family is not None
        and segments[family.depth : family.depth + 1]
        and _is_resource(segments[family.depth], router)
        and segments[family.depth] not in family.without_screen_name
    ):
        ways = [way for way in ways if way[2] == 0 and not _is_resource(segments[family.depth], router)]
    if not ways and (HOLES.search("/".join(segments[:2])) or (_is_open(path) and _leads(router.root, segments))):
        return None
    if (
        not call.is_sent
        and family is not None
        and len(segments) <= family.depth + 1
        and not _is_resource(segments[-1], router)
    ):
        return None  # the first part of addresses
    fitting = [way for way in ways if call.method in way[0].methods] or ways
    fitting = [way for way in fitting if way[2] == min(way[2] for way in fitting)]
    method, filled = call.method or "GET", [_filled(segment) for segment in segments]
    if fitting:
        method, filled = call.method or min(fitting[0][0].methods), fitting[0][1]
    is_sure = len(fitting) == 1 and not _is_open(path) and call.method is not None
    named = [(name, value) for name, value, _ in call.params] + [
        (name, value)
        for name, sign, value in (pair.partition("=") for pair in query.split("&"))
        if sign and not HOLES.search(name)
    ]
    unseen = frozenset(name for name, value in named if value is UNSEEN or HOLES.search(str(value)))
    url = f"{scheme}://{host}/{'/'.join(filled)}"
    if named and is_sure:
        url += "?" + "&".join(
            f"{quote(name)}={FILLING if name in unseen else quote(str(value))}"
            for name, value in named
            if not isinstance(value, (dict, list))
        )
    return Target(method, url, unseen, call.method is not None and not _is_open(path), is_sure)


def _is_resource(segment: str, router: Router) -> bool:
    return segment in router.resources or router.known_mistakes.knows(segment)


def _is_open(path: str) -> bool:
    """Tell whether a path ends in a hole that may contain more than the rest of a segment."""
    return re.search(rf"[^/]{HOLES.pattern}$", path) is not None


def _filled(segment: str) -> str:
    return FILLING if HOLES.fullmatch(segment) else HOLES.sub("7", segment)


def _fits(segment: str, literal: str) -> bool:
    return segment == literal or (
        HOLES.search(segment) is not None and re.fullmatch(HOLES.sub(".*", re.escape(segment)), literal) is not None
    )


def _leads(node: Node, segments: list[str]) -> bool:
    """Tell whether a path may be the beginning of a documented one."""
    nodes = [node]
    for segment in [*segments[:-1], *filter(None, [HOLES.sub("", segments[-1])])]:
        nodes = [
            below
            for one in nodes
            for below in [
                *(below for name, below in one.literals.items() if _fits(segment, name)),
                *(below for _, below in one.templates),
            ]
        ]
    return bool(nodes)


def _ways(node: Node, segments: list[str], alone: frozenset[str], at: int = 0) -> Iterator[tuple[Node, list[str], int]]:
    """Yield places of segments with holes, values for the holes, and the number of guessed names.

    Arguments:
        alone: names in the screen name's place that nobody writes as a variable.
    """
    if at == len(segments):
        if node.methods:
            yield node, [], 0
        return
    segment = segments[at]
    for name, below in node.literals.items():
        if segment == name or (name not in alone and _fits(segment, name)):
            for found, rest, guessed in _ways(below, segments, alone, at + 1):
                yield found, [name, *rest], guessed + (segment != name)
    for template, below in node.templates:
        is_hole = HOLES.search(segment) is not None
        fits = template.values is None or is_hole or segment in template.values
        if segment and fits and not (template.name == "screen_name" and segment in alone):
            for found, rest, guessed in _ways(below, segments, alone, at + 1):
                yield found, [_filling(template, segment) if is_hole else segment, *rest], guessed


def _filling(template: Template, segment: str) -> str:
    if template.values:
        return min(template.values)
    pattern = template.pattern
    fitting = (text for text in _FILLINGS if pattern is None or pattern.search(text))
    return next(fitting, FILLING) if HOLES.fullmatch(segment) else _filled(segment)
