"""Reporters show findings, each in the format of one kind of reader; they decide nothing.

A reporter is made for one text stream and writes as it goes. Adding one is adding a module here and its name below.
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

    #: Write ANSI colours; for a terminal only.
    color: bool = False
    #: Write hyperlinks; for a terminal that knows them only.
    links: bool = False
    #: Columns of the terminal.
    width: int = 80
    #: Show the payload values at faults, secrets and personal data still replaced, and names that no schema lists.
    show_values: bool = False
    #: From which severity on findings fail a run, None for never.
    fail_on: Severity | None = Severity.ERROR
    #: The documentation page of an operation, by operationId.
    pages: Mapping[str, str] = field(factory=dict)
    #: The path template of an operation, by operationId.
    paths: Mapping[str, str] = field(factory=dict)
    #: Operations that may be called twice and do no more than once, by operationId.
    repeatable: Container[str] = frozenset()
    #: What is known of SalesIQ's error codes.
    errors: Mapping[int, CatalogueEntry] = field(factory=dict)
    #: Every rule that may run, for formats that list them.
    rules: Sequence[Rule] = ()
    #: Member names that schemas list, and that may be shown.
    listed_names: Container[str] = frozenset()
    #: What a page that is passed on says of its run: what each fact is called, and the fact.
    facts: Callable[[], Sequence[tuple[str, str]]] | None = None
    #: Tells at the end what of the contract the traffic exercised.
    coverage: Callable[[Summary], Sequence[CoverageRow]] | None = None
    #: Tells at the end where server and contract disagree.
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
    """How much of one kind of thing in the contract was exercised."""

    #: "operations", "error codes", "scopes".
    kind: str
    seen: int
    total: int
    #: Names of those that were not seen, as they may be shown.
    missing: Sequence[str] = ()


@frozen(kw_only=True, eq=False, repr=False)
class DriftRow:
    """Where server and contract disagreed, and how often; it holds nothing that may not be shown."""

    #: operationId, None where no operation matches.
    operation: str | None
    #: "accepted", "unknown-code".
    kind: str
    #: The same for people.
    words: str
    #: As of a finding: "body", "envelope".
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
            exchange: None for an entry that could not be read.
            findings: those that count; what the report has beyond them is known to a baseline.
            report: None where the exchange is.
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

    #: The module below this one, imported when the format is asked for: nobody waits for all the others.
    module: str
    #: The class in it, a `ReporterMaker`.
    maker: str
    #: Whether it is written from the summary alone, so that no finding need be handed to it.
    from_summary: bool = field(default=False, kw_only=True)
    #: Whether it shows drift; the others have no place for it.
    shows_drift: bool = field(default=False, kw_only=True)
    #: Whether it says of fixes whether they are sure, so that they have to be tried.
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
