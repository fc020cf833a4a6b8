"""Reporters show findings, each in a format for one kind of reader; they decide nothing.

A reporter writes to one text stream during the run. To add a reporter, add a module here and its name below.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Protocol, TextIO

from attrs import field, frozen

from salesiq_validate.exceptions import UnknownName
from salesiq_validate.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping, Sequence

    from salesiq_validate.contract.errors import CatalogueEntry
    from salesiq_validate.exchange import Exchange, Origin
    from salesiq_validate.finding import Finding, Report, Rule
    from salesiq_validate.run.results.summary import Summary
    from salesiq_validate.validator import Validator


@frozen(kw_only=True, eq=False, repr=False)
class ReportOptions:
    """The options of every reporter."""

    #: Write ANSI colours; only for a terminal.
    color: bool = False
    #: Write hyperlinks; only for a terminal that supports them.
    links: bool = False
    #: Columns of the terminal.
    width: int = 80
    #: Show the payload values at faults and names that no schema lists; secrets and personal data are still replaced.
    show_values: bool = False
    #: The lowest severity that fails a run, None for never.
    fail_on: Severity | None = Severity.ERROR
    #: The documentation page of an operation, by operationId.
    pages: Mapping[str, str] = field(factory=dict)
    #: The path template of an operation, by operationId.
    paths: Mapping[str, str] = field(factory=dict)
    #: Operations whose repetition has no further effect, by operationId.
    repeatable: Container[str] = frozenset()
    #: What we know about SalesIQ's error codes.
    errors: Mapping[int, CatalogueEntry] = field(factory=dict)
    #: Every rule that may run, for formats that list rules.
    rules: Sequence[Rule] = ()
    #: Member names that schemas list, and that may be shown.
    listed_names: Container[str] = frozenset()
    #: Facts about the run for a page that people share: the name of each fact, and the fact.
    facts: Callable[[], Sequence[tuple[str, str]]] | None = None
    #: Returns at the end which parts of the contract the traffic exercised.
    coverage: Callable[[Summary], Sequence[CoverageRow]] | None = None
    #: Returns at the end where server and contract disagree.
    drift: Callable[[], Sequence[DriftRow]] | None = None

    @classmethod
    def about(cls, validator: Validator, **more: Any) -> ReportOptions:
        """Return options with the operations and codes of a validator's contract."""
        known = validator.operations
        return cls(
            pages={operation.id: operation.source for operation in known},
            paths={operation.id: operation.path for operation in known if operation.path is not None},
            repeatable=frozenset(operation.id for operation in known if operation.is_repeatable),
            errors=validator.errors,
            **more,
        )


@frozen(kw_only=True, eq=False, repr=False)
class CoverageRow:
    """How many things of one kind in the contract the traffic exercised."""

    #: "operations", "error codes", "scopes".
    kind: str
    seen: int
    total: int
    #: Names of those that did not occur, in a form that may be shown.
    missing: Sequence[str] = ()


@frozen(kw_only=True, eq=False, repr=False)
class DriftRow:
    """Where server and contract disagreed, and how often; everything in it may be shown."""

    #: operationId, None if no operation matches.
    operation: str | None
    #: "accepted", "unknown-code".
    kind: str
    #: The same in words for people.
    words: str
    #: As in a finding: "body", "envelope".
    where: str
    #: The KeyPath's shape: "operators[*].name".
    json_key: str | None = None
    param: str | None = None
    header: str | None = None
    #: SalesIQ's code, received or predicted.
    code: int | None = None
    count: int
    first: Origin | None

    @property
    def place(self) -> str:
        """The place in words: `body operators[*].name`."""
        name = self.json_key or self.param or self.header
        return f"{self.where} {name}" if name else self.where


class Reporter(Protocol):
    """Shows one run: `start`, `add` for each exchange or unreadable entry, `finish`."""

    def start(self) -> None:
        """Write the part before the findings."""
        ...

    def add(self, exchange: Exchange | None, findings: Sequence[Finding], report: Report | None) -> None:
        """Take the findings on one exchange.

        Arguments:
            exchange: None for an unreadable entry.
            findings: the findings that count; a baseline knows the report's other findings.
            report: None if the exchange is None.
        """
        ...

    def finish(self, summary: Summary) -> None:
        """Write the rest; the stream stays open."""
        ...


class ReporterMaker(Protocol):
    """Makes a reporter that writes to a stream."""

    def __call__(self, stream: TextIO, options: ReportOptions) -> Reporter: ...


@frozen
class Format:
    """A format of reports."""

    #: The module in this package, imported only when it is needed, so that nobody waits for the others.
    module: str
    #: The class in it, a `ReporterMaker`.
    maker: str
    #: Whether it needs only the summary, so that we need not pass findings to it.
    from_summary: bool = field(default=False, kw_only=True)
    #: Whether it shows drift; some formats have no place for it.
    shows_drift: bool = field(default=False, kw_only=True)
    #: Whether it says which fixes are sure, so that we have to try them.
    shows_fixes: bool = field(default=False, kw_only=True)


#: Every format, by the name that `--format` takes.
REPORTERS: Final[Mapping[str, Format]] = {
    "text": Format("text", "TextReporter", from_summary=True, shows_drift=True),
    "json": Format("json_document", "JsonReporter", shows_drift=True, shows_fixes=True),
    "jsonl": Format("jsonl", "JsonLinesReporter", shows_drift=True, shows_fixes=True),
    "sarif": Format("sarif", "SarifReporter"),
    "junit": Format("junit", "JUnitReporter", from_summary=True),
    "github": Format("github", "GitHubReporter", from_summary=True),
    "gitlab": Format("gitlab", "GitLabReporter", from_summary=True),
    "markdown": Format("markdown", "MarkdownReporter", from_summary=True, shows_drift=True),
    "html": Format("html_page", "HtmlReporter", shows_drift=True),
}


def make_reporter(name: str, stream: TextIO, options: ReportOptions | None = None) -> Reporter:
    """Return the reporter of a format.

    Raises:
        UnknownName: there is no such format.
    """
    if name not in REPORTERS:
        raise UnknownName("format", name, tuple(REPORTERS))
    format_ = REPORTERS[name]
    make: ReporterMaker = getattr(import_module(f"{__name__}.{format_.module}"), format_.maker)
    return make(stream, options or ReportOptions())
