"""Several outputs at once."""

from __future__ import annotations

import io
import json

import pytest
from tests.reporters.traffic import run_of_judged, show, summary_of

from salesiq_validate.exceptions import UnknownName, UnusableArgument
from salesiq_validate.reporters import REPORTERS, ReportOptions, make_reporter
from salesiq_validate.reporters.outputs import Output, open_reporters


def test_every_output_says_what_it_says_alone(tmp_path):
    outputs = [Output("text"), Output("json", str(tmp_path / "a.json")), Output("junit", str(tmp_path / "a.xml"))]
    stdout = io.StringIO()
    with open_reporters(outputs, stdout, ReportOptions(color=True)) as reporters:
        reporters.start()
        for judged in run_of_judged():
            if judged.exchange is not None:
                findings = judged.report.findings if judged.findings is None else judged.findings
                reporters.add(judged.exchange, findings, judged.report)
            elif judged.entry_finding is not None:
                reporters.add(None, [judged.entry_finding], None)
        reporters.finish(summary_of(run_of_judged()))
    assert stdout.getvalue() == show("text", run_of_judged(), color=True)
    assert (tmp_path / "a.json").read_text("utf-8") == show("json", run_of_judged())
    assert (tmp_path / "a.xml").read_text("utf-8") == show("junit", run_of_judged())


def test_files_are_closed_when_something_goes_wrong(tmp_path):
    file = tmp_path / "a.json"

    def break_off():
        with open_reporters([Output("json", str(file))], io.StringIO()) as reporters:
            reporters.start()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert file.read_text().startswith('{"format"')


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("json", Output("json")),
        ("json=-", Output("json")),
        ("sarif=a=b.sarif", Output("sarif", "a=b.sarif")),
    ],
)
def test_an_output_is_a_format_and_a_file(text, output):
    assert Output.parse(text) == output


def test_a_misspelt_format_is_met_with_the_nearest():
    with pytest.raises(UnknownName, match=r"no format 'serif'. Did you mean 'sarif'\?"):
        Output.parse("serif=a")
    with pytest.raises(UnknownName):
        make_reporter("serif", io.StringIO())


def test_a_format_with_an_empty_file_is_refused():
    with pytest.raises(UnusableArgument, match="names no file"):
        Output.parse("json=")


def test_two_outputs_in_one_place_are_refused(tmp_path):
    for outputs in (
        [Output("json"), Output("text")],
        [Output("json", f"{tmp_path}/a"), Output("text", f"{tmp_path}/./a")],
    ):
        with pytest.raises(UnusableArgument, match="same place"):
            open_reporters(outputs, io.StringIO())


def test_a_file_that_cannot_be_written_is_said(tmp_path):
    with pytest.raises(UnusableArgument, match="cannot be written"):
        open_reporters([Output("json", str(tmp_path / "good.json")), Output("text", str(tmp_path))], io.StringIO())


@pytest.mark.parametrize("name", REPORTERS)
def test_no_reporter_closes_its_stream(name):
    stream = io.StringIO()
    show(name, run_of_judged(), stream=stream)
    assert not stream.closed


@pytest.mark.parametrize("name", ["json", "jsonl"])
def test_findings_are_written_as_they_come(name):
    stream = io.StringIO()
    reporter = make_reporter(name, stream)
    reporter.start()
    judged = run_of_judged()[0]
    reporter.add(judged.exchange, judged.report.findings, judged.report)
    lines = stream.getvalue().splitlines()
    assert json.loads(lines[-1])["rule"] == "SIQ601"
