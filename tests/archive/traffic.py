"""Lines of every kind, and the report of one process on them."""

from __future__ import annotations

import io
import json

from hypothesis import strategies as st
from tests.cli.shell import run

from salesiq_validate.contract.api_traffic import Traffic
from salesiq_validate.recordings.form import Reading
from salesiq_validate.recordings.jsonl import read_lines, split_lines
from salesiq_validate.reporters import ReportOptions, make_reporter
from salesiq_validate.run.results.summary import Summary
from salesiq_validate.run.steps import judge, tell

HEADERS = {"Authorization": "Zoho-oauthtoken 1000.aaaa.bbbb", "Content-Type": "application/json"}
DEPARTMENTS = "https://salesiq.zoho.com/api/v2/example/departments"


def call(body, *, url=DEPARTMENTS, response=None, time=None) -> bytes:
    request = {"method": "POST", "url": url, "headers": HEADERS, "json": body}
    return json.dumps({"id": "a", "time": time, "request": request, "response": response}).encode()


def check(*arguments, **options):
    """Run the command on an archive, without a configuration."""
    return run("check", "--no-config", *arguments, **options)


CLEAN = call({"name": "Support", "operators": ["1"]}, time="2026-11-23T10:00:00Z")
FAULTY = call({"name": "Support", "operators": {"a": 1}}, time="2026-11-24T11:00:00Z")
TWICE = call({"name": "Support", "operators": ["1", {}, {}], "unheard_of": 1})
REFUSED = call(
    {"name": "Support", "operators": ["1"]},
    response={
        "status": 200,
        "headers": {"Content-Type": "application/json"},
        "json": {"error": {"code": 1019, "message": "Invalid URL"}},
    },
)
FOREIGN = call({}, url="https://example.com/")
BROKEN = CLEAN[:-7]
NO_HEADERS = CLEAN.replace(b'"headers": {', b'"headers": 1, "x": {')
LINES = [CLEAN, FAULTY, TWICE, REFUSED, FOREIGN, BROKEN, NO_HEADERS]
BLANKS = [b"", b" ", b"\r", b"\t\r", b"\xef\xbb\xbf", b"\xef\xbb\xbf" + CLEAN, b" " * 40]

lines = st.lists(
    st.one_of(
        st.sampled_from(LINES),
        st.sampled_from(BLANKS),
        st.builds(
            lambda text, returns: (text + "\r" * returns).encode(),
            st.text(alphabet=" \t\ufeffx{", max_size=50),
            st.integers(0, 2),
        ),
        st.binary(max_size=30).map(lambda line: line.replace(b"\n", b"").replace(b"\r", b"")),
    ),
    max_size=24,
)


def report_of(format_, steps, *, clean=()):
    """What a reporter writes of the steps, and of what was counted elsewhere."""
    stream = io.StringIO()
    reporter = make_reporter(format_, stream, ReportOptions())
    reporter.start()
    summary = Summary()
    tell(steps, summary, reporter)
    for counted in clean:
        summary.absorb(counted)
    reporter.finish(summary)
    return stream.getvalue()


def steps_of(content, validator, limits, *, file="a.jsonl", is_known=None):
    """What one process makes of a file."""
    keep = Traffic(validator.router).keep
    blocks = (content[at : at + 64] for at in range(0, len(content), 64))
    entries = read_lines(split_lines(blocks, limits.max_line_bytes), Reading(file=file, limits=limits, keep=keep))
    return judge(entries, validator, is_known=is_known)
