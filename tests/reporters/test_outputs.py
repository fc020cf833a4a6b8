"""Several outputs at once."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

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


def write(file, run, stdout=None, format_="json"):
    with open_reporters([Output("text"), Output(format_, str(file))], stdout or io.StringIO()) as reporters:
        reporters.start()
        for judged in run:
            reporters.add(judged.exchange, judged.report.findings, judged.report)
        reporters.finish(summary_of(run))


@pytest.mark.parametrize("format_", ["json", "sarif", "html"])
def test_an_old_report_stays_whole_until_the_new_one_is(format_, tmp_path):
    file = tmp_path / "report"
    write(file, run_of_judged()[:2], format_=format_)
    old = file.read_text("utf-8")
    for error in (KeyboardInterrupt, OSError("full")):

        class Breaking(io.StringIO):
            def write(self, text, error=error):
                raise error

        with pytest.raises((KeyboardInterrupt, OSError)):
            write(file, run_of_judged()[:1], Breaking(), format_=format_)
        assert file.read_text("utf-8") == old
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_files_are_finished_although_the_reader_of_standard_output_is_gone(tmp_path):
    class Gone(io.StringIO):
        def write(self, text):
            raise BrokenPipeError

    file = tmp_path / "report.json"
    run = run_of_judged()[:2]
    with pytest.raises(BrokenPipeError):
        write(file, run, Gone())
    assert file.read_text("utf-8") == show("json", run)


@pytest.mark.skipif(sys.platform == "win32", reason="rights and links are others there")
def test_a_link_and_the_rights_of_a_report_stay(tmp_path):
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    write(link, run_of_judged()[:1])
    assert link.is_symlink()
    assert real.read_text().startswith('{"format"')
    assert real.stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="needs a device")
def test_a_device_is_written_to_as_it_is():
    write("/dev/null", run_of_judged()[:1])
    assert not Path("/dev/null").is_file()


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
