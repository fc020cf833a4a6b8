"""Trials: applies fixes to an exchange and finds out whether each works.

A sure fix removes its finding and adds none. To find out, the fixed request is judged again.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar
from urllib.parse import parse_qsl, quote, unquote_plus, urlencode, urlsplit

from attrs import Factory, define, evolve, field

from salesiq_validate.decode.json_fast import count_values
from salesiq_validate.engine.protocol import MAX_DEPTH
from salesiq_validate.engine.values import canonical
from salesiq_validate.exchange import Document, Form, Request, Response
from salesiq_validate.finding import Side
from salesiq_validate.judging.remedies import moment_of

if TYPE_CHECKING:
    from salesiq_validate.exchange import Body, Exchange
    from salesiq_validate.finding import Edit, Finding, Fix

#: Made-up values for placeholders that only the caller can fill, by name.
MADE_UP: Final = {"screen_name": "example", "access_token": "1000.0123abcd.4567cdef"}

#: Returns the findings on an exchange.
_Judge: TypeAlias = Callable[["Exchange"], "Sequence[Finding]"]
_Kind: TypeAlias = tuple[object, ...]
#: A message with hundreds of faults would otherwise be judged hundreds of times. A fix that was not tried is not sure.
_MOST_TRIES: Final = 32
#: Most bytes of bodies that all tries of one exchange change and judge.
_MOST_BYTES: Final = 1_000_000
#: A decoded value counts as so many bytes, about what its text takes.
_BYTES_OF_A_VALUE: Final = 10
_MOST_ROUNDS: Final = 20
_HOLE: Final = re.compile(r"\{(\w+)\}")
_Message = TypeVar("_Message", Request, Response)


class _NotApplicable(Exception):
    """An edit does not fit the value at its place."""


def applied(exchange: Exchange, finding: Finding, known: Mapping[str, str] = MADE_UP) -> Exchange | None:
    """Return an exchange with the fix of one finding applied; None if the fix cannot be applied.

    Arguments:
        known: values that only the caller knows, by the names of placeholders; other placeholders stay.
    """
    try:
        for edit in finding.fix.edits if finding.fix is not None else ():
            exchange = _edited(exchange, finding, edit, known)
    except (_NotApplicable, LookupError, ValueError, TypeError, RecursionError):
        return None
    return exchange


def _edited(exchange: Exchange, finding: Finding, edit: Edit, known: Mapping[str, str]) -> Exchange:
    if finding.side is Side.RESPONSE and exchange.response is not None:
        return evolve(exchange, response=_with_body(exchange.response, finding, edit))
    request = exchange.request
    if request is None:
        raise _NotApplicable
    match edit.kind, finding.where:
        case "set-method", _:
            request = evolve(request, method=edit.value)
        case "use-https", _:
            request = evolve(request, url=urlsplit(request.url)._replace(scheme="https").geturl())
        case "set-host", _:
            request = evolve(request, url=urlsplit(request.url)._replace(netloc=edit.value).geturl())
        case "set-path", _:
            request = evolve(request, url=_with_path(request.url, edit, known))
        case (("set-header" | "set-scheme"), _):
            request = evolve(request, headers=_with_header(request, finding.header or "", edit, known))
        case _, "param" if finding.param in _names_in(request.url) or (edit.kind == "set" and request.body is None):
            request = evolve(request, url=_with_param(request.url, finding.param or "", edit))
        case _:
            request = _with_body(request, finding, edit)
    return evolve(exchange, request=request)


def _with_path(url: str, edit: Edit, known: Mapping[str, str]) -> str:
    parts = urlsplit(url)
    old = parts.path.lstrip("/").split("/")
    kept = {name: old[at] for name, at in edit.segments}
    new = _HOLE.sub(lambda hole: kept.get(hole[1]) or quote(known.get(hole[1], hole[0]), safe="{}"), edit.value)
    return parts._replace(path=new).geturl()


def _with_header(request: Request, name: str, edit: Edit, known: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    old = [value for header, value in request.headers if header.lower() == name.lower()]
    if edit.kind == "set-scheme":
        value = f"{edit.value} {old[0].split()[-1]}"
    else:
        value = _HOLE.sub(lambda hole: known.get(hole[1], hole[0]), edit.value)
    if not old:
        return (*request.headers, (name, value))
    first = next(at for at, (header, _) in enumerate(request.headers) if header.lower() == name.lower())
    others = [pair for pair in request.headers if pair[0].lower() != name.lower()]
    return (*others[:first], (name, value), *others[first:])


def _names_in(url: str) -> list[str]:
    query = url.partition("#")[0].partition("?")[2]
    return [unquote_plus(pair.partition("=")[0]) for pair in query.split("&")]


def _with_param(url: str, name: str, edit: Edit) -> str:
    base, _, query = url.partition("#")[0].partition("?")
    if edit.kind == "rename" and edit.value in _names_in(url):
        raise _NotApplicable
    pairs = []
    for pair in query.split("&"):
        written, equals, text = pair.partition("=")
        if unquote_plus(written) != name:
            pairs.append(pair)
        elif edit.kind == "rename":
            pairs.append(f"{edit.value}{equals}{text}")
        elif edit.kind != "remove":
            pairs.append(f"{written}={_quoted(_changed(unquote_plus(text), edit))}")
    if edit.kind == "set" and name not in _names_in(url):
        pairs = [*filter(None, pairs), f"{name}={_quoted(edit.value)}"]
    return f"{base}?{'&'.join(pairs)}" if pairs else base


def _quoted(value: Any) -> str:
    return quote(_as_text(value), safe="")


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _with_body(message: _Message, finding: Finding, edit: Edit) -> _Message:
    body: Body = message.body
    if finding.where == "body" or isinstance(body, Document):
        segments = finding.path.segments if finding.path is not None else ()
        if isinstance(body, Document):
            return evolve(message, body=Document(_with_member(body.value, segments, edit)))
        document = _with_member(json.loads(_bytes(body), object_pairs_hook=_once_each), segments, edit)
        return evolve(message, body=json.dumps(document, ensure_ascii=False, allow_nan=False).encode())
    if isinstance(body, Form):
        return evolve(message, body=Form(_with_field(body.fields, finding.param or "", edit)))
    fields = parse_qsl(_bytes(body).decode(), keep_blank_values=True, strict_parsing=True)
    return evolve(message, body=urlencode(_with_field(fields, finding.param or "", edit)).encode())


def _bytes(body: Body) -> bytes:
    if isinstance(body, bytes):
        return body
    raise _NotApplicable


def _once_each(members: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(members)
    if len(document) != len(members):
        raise _NotApplicable
    return document


def _with_field(fields: Iterable[tuple[str, str]], name: str, edit: Edit) -> list[tuple[str, str]]:
    members = [member for member, _ in fields]
    if edit.kind == "rename" and edit.value in members:
        raise _NotApplicable
    found = []
    for member, text in fields:
        if member != name:
            found.append((member, text))
        elif edit.kind == "rename":
            found.append((edit.value, text))
        elif edit.kind != "remove":
            found.append((member, _as_text(_changed(text, edit))))
    return found


def _with_member(node: Any, segments: tuple[str | int, ...], edit: Edit) -> Any:
    """Return a document with one place changed; containers on the way there are copied, the rest is shared."""
    if not segments:
        return _changed(node, edit)
    first, *rest = segments
    if not isinstance(node, (dict, list)):
        raise _NotApplicable
    copy: Any = node.copy()
    if rest:
        copy[first] = _with_member(copy[first], tuple(rest), edit)
    elif edit.kind == "remove":
        del copy[first]
    elif edit.kind == "set" and isinstance(copy, dict):
        copy[first] = edit.value
    elif edit.kind == "rename":
        if edit.value in copy:
            raise _NotApplicable
        return {edit.value if name == first else name: value for name, value in copy.items()}
    else:
        copy[first] = _changed(copy[first], edit)
    return copy


def _changed(value: Any, edit: Edit) -> Any:
    match edit.kind:
        case "set":
            return edit.value
        case "to-string":
            return json.dumps(value)
        case "to-json":
            return json.loads(value)
        case "to-list":
            return [value]
        case "remove-duplicates":
            first: dict[Hashable, Any] = {}
            for item in value:
                first.setdefault(canonical(item), item)
            return list(first.values())
        case "to-epoch-ms" | "to-epoch-s":
            moment = moment_of(value)
            if moment is not None:
                counted = round(moment * 1000) if edit.kind == "to-epoch-ms" else int(moment)
                return str(counted) if isinstance(value, str) else counted
    raise _NotApplicable


def mended(exchange: Exchange, judge: _Judge, known: Mapping[str, str]) -> tuple[Exchange, Exchange]:
    """Return an exchange with every sure fix applied, twice: with open placeholders, and with filled ones.

    Arguments:
        judge: judges an exchange.
        known: values that only the caller knows, by the names of placeholders; other placeholders stay.
    """
    shown = exchange
    for _ in range(_MOST_ROUNDS):
        trial = Trial(exchange, judge(exchange), judge, {**MADE_UP, **known})
        trial.tried()
        if not trial.applied:
            break
        exchange = trial.mended
        for finding in trial.applied:
            shown = applied(shown, finding, known) or shown
    return shown, exchange


@define(eq=False, repr=False)
class Trial:
    """Tries the fixes of an exchange's findings: each alone, and the sure ones together.

    A sure fix works by itself, and together with the other sure fixes in their order. A fix that several findings share
    is applied once.
    """

    exchange: Exchange
    findings: Sequence[Finding]
    #: Judges another exchange in the same way.
    judge: _Judge
    #: Values that only the caller knows, by the names of placeholders.
    known: Mapping[str, str]
    #: The exchange with the sure fixes so far, and these fixes.
    mended: Exchange = field(init=False, default=Factory(lambda self: self.exchange, takes_self=True))
    applied: list[Finding] = field(init=False, factory=list)
    #: How often the exchange was changed, to be judged again.
    _tries: int = field(init=False, default=0)
    _size: int = field(init=False, default=Factory(lambda self: _size(self.exchange), takes_self=True))
    _found: Counter[_Kind] = field(init=False, default=Factory(lambda self: _counted(self.findings), takes_self=True))
    _left: Counter[_Kind] = field(init=False, default=Factory(lambda self: self._found, takes_self=True))

    def tried(self) -> list[Finding]:
        """Return the findings; each fix now says whether it is sure, and a tried one that does not apply is removed."""
        return [evolve(one, fix=self._fix_of(one, one.fix)) if one.fix else one for one in self.findings]

    def _fix_of(self, finding: Finding, fix: Fix) -> Fix | None:
        if not self._may_try():
            return evolve(fix, sure=False)
        mended = applied(self.exchange, finding, self.known)
        if mended is None:
            return None
        return evolve(fix, sure=fix.sure is None and self._keeps_its_promise(finding, mended))

    def _may_try(self) -> bool:
        """Tell whether the exchange may be changed and judged once more, and count it."""
        self._tries += 1
        return self._tries <= _MOST_TRIES and self._tries * self._size <= _MOST_BYTES

    def _keeps_its_promise(self, finding: Finding, mended: Exchange) -> bool:
        left = _counted(self.judge(mended))
        if not _is_gone(finding, self._found, left):
            return False
        if any(_is_shared(finding, other) for other in self.applied):
            return True
        if self.applied:
            together = applied(self.mended, finding, self.known) if self._may_try() else None
            left = self._left if together is None else _counted(self.judge(together))
            if together is None or not _is_gone(finding, self._left, left):
                return False
            mended = together
        self.mended, self._left = mended, left
        self.applied.append(finding)
        return True


def _size(exchange: Exchange) -> int:
    return sum(_size_of(one.body) for one in (exchange.request, exchange.response) if one is not None)


def _size_of(body: Body) -> int:
    if isinstance(body, Document):
        values = count_values(body.value, MAX_DEPTH)
        return _MOST_BYTES + 1 if values is None else values * _BYTES_OF_A_VALUE
    return len(body) if isinstance(body, bytes) else 0


def _is_shared(finding: Finding, other: Finding) -> bool:
    """Tell whether two findings on the URL or on one header have the same fix."""
    is_whole = finding.where in ("url", "header")
    return is_whole and (finding.where, finding.header, finding.fix) == (other.where, other.header, other.fix)


def _counted(findings: Iterable[Finding]) -> Counter[_Kind]:
    found: Counter[_Kind] = Counter()
    for finding in findings:
        found[_kind_of(finding)] += finding.count
    return found


def _kind_of(finding: Finding) -> _Kind:
    place = None if finding.path is None else finding.path.shape()
    return finding.rule.code, finding.side, finding.where, place, finding.param, finding.header


def _is_gone(finding: Finding, before: Counter[_Kind], after: Counter[_Kind]) -> bool:
    """Tell whether a finding is gone and no new one has appeared."""
    kind = _kind_of(finding)
    return after[kind] < before[kind] and after <= before
