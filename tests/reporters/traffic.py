"""A small run of made-up traffic that every reporter shows, and generated runs with hostile text in every slot."""

from __future__ import annotations

import io
import json

from attrs import evolve, frozen
from hypothesis import strategies as st

from salesiq_validate.exchange import UNRECORDED, Document, Exchange, Form, Origin, Request, Response
from salesiq_validate.finding import Basis, Display, Finding, Report, Rule, SalesIQError, Severity, Side
from salesiq_validate.keypath import KeyPath
from salesiq_validate.reporters import ReportOptions, make_reporter
from salesiq_validate.run.results.summary import Summary

MISSING = Rule("SIQ402", "missing-json-key", Severity.ERROR, doc="Report a key that is required and absent.")
UNKNOWN = Rule("SIQ404", "unknown-json-key", Severity.WARNING, doc="Report a key that no page lists.")
CONTENT_TYPE = Rule("SIQ205", "wrong-content-type", Severity.ERROR, doc="Report a content type that SalesIQ refuses.")
STATUS = Rule("SIQ503", "unexpected-status", Severity.INFO, doc="Report an HTTP status other than 200.")
REFUSED = Rule("SIQ601", "refused", Severity.ERROR, doc="Report a refusal and where it points.")
UNREADABLE = Rule("SIQ001", "unreadable-entry", Severity.ERROR, doc="Report an entry that cannot be read.")

INVALID_STREAM = "Either the input stream is invalid or absent"
PATH = KeyPath.parse("operators[1].name")


@frozen
class Judgement:
    """One step of a run: an exchange with its report, or a finding on an entry, or a skipped entry."""

    exchange: Exchange | None = None
    report: Report | None = None
    findings: tuple[Finding, ...] | None = None
    entry_finding: Finding | None = None


def department(number: int) -> Exchange:
    body = {"name": "Support", "operators": [{"name": "Ada"}, {"role": "admin", "nickname": "countess"}]}
    refusal = {"error": {"code": 1015, "message": INVALID_STREAM, "json_key": str(PATH)}}
    return Exchange(
        Request(
            "POST",
            "https://salesiq.example.com/api/v2/example/departments",
            (("Content-Type", "text/plain"),),
            json.dumps(body).encode(),
        ),
        Response(200, (), json.dumps(refusal).encode()),
        Origin("traffic.jsonl", number, number + 1, f"req-{number}"),
        time=f"2026-11-23T10:{number:02}:00Z",
    )


def refused_department(number: int) -> Judgement:
    exchange = department(number)
    error = SalesIQError(1015, INVALID_STREAM, json_key=str(PATH))
    common = {"operation": "create_department", "origin": exchange.origin}
    missing = Finding(
        MISSING,
        Severity.ERROR,
        Side.REQUEST,
        "body",
        "a required key is absent",
        path=PATH,
        error=error,
        alternatives=(1011,),
        hint="name is required for every operator",
        **common,
    )
    unknown = Finding(
        UNKNOWN,
        Severity.WARNING,
        Side.REQUEST,
        "body",
        "no page lists this key",
        basis=Basis.INFERRED,
        path=KeyPath(("operators", 1, "nickname")),
        shown=Display(KeyPath(("operators", 1, "<key>"))),
        shape="a string of 8 characters",
        **common,
    )
    refused = Finding(
        REFUSED,
        Severity.ERROR,
        Side.RESPONSE,
        "envelope",
        "SalesIQ refused the request: a part of its body is absent or unusable",
        path=PATH,
        error=error,
        **common,
    )
    return Judgement(exchange, Report((missing, unknown, refused), "create_department", refused_with=1015))


def run_of_judged() -> list[Judgement]:
    """Two refused requests, one with a wrong header, a clean one, one known to a baseline, and two odd entries."""
    wrong_type = department(3)
    header = Finding(
        CONTENT_TYPE,
        Severity.ERROR,
        Side.REQUEST,
        "header",
        "this content type is none that SalesIQ reads",
        operation="create_department",
        header="Content-Type",
        error=SalesIQError(1054, "Invalid header value", header="Content-Type"),
        hint="send application/json",
        origin=wrong_type.origin,
    )
    behind = evolve(refused_department(3).report.findings[0], origin=wrong_type.origin)
    clean = Exchange(
        Request("GET", "https://salesiq.example.com/api/v2/example/operators"),
        Response(204, (), b""),
        Origin("traffic.jsonl", 4, 5, "req-4"),
        time="2026-11-23T11:40:00Z",
    )
    status = Finding(
        STATUS,
        Severity.INFO,
        Side.RESPONSE,
        "status",
        "the HTTP status is not 200",
        operation="list_operators",
        origin=clean.origin,
    )
    unreadable = Finding(
        UNREADABLE,
        Severity.ERROR,
        Side.RECORDING,
        "entry",
        "the line is no JSON",
        origin=Origin("traffic.jsonl", 6, 7),
    )
    known = refused_department(5)
    return [
        refused_department(1),
        refused_department(2),
        Judgement(wrong_type, Report((header, behind), "create_department")),
        Judgement(clean, Report((status,), "list_operators")),
        evolve(known, findings=known.report.findings[:1]),
        Judgement(),
        Judgement(entry_finding=unreadable),
    ]


def summary_of(run, **options) -> Summary:
    summary = Summary(**options)
    for judged in run:
        feed(summary, judged)
    return summary


def feed(summary: Summary, judged: Judgement) -> None:
    if judged.entry_finding is not None:
        summary.add_entry_finding(judged.entry_finding)
    elif judged.exchange is None:
        summary.add_skipped()
    else:
        summary.add(judged.exchange, judged.report, findings=judged.findings)


def show(name: str, run, *, stream: io.TextIOBase | None = None, **options) -> str:
    """What a reporter writes about a run."""
    stream = stream or io.StringIO()
    reporter = make_reporter(name, stream, ReportOptions(**options))
    reporter.start()
    for judged in run:
        if judged.entry_finding is not None:
            reporter.add(None, (judged.entry_finding,), None)
        elif judged.exchange is not None:
            findings = judged.report.findings if judged.findings is None else judged.findings
            reporter.add(judged.exchange, findings, judged.report)
    reporter.finish(summary_of(run, show_values=options.get("show_values", False)))
    return stream.getvalue() if isinstance(stream, io.StringIO) else ""


# --- generated runs -------------------------------------------------------------------------------------------------

#: What breaks terminals, logs, XML, HTML, Markdown and JSON.
HOSTILE = st.one_of(
    st.sampled_from(
        [
            "::error::owned",
            "\n::set-output name=x::y",
            "##[set-env name=PATH;]x",
            "##vso[task.setvariable]x",
            "\x1b[2J\x1b]52;c;eA==\x07",
            "\u202egnp.exe",
            "\u2028\u2029\x85",
            "</script><script>alert(1)</script>",
            "<!--<script>",
            "]]>",
            "<img src=x onerror=alert(1)>",
            "| a | b |\n|---|---|",
            "`` ` ``` ~~~",
            "[click](javascript:alert(1)) @everyone #1",
            "=cmd|'/c calc'!A1",
            "\ud800",
            "\udc80\udfff",
            "\x00\x0b\x7f\x9b31m",
            "\ufffe\uffff",
            "%0A%0D::error",
            "&lt;&amp;\"'",
            "a" * 300,
            "",
        ]
    ),
    st.text(alphabet=st.characters(exclude_categories=()), max_size=12),
)
TEXT_OR_NONE = st.none() | HOSTILE
SEGMENT = st.one_of(HOSTILE, st.integers(0, 3))
PATHS = st.none() | st.lists(SEGMENT, max_size=4).map(KeyPath)
RULES = st.sampled_from([MISSING, UNKNOWN, CONTENT_TYPE, STATUS, REFUSED])
ERRORS = st.none() | st.builds(
    SalesIQError, st.integers(-5, 70_000), HOSTILE, json_key=TEXT_OR_NONE, param=TEXT_OR_NONE, header=TEXT_OR_NONE
)
ORIGINS = st.none() | st.builds(
    Origin, TEXT_OR_NONE, st.none() | st.integers(0, 50), st.none() | st.integers(1, 50), TEXT_OR_NONE
)


@st.composite
def findings(draw):
    path = draw(PATHS)
    return draw(
        st.builds(
            Finding,
            RULES,
            st.sampled_from(Severity),
            st.sampled_from(Side),
            st.sampled_from(["url", "header", "param", "body", "envelope", "status", "entry"]),
            HOSTILE,
            basis=st.sampled_from(Basis),
            operation=st.none() | st.sampled_from(["create_department", "list_operators"]),
            path=st.just(path),
            param=TEXT_OR_NONE,
            header=TEXT_OR_NONE,
            shape=TEXT_OR_NONE,
            error=ERRORS,
            alternatives=st.lists(st.integers(1000, 1060), max_size=3).map(tuple),
            hint=TEXT_OR_NONE,
            origin=ORIGINS,
            shown=st.none() | st.builds(Display, st.just(_as_shown(path)), st.none() | st.just("<key>"), ERRORS),
        )
    )


def _as_shown(path: KeyPath | None) -> KeyPath | None:
    return path and KeyPath(tuple(segment if isinstance(segment, int) else "<key>" for segment in path.segments))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | HOSTILE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(HOSTILE, inner, max_size=3),
    max_leaves=8,
)
BODIES = st.one_of(
    st.none(),
    st.just(UNRECORDED),
    st.binary(max_size=20),
    JSON.map(Document),
    JSON.map(lambda value: json.dumps(value).encode()),
    st.lists(st.tuples(HOSTILE, HOSTILE), max_size=2).map(Form),
)
TIMES = st.none() | st.datetimes().map(lambda moment: moment.isoformat()) | HOSTILE


@st.composite
def judged(draw):
    if draw(st.booleans()):
        return draw(st.just(Judgement()) | st.builds(lambda finding: Judgement(entry_finding=finding), findings()))
    found = tuple(draw(st.lists(findings(), max_size=3)))
    exchange = Exchange(
        draw(st.none() | st.builds(Request, HOSTILE, HOSTILE, body=BODIES)),
        draw(st.none() | st.builds(Response, st.none() | st.integers(100, 599), body=BODIES)),
        draw(ORIGINS),
        draw(TIMES),
    )
    operation = draw(st.none() | st.sampled_from(["create_department", "list_operators"]))
    counting = draw(st.none() | st.just(found[:1]))
    refused_with = draw(st.none() | st.integers(-5, 70_000))
    return Judgement(exchange, Report(found, operation, refused_with=refused_with), counting)


RUNS = st.lists(judged(), max_size=4)
