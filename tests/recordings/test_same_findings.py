"""One set of exchanges, written in every form, gives the same report, but for what a form cannot record."""

from __future__ import annotations

import gzip
import io
import json

import pytest
from attrs import evolve
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from tests.recordings.forms import WRITERS, written

from salesiq_validate import Validator
from salesiq_validate.contract import all_operations
from salesiq_validate.contract.api_traffic import Traffic
from salesiq_validate.exchange import UNRECORDED, Exchange, Origin, Request, Response
from salesiq_validate.recordings import form_of, read
from salesiq_validate.run.results.summary import Summary
from salesiq_validate.run.steps import Judgement, judge, tell
from salesiq_validate.strategies import exchange, predictable_codes

pytest.importorskip("yaml")

VALIDATOR = Validator(strict_json=False)
OPERATIONS = [operation for operation in all_operations() if operation.path is not None]


def without_placeholder(headers):
    """A credential that is a word of nobody's is what a filter left behind."""
    return tuple((name, value) for name, value in headers if value.split()[-1:] != ["example"])


def is_text(body):
    try:
        return isinstance(body, bytes) and bool(body.decode())
    except UnicodeDecodeError:
        return False


class Recorded:
    """What a form keeps of an exchange; whatever it cannot record is not known, and so is not judged."""

    @staticmethod
    def jsonl(exchange):
        return exchange

    @staticmethod
    def har(exchange):
        # Browsers leave the bytes of uploaded files out, so nobody can tell whether they are whole.
        request = exchange.request
        if is_text(request.body) and b"filename" in request.body and "multipart/" in str(request.headers):
            request = evolve(request, body=UNRECORDED)
        return evolve(exchange, request=request)

    @staticmethod
    def vcr(exchange):
        # Filters drop credentials, and hooks all headers; a library that sends requests always sends one of these.
        request, response = exchange.request, exchange.response
        headers = without_placeholder(request.headers)
        names = {name.lower() for name, _ in headers}
        always = names & {"user-agent", "accept", "accept-encoding", "host", "connection"}
        dropped = frozenset({"authorization", "cookie", "set-cookie", "proxy-authorization"} if always else {"*"})
        request = evolve(request, headers=headers, unrecorded_headers=dropped)
        return evolve(exchange, request=request, response=response)

    @staticmethod
    def postman(exchange):
        # Headers are added when a request is sent, and bodies are texts.
        request, response = exchange.request, exchange.response
        body = request.body if request.body is None or is_text(request.body) else UNRECORDED
        headers = without_placeholder(request.headers)
        request = evolve(request, headers=headers, body=body, unrecorded_headers=frozenset({"*"}))
        if response is not None and not (response.body is None or is_text(response.body)):
            response = evolve(response, body=UNRECORDED)
        return evolve(exchange, request=request, response=response)


def fact(finding):
    """Everything that a finding says, but for where in the recording it stands."""
    return evolve(finding, origin=None)


def report_of(entries):
    """What a run tells: each exchange's findings, whatever was skipped, and the counts and groups of everything."""
    summary, told = Summary(), []

    def taken():
        for step in judge(entries, VALIDATOR):
            if isinstance(step, Judgement):
                report = step.report
                about = None if report is None else (report.operation, report.refused_with, report.reply)
                told.append((about, [fact(finding) for finding in step.findings]))
            else:
                told.append("skipped")
            yield step

    tell(taken(), summary)
    groups = [(key, group.count, group.replies, group.excerpt) for key, group in summary.groups.items()]
    return told, summary.total, summary.skipped, summary.codes, groups


@st.composite
def judged_exchanges(draw):
    """Draw an exchange of any operation: sound and accepted, wrong in one place and refused, or damaged on its way."""
    operation = draw(st.sampled_from(OPERATIONS))
    code = draw(st.none() | st.sampled_from(predictable_codes(operation)))
    item = draw(exchange(operation, code=code))
    if draw(st.integers(0, 5)):
        return item
    return draw(st.sampled_from(DAMAGES))(item)


def cut(body):
    return body[: len(body) // 2 + 1] if isinstance(body, bytes) else body


def packed(message):
    if not isinstance(message.body, bytes):
        return message
    return evolve(message, body=gzip.compress(message.body), headers=(*message.headers, ("Content-Encoding", "gzip")))


DAMAGES = [
    lambda item: evolve(item, request=evolve(item.request, body=cut(item.request.body))),
    lambda item: evolve(item, response=evolve(item.response, body=cut(item.response.body))),
    lambda item: evolve(item, request=evolve(item.request, body=None)),
    lambda item: evolve(item, response=evolve(item.response, body=None)),
    lambda item: evolve(item, response=evolve(item.response, status=500)),
    lambda item: evolve(item, request=evolve(item.request, method="PATCH")),
    lambda item: evolve(item, request=packed(item.request)),
    lambda item: evolve(item, response=packed(item.response)),
    lambda item: evolve(item, request=evolve(item.request, body=b'{"name": 012, "operators": NaN,}')),
    lambda item: evolve(item, request=evolve(item.request, body='{"nämé": "\u2028\\ud800"}'.encode())),
    lambda item: evolve(item, request=evolve(item.request, body=b"\xff\xfe{\x00}\x00")),
    lambda item: evolve(item, request=evolve(item.request, url=item.request.url + "&authtoken=a&x=%zz")),
    lambda item: evolve(item, response=None),
]

others = st.sampled_from(
    [
        Exchange(
            Request("GET", "https://cdn.example.com/api.js", {"Accept": "*/*"}),
            Response(200, {"Content-Type": "text/javascript"}, b"x"),
        ),
        Exchange(
            Request("GET", "https://salesiq.zoho.com/northwind-desk/index.do", {"Cookie": "a=b", "Host": "x"}),
            Response(200, {"Content-Type": "text/html"}, b"<html>"),
        ),
    ]
)
HEADERS = st.sampled_from(
    [(), (("User-Agent", "x/1"),), (("Host", "salesiq.zoho.com"), ("X-Own", "1"), ("X-Own", "2"))]
)


@st.composite
def traffic(draw):
    """Draw a set of exchanges, most of them calls of the API."""
    items = draw(st.lists(judged_exchanges() | others, min_size=1, max_size=3))
    more = draw(HEADERS)
    return [
        evolve(item, request=evolve(item.request, headers=(*item.request.headers, *more)), origin=Origin("f", at))
        for at, item in enumerate(items)
    ]


@pytest.mark.parametrize("form", WRITERS)
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(items=traffic())
def test_the_same_traffic_gives_the_same_report_in_every_form(form, items):
    text = written(form, items)
    assert form_of(text) == form.split()[0]
    recorded = [getattr(Recorded, form.split()[0])(item) for item in items]
    keep = Traffic(VALIDATOR.router).keep
    assert report_of(read(io.BytesIO(text), name="f", keep=keep)) == report_of(recorded)


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(items=traffic())
def test_packed_recordings_give_the_report_of_plain_ones(items):
    text = written("har", items)
    plain, gzipped = (report_of(read(io.BytesIO(data), name="f")) for data in (text, gzip.compress(text)))
    assert plain == gzipped


def test_the_traffic_of_this_test_has_findings_of_every_side_and_many_rules():
    """The law above would hold for readers that lose everything; so this tells what it is about."""
    wanted = {*(("request", f"SIQ{family}") for family in "1234"), ("response", "SIQ5"), ("response", "SIQ6")}

    def was_the_last(items):
        for told in report_of(items)[0]:
            if told != "skipped":
                wanted.difference_update((finding.side.value, finding.rule.code[:4]) for finding in told[1])
        return not wanted

    once = settings(
        max_examples=600, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    # Raises where so many examples do not show them all.
    find(traffic(), was_the_last, settings=once)


def test_lines_are_json():
    """`json` and `body` are two ways to write the same body."""
    body = {"name": "Billing", "operators": "all"}
    line = {"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments"}}
    bodies = (
        {"json": body},
        {"body": json.dumps(body)},
        {"body_base64": "eyJuYW1lIjoiQmlsbGluZyIsIm9wZXJhdG9ycyI6ImFsbCJ9"},
    )
    reports = [
        report_of(read(io.BytesIO(json.dumps({"request": {**line["request"], **way}}).encode()), name="f"))
        for way in bodies
    ]
    assert reports[0] == reports[1] == reports[2]
