"""`--salesiq-recordings PATH`: each recording is a test, and cassettes that no test used are told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.plugin.conftest import INVALID, REFUSAL, SUCCESS, TOKEN, URL, VALID, cassette

pytest_plugins = ["pytester"]

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


def line(body=VALID, answer=SUCCESS, url=URL):
    request = {"method": "POST", "url": url, "headers": TOKEN | {"Content-Type": "application/json"}, "json": body}
    return json.dumps({"request": request, "response": {"status": 200, "json": answer}}) + "\n"


@pytest.fixture
def record(pytester):
    """Write a file of a suite: `record("valid.jsonl", line(VALID))`."""

    def write(name, text):
        file = pytester.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return file

    return write


@pytest.fixture
def recordings(pytester, monkeypatch):
    """Run pytest with `--salesiq-recordings` for each path."""
    monkeypatch.setenv("COLUMNS", "160")

    def run(*paths, options=()):
        named = [f"--salesiq-recordings={path}" for path in paths]
        return pytester.runpytest_inprocess("-p", "no:cacheprovider", "-W", "default", *named, *options)

    return run


def test_each_recording_is_a_test(recordings, record):
    record("traffic/valid.jsonl", line())
    record("traffic/sub/invalid.jsonl", line(INVALID) + line(INVALID))
    record("traffic/notes.json", '{"no": "recording"}')
    record("other.jsonl", line(answer=REFUSAL))
    result = recordings("traffic", options=["-v"])
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "*collected 2 items",
            "traffic/valid.jsonl::recording PASSED*",
            "traffic/sub/invalid.jsonl::recording FAILED*",
            "*_ recording traffic/sub/invalid.jsonl _*",
            "SalesIQ contract: 2 errors in 2 exchanges.",
            "create_department  2 exchanges, 2 errors  https://*",
            "  error  SIQ402 missing-json-key  documented  2 times  first at traffic/sub/invalid.jsonl:1",
        ]
    )


@pytest.mark.parametrize("path", ["valid.jsonl", "*.jsonl", ".", "{absolute}"])
def test_files_folders_and_patterns_are_found(recordings, record, path):
    file = record("valid.jsonl", line())
    recordings(path.format(absolute=file)).assert_outcomes(passed=1)


def test_options_are_repeatable_and_a_file_comes_once(recordings, record):
    record("one/valid.jsonl", line())
    record("two/refused.jsonl", line(answer=REFUSAL))
    recordings("one", "two", "one/valid.jsonl").assert_outcomes(passed=1, failed=1)


def test_recordings_come_beside_tests_and_can_be_selected(recordings, record, pytester):
    pytester.makepyfile("def test_one():\n    pass\n")
    record("valid.jsonl", line())
    recordings("valid.jsonl").assert_outcomes(passed=2)
    recordings("valid.jsonl", options=["-m", "salesiq_recording"]).assert_outcomes(passed=1, deselected=1)
    recordings("valid.jsonl", options=["-k", "test_one"]).assert_outcomes(passed=1, deselected=1)
    recordings("valid.jsonl", options=["--collect-only", "-q"]).stdout.fnmatch_lines(
        ["*::test_one", "valid.jsonl::recording"]
    )


def test_a_recording_outside_of_the_root_has_its_path_for_a_name(recordings, pytester, tmp_path_factory):
    file = tmp_path_factory.mktemp("elsewhere") / "traffic[1].jsonl"
    file.write_text(line(INVALID), "utf-8")
    result = recordings(file)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["FAILED ../elsewhere*/traffic?1?.jsonl::recording - 1 error*"])


def test_the_examples_of_the_project_have_the_findings_of_check(recordings):
    result = recordings(EXAMPLES)
    result.stdout.fnmatch_lines(["SalesIQ contract: * errors and * warnings in * exchanges (8 refused, 1 skipped)."])


def test_what_holds_no_call_of_the_api_is_skipped(recordings, record):
    record("other.jsonl", line(url="https://api.example.com/things"))
    result = recordings("other.jsonl", options=["-rs"])
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["SKIPPED * no call of the SalesIQ API in 1 entry"])


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("empty.jsonl", "", "cannot read empty.jsonl: it is empty"),
        ("text.har", "no recording", "cannot read text.har: it is not a HAR*"),
        ("broken.jsonl", line() + "{\n", "*1 error in 1 exchange.*"),
    ],
)
def test_what_cannot_be_read_fails(recordings, record, name, text, said):
    record(name, text)
    result = recordings(name)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([said])


def test_a_damaged_har_in_a_folder_fails(recordings, record):
    record("traffic/valid.jsonl", line())
    record("traffic/broken.har", "{broken")
    result = recordings("traffic")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["cannot read traffic/broken.har: *"])


def test_an_empty_recording_may_be_allowed(recordings, record, pytester):
    pytester.makepyprojecttoml("[tool.salesiq-validate]\nallow-empty = true")
    record("empty.jsonl", "")
    recordings("empty.jsonl").assert_outcomes(skipped=1)


def test_a_path_that_does_not_exist_stops_the_run(recordings):
    result = recordings("nowhere")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: --salesiq-recordings: there is no file or folder 'nowhere', seen from /*"])


@pytest.mark.parametrize("path", ["tests/traffic", "tests/traffic/*.jsonl"])
@pytest.mark.parametrize("start", [".", "tests", ".. desk", ".. desk/tests"])
def test_a_path_is_as_seen_from_the_root_where_it_leads_nowhere_from_here(pytester, record, monkeypatch, path, start):
    """As one in `addopts` is, wherever pytest is started."""
    record("desk/pyproject.toml", f'[tool.pytest.ini_options]\naddopts = ["--salesiq-recordings={path}"]\n')
    record("desk/tests/traffic/valid.jsonl", line())
    cwd, *named = start.split()
    monkeypatch.chdir(pytester.path / "desk" / cwd)
    pytester.runpytest_inprocess("-p", "no:cacheprovider", "-W", "default", *named).assert_outcomes(passed=1)


def test_a_path_is_as_seen_from_here_where_that_leads_somewhere(pytester, record, monkeypatch):
    record("pyproject.toml", "[tool.pytest.ini_options]\n")
    record("traffic/one.jsonl", line())
    record("sub/traffic/two.jsonl", line())
    monkeypatch.chdir(pytester.path / "sub")
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider", "--salesiq-recordings=traffic", "-v")
    result.stdout.fnmatch_lines(["*traffic/two.jsonl*PASSED*"])
    result.assert_outcomes(passed=1)


def test_the_configuration_file_holds_for_recordings(recordings, record, pytester):
    pytester.makepyprojecttoml('[tool.salesiq-validate]\nignore = ["SIQ402"]\nallow-codes = [1014]')
    record("traffic.jsonl", line(INVALID, REFUSAL))
    recordings("traffic.jsonl").assert_outcomes(passed=1)


def test_warnings_are_told_and_fail_nothing(recordings, record):
    record("doubtful.jsonl", line(VALID | {"unknown": 1}))
    record("invalid.jsonl", line(INVALID))
    result = recordings("doubtful.jsonl")
    result.assert_outcomes(passed=1, warnings=1)
    result.stdout.fnmatch_lines(["*SalesIQWarning: SIQ408 warning body unknown: *"])
    recordings("invalid.jsonl", options=["--salesiq-validate=warn"]).assert_outcomes(passed=1, warnings=1)
    strict = recordings("doubtful.jsonl", options=["-W", "error"])
    strict.assert_outcomes(failed=1)
    strict.stdout.fnmatch_lines(["SalesIQ contract: SIQ408 warning body unknown: *"])
    strict.stdout.no_fnmatch_line("*self.warn*")


def test_a_recording_has_settings_of_its_own(recordings, record):
    record("refused.jsonl", line(answer=REFUSAL))
    record("other.jsonl", line(answer=REFUSAL))
    code = REFUSAL["error"]["code"]
    record("salesiq-validate.toml", f'[per-file."refused.*"]\nallow-codes = [{code}]\nignore = ["SIQ4", "SIQ2"]\n')
    recordings("refused.jsonl", "other.jsonl").assert_outcomes(passed=1, failed=1)


CASSETTES = """
import requests

@pytest.mark.vcr
def test_used():
    requests.post(URL, json=VALID, headers=TOKEN)

@pytest.mark.vcr("further.yaml")
def test_further():
    requests.post(URL, json=VALID, headers=TOKEN)
"""


@pytest.fixture
def cassettes(record, suite):
    """Run two tests that use three of four cassettes."""

    def run(*options, **named):
        for name in ("test_used", "test_further", "further", "unused"):
            record(f"cassettes/test_cassettes/{name}.yaml", cassette(SUCCESS))
        record("cassettes/traffic.jsonl", line())
        record("cassettes/damaged.har", "{")
        return suite(CASSETTES, "--salesiq-recordings=cassettes", *options, **named)

    return run


@pytest.fixture
def pytester_module(pytester, monkeypatch):
    """Name the module of a suite as its folder of cassettes is named."""
    make = pytester.makepyfile
    monkeypatch.setattr(pytester, "makepyfile", lambda source: make(test_cassettes=source))


@pytest.mark.parametrize("mode", ["off", "error"])
def test_cassettes_that_no_test_used_are_told(pytester_module, cassettes, mode):
    result = cassettes(mode=mode)
    result.assert_outcomes(passed=7, failed=1)
    result.stdout.fnmatch_lines(
        ["1 cassette that no test of this run used:", "  cassettes/test_cassettes/unused.yaml"], consecutive=True
    )


def test_where_no_test_ran_nothing_is_said_of_cassettes(pytester_module, cassettes):
    result = cassettes("-m", "salesiq_recording")
    result.assert_outcomes(passed=5, failed=1, deselected=2)
    result.stdout.no_fnmatch_line("*that no test*")


def test_many_unused_cassettes_are_counted(suite, record):
    for number in range(13):
        record(f"cassettes/{number:02}.yaml", cassette(SUCCESS))
    result = suite("def test():\n    pass", "--salesiq-recordings=cassettes", mode=None)
    result.stdout.fnmatch_lines(["13 cassettes that no test of this run used:", "  cassettes/09.yaml", "  and 3 more"])


SELECTED = "test_cassettes.py::test_used"


@pytest.mark.parametrize("options", [["-k", "used"], ["--lf"], [SELECTED], ["test_cassettes.py"], ["--maxfail=1"]])
def test_after_a_part_of_the_tests_nothing_is_said_of_cassettes(pytester_module, record, suite, options):
    record("cassettes/test_cassettes/unused.yaml", cassette(SUCCESS))
    for name in ("test_used", "test_further", "further"):
        record(f"cassettes/test_cassettes/{name}.yaml", cassette(SUCCESS))
    failing = "\n\ndef test_first():\n    assert False" if options == ["--maxfail=1"] else ""
    named = ["--salesiq-recordings=cassettes", "-p", "cacheprovider", *options]
    result = suite(CASSETTES + failing, *named)
    assert result.parseoutcomes()["passed"]
    result.stdout.no_fnmatch_line("*that no test*")


@pytest.mark.parametrize("path", ["traffic/one.jsonl", "{absolute}/traffic/one.jsonl", "../desk/traffic/one.jsonl"])
@pytest.mark.parametrize("end", ["::recording", ""])
def test_a_recording_can_be_selected_by_its_id(recordings, record, monkeypatch, path, end):
    root = record("desk/pytest.ini", "[pytest]\n").parent
    record("desk/traffic/one.jsonl", line())
    record("desk/traffic/two.jsonl", line())
    record("desk/test_one.py", "def test_one():\n    pass\n")
    monkeypatch.chdir(root)
    one = path.format(absolute=root) + end
    result = recordings("traffic", options=[one, "-v"])
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["traffic/one.jsonl::recording PASSED*"])
    recordings("traffic", options=[one, "test_one.py::test_one"]).assert_outcomes(passed=2)
    recordings("traffic", options=["test_one.py::test_one"]).assert_outcomes(passed=3)


def test_a_file_that_is_none_of_the_recordings_is_not_collected(recordings, record):
    record("traffic/one.jsonl", line())
    record("other.jsonl", line())
    result = recordings("traffic", options=["other.jsonl::recording"])
    assert result.ret == pytest.ExitCode.USAGE_ERROR


@pytest.mark.slow
def test_a_recording_can_be_selected_with_xdist(recordings, record):
    record("traffic/one.jsonl", line())
    record("traffic/two.jsonl", line(INVALID))
    recordings("traffic", options=["-n", "2", "traffic/two.jsonl::recording"]).assert_outcomes(failed=1)


def test_a_cassette_of_a_parametrised_test_can_be_chosen(suite, pytester):
    for name in ("test_used[eu].yaml", "test_used[us].yaml"):
        pytester.path.joinpath(name).write_text(cassette(SUCCESS), "utf-8")
    result = suite("", "--salesiq-recordings=.", "-k", "test_used and eu", "-v", mode=None)
    result.assert_outcomes(passed=1, deselected=1)
    result.stdout.fnmatch_lines(["test_used[[]eu[]].yaml::recording PASSED*"])
