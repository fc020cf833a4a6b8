"""Linter: findings on the calls, the scopes and the secrets in a source file."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from attrs import define, evolve

from salesiq_validate.contract.known_mistakes import invented_scopes
from salesiq_validate.exchange import UNRECORDED, Document, Exchange, Origin, Request
from salesiq_validate.finding import Basis, Finding, Report, Severity, Side
from salesiq_validate.rules.body import missing_json_key, unknown_json_key
from salesiq_validate.rules.params import undocumented_param
from salesiq_validate.rules.practice import secret_in_source, token_in_url, unknown_scope
from salesiq_validate.rules.registry import RULE_OF
from salesiq_validate.rules.url import malformed_path_id, other_data_centre, unknown_method, wrong_method
from salesiq_validate.run.steps import Judgement
from salesiq_validate.sources.addresses import FILLING, Target, target_of
from salesiq_validate.sources.calls import Calls
from salesiq_validate.sources.code import Code
from salesiq_validate.sources.commands import addresses_in, curls_in, requests_in
from salesiq_validate.sources.details import UNSEEN, SourceCall
from salesiq_validate.sources.languages import SCRIPTS, TEXTS, ending_of, language_of

if TYPE_CHECKING:
    from types import ModuleType

    from salesiq_validate.validator import Validator

#: Takes the place of an unknown token.
_ANY_TOKEN: Final = "1000.0123abcd0123abcd.4567cdef4567cdef"  # noqa: S105 - made up
_FENCE: Final = re.compile(
    r"^[ \t]*(```+|~~~+)[ \t]*([\w+#.-]*)[^\n]*\n([\s\S]*?)(?:^[ \t]*\1[ \t]*$|\Z)", re.MULTILINE
)
_IGNORE: Final = re.compile(r"salesiq-validate:\s*ignore\b([ \t:=,]*(?:SIQ\d+|[a-z]+(?:-[a-z]+)+))*")
_SCOPE: Final = re.compile(r"\b(Zoho)?SalesIQ\.([A-Za-z_]+)\.([A-Za-z]+)\b")
_ACTIONS: Final = re.compile(r"(?i)(READ|CREATE|UPDATE|DELETE|ALL)|WRITE|MANAGE|EDIT|LIST|VIEW")
#: Scopes whose resource no operation has, although pages or public code name them.
_DOUBTFUL: Final = frozenset({"counts", "chatdetails", "chattranscript", "chattranscripts"})
_SECRET: Final = re.compile(
    r"(?<![0-9a-f.])1\d{3}\.([0-9a-f]{32})\.([0-9a-f]{32})(?![0-9a-f])|(?i:client_?secret)\W{1,6}([0-9a-f]{40,64})(?![0-9a-f])"
)
_EVIDENCE: Final = re.compile(
    r"(?i)/(?:api|visitor|rest\w*)/|salesiq\.[a-z_]+\.[a-z]|salesiq/|zohoapis|client_?secret|/v\d"
)
_SCHEME: Final = re.compile(r"[A-Za-z][\w-]*")
_ACCOUNTS: Final = re.compile(r"https?://(accounts\.zoho[\w.]*[a-z])")
_TEST_FILE: Final = re.compile(
    r"(?i)(?:^|/)(?:tests?_[^/]*|conftest\.py|[^/]*[._-](?:test|spec)s?\.[a-z]+|[^/]*Tests?\.[a-z]+|(?:__)?(?:tests?|mocks?|fixtures)(?:__)?/.*)$"
)
_LEAST_DIGITS: Final = 8


def is_of_interest(text: str) -> bool:
    """Tell whether a file may hold a call."""
    lower = text.lower()
    return "salesiq" in lower and "zoho" in lower and _EVIDENCE.search(text) is not None


@define(eq=False)
class Source:
    """One source file."""

    name: str
    text: str
    validator: Validator

    def steps(self) -> Iterator[Judgement]:
        """Judge the file."""
        findings = list(self._secrets())
        if is_of_interest(self.text):
            calls = list(self.calls())
            findings += [*self._scopes(), *self._centres(calls)]
            told: set[tuple[object, ...]] = set()
            for call in calls:
                if (judged := self._judge(call)) is not None:
                    exchange, report = judged
                    new = [one for one in report.findings if (one.rule, one.origin, one.location) not in told]
                    told.update((one.rule, one.origin, one.location) for one in new)
                    new = [one for one in new if not self._is_ignored(one)]
                    yield Judgement(exchange, evolve(report, findings=new), new)
        settings = self.validator.settings
        for finding in findings:
            if settings.runs(finding.rule) and not self._is_ignored(finding):
                severity = settings.severities_of([finding.rule]).get(finding.rule.code, finding.severity)
                yield Judgement(None, None, (evolve(finding, severity=severity),))

    def calls(self) -> Iterator[SourceCall]:
        """Yield the calls in the file, or in the blocks of its text."""
        ending = ending_of(self.name)
        is_test = _TEST_FILE.search(self.name) is not None
        if not TEXTS.fullmatch(ending):
            yield from _calls(ending, self.text, is_test=is_test)
        for fence in _FENCE.finditer(self.text) if TEXTS.fullmatch(ending) else ():
            for call in _calls(fence[2].lower() or "http", fence[3], is_test=is_test, is_page=True):
                yield call.moved(fence.start(3))

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.text))]

    def _origin(self, place: int) -> Origin:
        line = bisect_right(self._lines, place)
        return Origin(self.name, line=line, column=place - self._lines[line - 1] + 1)

    def _is_ignored(self, finding: Finding) -> bool:
        line = finding.origin.line if finding.origin is not None and finding.origin.line is not None else 1
        bounds = [*self._lines[line - 1 : line + 1], len(self.text)]
        comment = _IGNORE.search(self.text, bounds[0], bounds[1])
        names = re.split(r"[\s:=,]+", comment[0].partition("ignore")[2].strip(" \t:=,")) if comment is not None else []
        return comment is not None and (names == [""] or finding.rule.code in names or finding.rule.name in names)

    # -- calls

    def _judge(self, call: SourceCall) -> tuple[Exchange, Report] | None:
        router = self.validator.router
        words = (call.authorization or "").split()
        if not words[1:] or not _SCHEME.fullmatch(words[0]):  # an unknown scheme, or a placeholder
            words = []
        if call.guess is not None and not (
            re.search("(?i)siq", call.guess)
            and ("zoho" in call.guess.lower() or words[:1] == [router.servers.authorization.scheme])
        ):
            return None
        target = target_of(call, router)
        if target is None:
            return None
        headers = [("Authorization", " ".join([*words[:-1], _ANY_TOKEN]))] if words else []
        body = Document(_filled(call.body)) if isinstance(call.body, dict) and target.is_sure else UNRECORDED
        request = Request(target.method, target.url, headers, body, unrecorded_headers=frozenset({"*"}))
        report = self.validator.check(Exchange(request))
        findings = [self._placed(one, call) for one in report.findings if _holds(one, call, target)]
        if call.guess is not None:
            findings = [evolve(one, severity=min(one.severity, Severity.WARNING)) for one in findings]
        return Exchange(Request(target.method, target.url.partition("?")[0]), origin=self._origin(call.place)), evolve(
            report, findings=findings
        )

    def _placed(self, finding: Finding, call: SourceCall) -> Finding:
        place = call.place
        if finding.where == "header":
            place = call.authorization_place
        elif finding.where == "param":
            place = next((at for name, _, at in call.params if name == finding.param), place)
        elif finding.where == "body" and finding.path is not None and finding.path.segments:
            place = call.keys.get(str(finding.path.segments[0]), place)
        return evolve(finding, origin=self._origin(place), shape=None)

    # -- findings without a call

    def _finding(
        self, module: ModuleType, place: int, message: str, hint: str | None = None, where: Any = "entry"
    ) -> Finding:
        return Finding(
            RULE_OF[module],
            Severity.WARNING,
            Side.REQUEST,
            where,
            message,
            Basis.INFERRED,
            hint=hint,
            origin=self._origin(place),
        )

    def _secrets(self) -> Iterator[Finding]:
        for found in _SECRET.finditer(self.text):
            if all(
                len(set(part)) >= _LEAST_DIGITS and "0123456789" not in part for part in found.groups() if part
            ) and (found[1] or is_of_interest(self.text)):
                what = "a token" if found[1] else "a client secret"
                yield self._finding(
                    secret_in_source,
                    found.start(1 if found[1] else 3),
                    f"the source contains {what} that looks real",
                    "revoke it, and read it from the environment",
                )

    def _scopes(self) -> Iterator[Finding]:
        language = language_of(ending_of(self.name))
        if _SCOPE.search(self.text) is None or _TEST_FILE.search(self.name):
            return
        strings = re.finditer(r"^[ \t]*(?!#[^#]|//)\S.*$", self.text, re.MULTILINE)
        ranges = [found.span() for found in strings]
        if language is not None:
            code = Code(self.text, language)
            ranges = [
                (code.starts[token], code.ends[token])
                for token, kind in enumerate(code.kinds)
                if kind == "s" and not code.is_docstring(token)
            ]
        needed = {scope for operation in self.validator.operations for way in operation.scopes for scope in way}
        known = {scope.lower().split(".")[-2] for scope in needed} | _DOUBTFUL
        for start, end in ranges:
            for found in _SCOPE.finditer(self.text, start, end):
                action = _ACTIONS.fullmatch(found[3])
                if action is not None and (found[1] or found[2].lower() not in known or not action[1]):
                    meant = invented_scopes().get(found[2].lower(), found[2])
                    yield self._finding(
                        unknown_scope,
                        found.start(),
                        "no documented operation needs this scope",
                        f"the nearest is SalesIQ.{meant}.{action[1] or 'UPDATE'}",
                    )

    def _centres(self, calls: list[SourceCall]) -> Iterator[Finding]:
        servers = self.validator.router.servers
        accounts = {centre["accounts"]: centre["code"] for centre in servers.document["data_centres"]}
        granting = {accounts[found[1]] for found in _ACCOUNTS.finditer(self.text) if found[1] in accounts}
        called = [
            (call.place, servers.by_host[host].data_center)
            for call in calls
            if (host := call.url.partition("//")[2].partition("/")[0]) in servers.by_host
        ]
        if len(granting) == 1 and len({centre for _, centre in called}) == 1 and called[0][1] not in granting:
            yield self._finding(
                other_data_centre,
                called[0][0],
                f"the call goes to the data centre {called[0][1]}, but the token is from {min(granting)}",
                where="url",
            )


def _calls(ending: str, text: str, *, is_test: bool, is_page: bool = False) -> Iterator[SourceCall]:
    language = language_of(ending)
    if language is not None:
        yield from Calls(text, language, is_test=is_test, is_page=is_page).calls()
    elif SCRIPTS.fullmatch(ending):
        yield from curls_in(text)
        yield from requests_in(text)
        yield from addresses_in(text)


def _filled(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _filled(member) for key, member in value.items()}
    return FILLING if value is UNSEEN else [_filled(item) for item in value] if isinstance(value, list) else value


def _holds(finding: Finding, call: SourceCall, target: Target) -> bool:
    """Tell whether a finding depends only on values that the source shows."""
    rule = finding.rule
    if rule in (RULE_OF[wrong_method], RULE_OF[unknown_method]):
        return target.is_sent
    if finding.where == "param":
        return rule in (RULE_OF[undocumented_param], RULE_OF[token_in_url]) or (
            finding.param not in target.unseen and f"{finding.param}=" in target.url
        )
    if finding.where != "body":
        return rule is not RULE_OF[malformed_path_id] and finding.where in ("url", "header")
    if rule is RULE_OF[unknown_json_key] or rule is RULE_OF[missing_json_key]:
        return rule is RULE_OF[unknown_json_key] or call.is_whole
    segments, value = finding.path.segments if finding.path is not None else (), call.body
    for segment in segments:
        is_there = segment in value if isinstance(value, dict) else isinstance(segment, int) and isinstance(value, list)
        value = value[segment] if is_there else UNSEEN
    return bool(segments) and FILLING not in str(_filled(value))
