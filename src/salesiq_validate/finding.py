"""Findings and reports: what is wrong with an exchange, where, how sure we are, and what SalesIQ answers.

SalesIQ's codes (1007) and our rules (SIQ403) are different types and never share a field.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from attrs import evolve, field, frozen

from salesiq_validate.exceptions import SalesIQValidateError

if TYPE_CHECKING:
    from salesiq_validate.exchange import Origin
    from salesiq_validate.keypath import KeyPath

Where: TypeAlias = Literal["url", "header", "param", "body", "envelope", "status", "entry"]


class Severity(enum.Enum):
    """How bad a finding is; severities compare: `Severity.ERROR > Severity.WARNING > Severity.INFO`."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        return _RANKS[self]

    def __lt__(self, other: Severity) -> bool:
        return _RANKS[self] < _RANKS[other]

    def __le__(self, other: Severity) -> bool:
        return _RANKS[self] <= _RANKS[other]

    def __gt__(self, other: Severity) -> bool:
        return _RANKS[self] > _RANKS[other]

    def __ge__(self, other: Severity) -> bool:
        return _RANKS[self] >= _RANKS[other]

    def __str__(self) -> str:
        return self.value


_RANKS = {Severity.INFO: 0, Severity.WARNING: 1, Severity.ERROR: 2}


class Basis(enum.Enum):
    """How sure the fact behind a finding is. Users can change severities, but not the basis."""

    #: A page states it, or the reference's navigation lists it.
    DOCUMENTED = "documented"
    #: A page only shows it.
    EXAMPLE = "example"
    #: Concluded from similar operations, from silence or from public client code; the finding is at most a warning.
    INFERRED = "inferred"

    def __str__(self) -> str:
        return self.value


class Side(enum.Enum):
    """The part of an exchange that a finding is about."""

    REQUEST = "request"
    RESPONSE = "response"
    #: The recording itself: an entry cannot be read, or a limit was reached.
    RECORDING = "recording"

    def __str__(self) -> str:
        return self.value


@frozen
class Rule:
    """One documented check of ours."""

    #: "SIQ403": stable, never reused.
    code: str
    #: "wrong-json-type": accepted wherever the code is.
    name: str
    #: The default; a finding on an inferred basis is at most a warning.
    severity: Severity
    #: SalesIQ's codes that the rule predicts; empty if it predicts none.
    predicts: tuple[int, ...] = ()
    #: The rule's page in Markdown, with fixed headings: what it does, why it matters, examples, source.
    doc: str = field(default="", repr=False, eq=False)
    status: Literal["preview", "stable", "deprecated"] = "stable"
    #: The version that introduced the rule.
    since: str = "0.1"

    @property
    def summary(self) -> str:
        """The first line of the rule's page."""
        return self.doc.strip().partition("\n")[0]


@frozen(repr=False)
class SalesIQError:
    """The content of an error envelope, predicted or received from SalesIQ."""

    code: int
    message: str
    json_key: str | None = None
    param: str | None = None
    header: str | None = None
    #: Predictions only: the rank of this check among SalesIQ's checks; None if the place in the request decides.
    turn: int | None = field(default=None, eq=False, kw_only=True)

    def __repr__(self) -> str:
        # The message and the names in a server's error may repeat what was sent.
        return f"<SalesIQError {self.code}>"

    def as_envelope(self) -> dict[str, dict[str, Any]]:
        """Return the envelope in the form that SalesIQ sends; absent optional keys are left out."""
        optional = {"json_key": self.json_key, "param": self.param, "header": self.header}
        present = {key: value for key, value in optional.items() if value is not None}
        return {"error": {"code": self.code, "message": self.message, **present}}


#: The action at the place of a finding. An edit never holds a value from the payload: it says how to make the new
#: value from the present one.
EditKind: TypeAlias = Literal[
    "set-method",
    "use-https",
    "set-host",
    "set-path",
    "set-header",
    "set-scheme",
    "rename",
    "remove",
    "set",
    "remove-duplicates",
    "to-string",
    "to-json",
    "to-list",
    "to-epoch-ms",
    "to-epoch-s",
]
_HOLE: Final = re.compile(r"\{(\w+)\}")


@frozen
class Edit:
    """One change to a request, at the place of the finding that it corrects."""

    kind: EditKind
    #: The new value, from the contract. In a path or header, `{screen_name}` and `{access_token}` stand for values that
    #: only the caller knows.
    value: Any = None
    #: For each other placeholder in a path: its name, and the segment of the old path that fills it, counted from 0.
    segments: tuple[tuple[str, int], ...] = ()

    @property
    def needs(self) -> tuple[str, ...]:
        """The values that the caller must fill in."""
        if self.kind not in ("set-path", "set-header"):
            return ()
        return tuple(name for name in _HOLE.findall(self.value) if name not in dict(self.segments))


@frozen
class Fix:
    """How to correct a finding."""

    edits: tuple[Edit, ...]
    #: Whether it removes the finding, adds no other, and keeps the meaning of the request. None if the rule is sure but
    #: the fix was not tried; `Validator(try_fixes=True)` tries each fix.
    sure: bool | None = None


@frozen(repr=False)
class Display:
    """The parts of a finding in a form that may be shown: names that may be values are replaced."""

    path: KeyPath | None = None
    param: str | None = None
    error: SalesIQError | None = None


@frozen(repr=False, str=False)
class Finding:
    """One thing that is wrong, with its place and its consequence.

    Only `path`, `param` and `error` can hold parts of the payload: names, and in a received error the server's text.
    The properties `json_key`, `shown_param` and `shown_error` are safe to show. They replace a name by `<key>` if no
    schema lists it and it does not look like code.
    """

    rule: Rule
    severity: Severity
    side: Side
    where: Where
    #: What is wrong, in our words; never a value.
    message: str
    basis: Basis = Basis.DOCUMENTED
    #: operationId; None if no operation matches.
    operation: str | None = None
    #: The place in the body of the request or response.
    path: KeyPath | None = None
    #: The query parameter or form field.
    param: str | None = None
    #: The header's name.
    header: str | None = None
    #: The kind and size of the value at that place, without the value: "a string of 12 characters".
    shape: str | None = None
    #: The code that SalesIQ answers, or would answer if this were the only finding.
    error: SalesIQError | None = None
    #: Other SalesIQ codes that are possible.
    alternatives: tuple[int, ...] = ()
    #: What to do next, often the nearest documented name.
    hint: str | None = None
    origin: Origin | None = None
    #: Path, param and error as they may be shown; None if they may be shown as they are.
    shown: Display | None = None
    #: How many findings of this kind it stands for: more than one if a body has more than `Limits.max_findings`.
    count: int = 1
    #: How to correct the request, if that is known.
    fix: Fix | None = None

    @property
    def shown_path(self) -> KeyPath | None:
        """The place inside the body as it may be shown."""
        return self.path if self.shown is None else self.shown.path

    @property
    def json_key(self) -> str | None:
        """The place inside the body, in SalesIQ's syntax, as it may be shown."""
        shown = self.shown_path
        return None if shown is None else str(shown)

    @property
    def pointer(self) -> str | None:
        """The place inside the body as an RFC 6901 JSON Pointer, as it may be shown."""
        shown = self.shown_path
        return None if shown is None else shown.to_pointer()

    @property
    def shown_param(self) -> str | None:
        """The parameter's name as it may be shown."""
        return self.param if self.shown is None else self.shown.param

    @property
    def shown_error(self) -> SalesIQError | None:
        """The predicted or received error as it may be shown."""
        return self.error if self.shown is None else self.shown.error

    @property
    def path_shape(self) -> str | None:
        """`operators[*].name`: the place without indices, by which findings are grouped."""
        shown = self.shown_path
        return None if shown is None else shown.shape()

    @property
    def fingerprint(self) -> str:
        """16 hex digits that stay the same between runs: built without values, lines and indices."""
        code = self.error.code if self.error is not None and self.where == "envelope" else ""
        parts = (
            self.rule.code,
            self.operation or "",
            self.side.value,
            self.where,
            self.path_shape or "",
            self.shown_param or "",
            (self.header or "").lower(),
            str(code),
        )
        import hashlib  # here, because only machine formats and baselines ask for it

        return hashlib.sha256("\x1f".join(parts).encode("utf-8", "backslashreplace")).hexdigest()[:16]

    @property
    def location(self) -> str:
        """The place in words: `body operators[1].name`, `header Content-Type`, `url`."""
        name = self.json_key if self.path is not None else self.shown_param or self.header
        return f"{self.where} {name}" if name else self.where

    def as_error(self) -> dict[str, dict[str, Any]] | None:
        """Return the error envelope that SalesIQ would send (or sent) for this finding alone, or None."""
        return None if self.error is None else self.error.as_envelope()

    def __str__(self) -> str:
        answer = f" [SalesIQ {self.error.code}]" if self.error is not None else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.rule.code} {self.severity} {self.location}: {self.message}{answer}{hint}"

    def __repr__(self) -> str:
        return f"<Finding {self.rule.code} {self.severity} {self.side} {self.location}>"


#: Errors with a turn come first. The place orders the others: parameters, then the body as a whole, then its parts.
_PARAM: Final = 100
_WHOLE_BODY: Final = 101
_BODY: Final = 102


def _turn(finding: Finding) -> int:
    if finding.error is None:  # pragma: no cover - callers filter
        return _BODY
    if finding.error.turn is not None and finding.where != "body":
        return finding.error.turn
    if finding.where == "param":
        return _PARAM
    return _BODY if finding.path is not None and finding.path.segments else _WHOLE_BODY


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _as_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(findings)


@frozen(repr=False)
class Report:
    """The findings on one exchange. A report with errors is false: `if not report: ...`."""

    #: In the order of `reply`: URL, headers, parameters in query order, body in document order, then the response.
    findings: tuple[Finding, ...] = field(default=(), converter=_as_findings)
    #: operationId of the operation by which the request was judged; None if none matches.
    operation: str | None = None
    #: The code of SalesIQ's refusal, intended or not; 0 if the refusal has no code, None if there is no refusal.
    refused_with: int | None = field(default=None, kw_only=True)

    @property
    def ok(self) -> bool:
        """True if there is no error; there may be warnings."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity is Severity.WARNING)

    @property
    def reply_finding(self) -> Finding | None:
        """The finding that SalesIQ would report; None if it would accept the request."""
        candidates = [
            finding
            for finding in self.findings
            if finding.side is Side.REQUEST and finding.severity is Severity.ERROR and finding.error is not None
        ]
        return min(candidates, key=_turn, default=None)

    @property
    def reply(self) -> SalesIQError | None:
        """The single error SalesIQ would send, or None; `reply.as_envelope()` is its JSON."""
        finding = self.reply_finding
        return None if finding is None else finding.error

    def with_all_names(self) -> Report:
        """Return the report with every name shown: the author of a request needs the names to find the mistakes."""
        findings = [finding if finding.shown is None else evolve(finding, shown=None) for finding in self.findings]
        return evolve(self, findings=findings)

    def raise_for_errors(self) -> None:
        """Raise an exception if there are errors.

        Raises:
            InvalidExchange: there are errors; its text lists them, and it holds this report.
        """
        if not self.ok:
            raise InvalidExchange(self)

    def __bool__(self) -> bool:
        return self.ok

    def __str__(self) -> str:
        about = f" in {self.operation}" if self.operation else ""
        return "\n".join([f"{_counted(len(self.findings), 'finding')}{about}", *(f"  {one}" for one in self.findings)])

    def __repr__(self) -> str:
        errors, findings = _counted(len(self.errors), "error"), _counted(len(self.findings), "finding")
        return f"<Report: {errors}, {findings}, operation {self.operation}>"


class InvalidExchange(SalesIQValidateError):
    """An exchange has errors, or findings of a lower severity that the caller chose to count.

    Its text lists each of these findings with its place and SalesIQ's answer, and shows no payload values.

    Attributes:
        report: the report on the exchange.
        least: the lowest severity that counts.
    """

    def __init__(self, report: Report, least: Severity = Severity.ERROR) -> None:
        super().__init__(report, least)
        self.report = report
        self.least = least

    def __str__(self) -> str:
        found = [finding for finding in self.report.findings if finding.severity >= self.least]
        head = _counted(len(found), "error" if self.least is Severity.ERROR else "finding")
        operation = f" in {self.report.operation}" if self.report.operation else ""
        return "\n".join([f"{head}{operation}:", *(f"  {finding}" for finding in found)])
