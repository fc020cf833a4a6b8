"""`check`: exit codes, options, outputs and files that are not what they should be."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cli.shell import (
    CLEAN,
    ELSEWHERE,
    REFUSED,
    UNKNOWN_KEY,
    WRONG_TYPE,
    answer,
    exchange,
    lines,
    recording,
    run,
)

from salesiq_validate.reporters import REPORTERS


def check(*arguments, **options):
    return run("check", "--no-config", *arguments, **options)


def rules_of(outcome) -> list[str]:
    return [finding["name"] for finding in outcome.document["findings"]]


# --- exit codes -------------------------------------------------------------------------------------------------------


def test_clean_traffic_is_0(tmp_path):
    outcome = check(recording(tmp_path, CLEAN))
    assert (outcome.code, outcome.err) == (0, "")
    assert "No findings in 1 exchange" in outcome.out


def test_an_error_is_1(tmp_path):
    assert check(recording(tmp_path, WRONG_TYPE)).code == 1


@pytest.mark.parametrize(("fail_on", "code"), [("error", 0), ("warning", 1), ("info", 1), ("never", 0)])
def test_a_warning_is_1_when_asked(fail_on, code, tmp_path):
    assert check(recording(tmp_path, UNKNOWN_KEY), "--fail-on", fail_on).code == code


def test_findings_never_fail_when_asked(tmp_path):
    assert check(recording(tmp_path, WRONG_TYPE), "--fail-on", "never").code == 0


def test_a_file_that_cannot_be_read_is_2_and_the_others_are_judged(tmp_path):
    outcome = check(tmp_path / "none.har", recording(tmp_path, WRONG_TYPE), "--format", "json")
    assert outcome.code == 2
    assert outcome.err == f"Error: cannot read {tmp_path / 'none.har'}: there is no such file\n"
    assert rules_of(outcome) == ["wrong-json-type"]


def test_nothing_to_judge_is_2_unless_allowed(tmp_path):
    elsewhere = recording(tmp_path, ELSEWHERE, ELSEWHERE)
    outcome = check(elsewhere)
    assert outcome.code == 2
    assert "none of the 2 entries is a call of the SalesIQ API" in outcome.err
    assert "--server" in outcome.err
    assert check(elsewhere, "--allow-empty").code == 0
    assert "the only entry is not a call" in check(recording(tmp_path, ELSEWHERE)).err


def test_entries_that_cannot_be_read_are_told_where_nothing_was_checked(tmp_path):
    short = "--limit", "max-line-bytes=200"
    outcome = check(recording(tmp_path, CLEAN), *short)
    assert outcome.code == 2
    assert "Nothing was checked: no entry can be read; see the findings." in outcome.err
    small = {"request": {"method": "GET", "url": "https://example.com/"}}
    both = check(recording(tmp_path, CLEAN, small), *short)
    assert "some entries cannot be read (see the findings), and none of the other 1 is a call" in both.err


def test_an_empty_file_is_2_unless_allowed(tmp_path):
    empty = recording(tmp_path)
    assert check(empty).code == 2
    assert "it is empty" in check(empty).err
    assert check(empty, "--allow-empty") == type(check(empty))(0, "Nothing was checked.\n", "")
    assert check(empty, recording(tmp_path, CLEAN, name="other.jsonl")).code == 2


def test_a_folder_without_recordings_is_2(tmp_path):
    outcome = check(tmp_path)
    assert outcome.code == 2
    assert "no exchange was found" in outcome.err


def test_no_path_is_told_what_to_do():
    outcome = check()
    assert outcome.code == 2
    assert "Give a recording, a folder of recordings, or - for standard input." in outcome.err


# --- what is read -----------------------------------------------------------------------------------------------------


def test_standard_input_is_read():
    outcome = check("-", "--format", "json", stdin=lines(WRONG_TYPE))
    assert outcome.document["findings"][0]["origin"] == {"file": "-", "entry": 0, "line": 1, "id": "one"}


def test_folders_are_searched(tmp_path):
    (tmp_path / "deep" / "er").mkdir(parents=True)
    recording(tmp_path / "deep" / "er", WRONG_TYPE)
    (tmp_path / "deep" / "notes.json").write_text("{}")
    outcome = check(tmp_path, "--format", "json")
    assert outcome.err == ""
    assert rules_of(outcome) == ["wrong-json-type"]


def test_one_exchange_of_har_and_json_lines_gives_the_same_finding(tmp_path):
    request = {
        "method": "POST",
        "url": WRONG_TYPE["request"]["url"],
        "headers": [{"name": name, "value": value} for name, value in WRONG_TYPE["request"]["headers"].items()],
        "postData": {"mimeType": "application/json", "text": json.dumps(WRONG_TYPE["request"]["json"])},
    }
    response = {"status": 0, "headers": [], "content": {}}
    har = tmp_path / "traffic.har"
    har.write_text(json.dumps({"log": {"version": "1.2", "entries": [{"request": request, "response": response}]}}))
    found = [check(path, "--format", "json").document["findings"] for path in (har, recording(tmp_path, WRONG_TYPE))]
    for finding in (*found[0], *found[1]):
        del finding["origin"]
    assert found[0] == found[1] != []


# --- options ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], ["wrong-json-type", "unknown-json-key", "refused"]),
        (["--select", "SIQ4"], ["wrong-json-type", "unknown-json-key"]),
        (["--select", "SIQ403,refused"], ["wrong-json-type", "refused"]),
        (["--select", "SIQ403", "--select", "refused"], ["wrong-json-type", "refused"]),
        (["--ignore", "siq4"], ["refused"]),
        (["--ignore", "unknown-json-key", "--allow-code", "1019"], ["wrong-json-type"]),
        (["--allow-code", "1007,1019"], ["wrong-json-type", "unknown-json-key"]),
    ],
)
def test_rules_are_chosen(options, expected, tmp_path):
    traffic = recording(tmp_path, WRONG_TYPE, UNKNOWN_KEY, REFUSED)
    assert rules_of(check(traffic, "--format", "json", *options)) == expected


def test_severities_are_given(tmp_path):
    outcome = check(recording(tmp_path, WRONG_TYPE), "--format", "json", "--severity", "SIQ4=info")
    assert outcome.document["findings"][0]["severity"] == "info"
    assert outcome.code == 0


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--screen-name", "example"], []),
        (["--screen-name", "other"], ["other-screen-name"]),
        (["--data-center", "us"], []),
        (["--data-center", "EU"], ["other-data-centre"]),
        (["--scope", "SalesIQ.departments.ALL"], []),
        (["--scope", "departments.create,operators.read"], ["scope-not-granted"]),
    ],
)
def test_the_portal_is_told(options, expected, tmp_path):
    assert rules_of(check(recording(tmp_path, CLEAN), "--format", "json", *options)) == expected


def test_an_invented_scope_is_answered_with_the_documented_one(tmp_path):
    outcome = check(recording(tmp_path, CLEAN), "--scope", "SalesIQ.departments.ALL,SalesIQ.chats.READ")
    assert "Did you mean 'SalesIQ.conversations.READ'?" in outcome.err


def test_a_scope_that_nothing_needs_is_noted(tmp_path):
    outcome = check(recording(tmp_path, CLEAN), "--scope", "SalesIQ.departments.ALL,SalesIQ.department.READ")
    assert outcome.code == 0
    assert outcome.err == (
        "Note: no documented operation needs it: there is no scope 'SalesIQ.department.READ'. "
        "Did you mean 'SalesIQ.departments.READ'?\n"
    )


def test_a_server_of_ones_own_is_judged(tmp_path):
    traffic = recording(tmp_path, exchange("http://localhost:8080/api/v2/example/departments"))
    assert check(traffic).code == 2
    assert check(traffic, "--server", "http://localhost:8080/").code == 0
    assert check(traffic, "--server", "gateway.example.com,localhost:8080").code == 0


def test_duplicate_keys_are_judged_when_asked(tmp_path):
    path = tmp_path / "traffic.jsonl"
    path.write_bytes(lines(UNKNOWN_KEY).replace(b'"unheard_of": 1', b'"name": "Sales"'))
    assert rules_of(check(path, "--format", "json")) == []
    assert rules_of(check(path, "--format", "json", "--strict-json")) == ["doubtful-json"]


def test_limits_are_changed(tmp_path):
    outcome = check(recording(tmp_path, CLEAN, CLEAN, CLEAN), "--format", "json", "--limit", "max-entries=2")
    assert outcome.document["exchanges"] == 2
    assert rules_of(outcome) == ["limit-hit"]


def test_an_extension_adds_codes_and_operations(tmp_path):
    extension = tmp_path / "own.json"
    extension.write_text('{"errors": [{"code": 9001, "message": "Ours"}]}')
    traffic = recording(tmp_path, exchange(response=answer({"error": {"code": 9001, "message": "Ours"}})))
    assert check(traffic, "--allow-code", "9001").code == 2
    assert check(traffic, "--allow-code", "9001", "--extend", extension).code == 0


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--format", "jsn"], "There is no format 'jsn'. Did you mean 'json'?"),
        (["--format", "xyz"], "There are text, json,"),
        (["--fail-on", "warnings"], "There is no severity 'warnings'. Did you mean 'warning'?"),
        (["--ignore", "unknown-json-kee"], "there is no rule 'unknown-json-kee'. Did you mean 'unknown-json-key'?"),
        (["--select", "SIQ"], ""),
        (["--allow-code", "10199"], "there is no SalesIQ error code '10199'. Did you mean '1019'?"),
        (["--allow-code", "refused"], "'refused' is not a SalesIQ error code, which is a number like 1019."),
        (["--data-center", "EUU"], "there is no data centre 'EUU'. Did you mean 'EU'?"),
        (["--server", "http://"], "is not a server; write its host"),
        (["--limit", "max-dept=5"], "There is no limit 'max-dept'. Did you mean 'max-depth'?"),
        (["--limit", "max-depth=0"], "max-depth takes a whole number, like 500, 64k or 10M."),
        (["--limit", "max-depth"], "'max-depth' does not have the form NAME=NUMBER."),
        (["--severity", "refused=loud"], "There is no severity 'loud'."),
        (["--output", "sarf=x"], "there is no format 'sarf'. Did you mean 'sarif'?"),
        (["--output", "sarif="], "write an output as FORMAT=FILE"),
        (["--output", "json=-", "--output", "text=-"], "two outputs go to the same place"),
        (["--output", "json=/none/x.json"], "cannot be written"),
        (["--extend", "/none/x.json"], "cannot be read"),
        (["--config", "/none/x.toml"], "cannot be read"),
    ],
)
def test_options_that_have_no_meaning_are_told(options, expected, tmp_path):
    outcome = run("check", recording(tmp_path, CLEAN), *options)
    assert outcome.code == (2 if expected else 0)
    assert expected in outcome.err
    assert not expected or outcome.out == ""


def test_an_output_never_overwrites_a_recording_of_a_folder(tmp_path):
    file = recording(tmp_path, CLEAN)
    before = file.read_bytes()
    outcome = run("check", tmp_path, "--output", f"json={file}")
    assert outcome.code == 2
    assert "would overwrite a recording" in outcome.err
    assert file.read_bytes() == before


@pytest.mark.parametrize("name", ["text", "json", "jsonl", "sarif", "junit", "github", "markdown", "html"])
def test_a_report_of_the_last_run_is_overwritten(tmp_path, name):
    file, report = recording(tmp_path, CLEAN), tmp_path / "report"
    for _ in range(2):
        assert run("check", file, "--output", f"{name}={report}").code == 0


def test_an_output_never_overwrites_a_recording(tmp_path):
    traffic = recording(tmp_path, CLEAN)
    outcome = check(traffic, "--output", f"json={tmp_path}/../{tmp_path.name}/traffic.jsonl")
    assert outcome.code == 2
    assert "would overwrite a recording" in outcome.err
    assert traffic.read_bytes() == lines(CLEAN)


# --- configuration ----------------------------------------------------------------------------------------------------


def test_the_command_line_wins_over_the_file(tmp_path, monkeypatch):
    traffic = recording(tmp_path, WRONG_TYPE, UNKNOWN_KEY, REFUSED)
    (tmp_path / "pyproject.toml").write_text(
        "[tool.salesiq-validate]\nformat = 'json'\nignore = ['SIQ403']\nfail-on = 'never'\n"
        "[tool.salesiq-validate.operations.list_departments]\nallow-codes = [1019]\n"
    )
    below = tmp_path / "below"
    below.mkdir()
    monkeypatch.chdir(below)
    outcome = run("check", traffic)
    assert (outcome.code, rules_of(outcome)) == (0, ["unknown-json-key"])
    outcome = run("check", traffic, "--ignore", "SIQ408", "--fail-on", "error")
    assert (outcome.code, rules_of(outcome)) == (1, ["wrong-json-type"])
    assert rules_of(run("check", traffic, "--no-config", "--format", "json")) != []
    assert "No findings" in run("check", traffic, "--format", "text", "--ignore", "SIQ").out


def test_a_mistake_in_the_file_is_told(tmp_path):
    config = tmp_path / "salesiq-validate.toml"
    config.write_text("fail_on = 'error'")
    outcome = run("check", recording(tmp_path, CLEAN), "--config", config)
    assert outcome.code == 2
    assert f"the configuration in {config} cannot be used" in outcome.err
    assert "Did you mean 'fail-on'?" in outcome.err


# --- outputs ----------------------------------------------------------------------------------------------------------


def test_several_reports_are_written_at_once(tmp_path):
    traffic = recording(tmp_path, WRONG_TYPE)
    outputs = [f"{name}={tmp_path / name}.out" for name in REPORTERS]
    outcome = check(traffic, *(part for output in outputs for part in ("--output", output)))
    assert outcome.code == 1
    assert "SIQ403" in outcome.out
    for name in REPORTERS:
        assert "SIQ403" in (tmp_path / f"{name}.out").read_text("utf-8")


def test_an_output_to_standard_output_takes_the_place_of_the_text(tmp_path):
    assert check(recording(tmp_path, CLEAN), "--output", "json=-").document["exchanges"] == 1


@pytest.mark.parametrize(
    ("options", "env", "coloured"),
    [
        ([], {}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colours_are_for_who_wants_them(options, env, coloured, tmp_path):
    env = {"NO_COLOR": "", "FORCE_COLOR": "", **env}
    assert ("\x1b[" in check(recording(tmp_path, CLEAN), *options, env=env).out) is coloured


def test_values_are_shown_only_when_asked(tmp_path):
    traffic = recording(tmp_path, exchange(method="POST", json_={"name": "Support", "operators": "canary"}))
    for name in REPORTERS:
        assert "canary" not in check(traffic, "--format", name).out
    assert "canary" in check(traffic, "--show-values").out


# --- processes --------------------------------------------------------------------------------------------------------


def start(*arguments, **options) -> subprocess.Popen:
    command = [sys.executable, "-m", "salesiq_validate", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_a_reader_that_goes_away_ends_the_run_quietly(tmp_path):
    traffic = recording(tmp_path, *[WRONG_TYPE] * 2_000)
    process = start("check", traffic, "--format", "jsonl")
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(60) == 141
    assert process.stderr.read() == b""
    process.stderr.close()


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_an_interrupted_run_tells_what_it_found(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    process = start("check", pipe, "--format", "json")
    with pipe.open("wb", buffering=0) as writer:
        writer.write(lines(*[WRONG_TYPE] * 400))
        time.sleep(3)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert json.loads(out)["exchanges"] > 0
    assert err == b"Interrupted. The report covers everything up to that point.\n"


# --- hostile input ----------------------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
KEYED = st.fixed_dictionaries(
    {},
    optional={
        "method": st.sampled_from(["POST", "GET", ""]) | JSON,
        "url": st.sampled_from([CLEAN["request"]["url"], "https://salesiq.zoho.com/api", "https://["]) | JSON,
        "status": st.integers() | JSON,
        "headers": st.dictionaries(st.text(), st.text()) | JSON,
        "body": st.text() | JSON,
        "json": JSON,
        "body_base64": st.text(),
        "form": st.dictionaries(st.text(), st.text()) | JSON,
    },
)
ENTRIES = st.fixed_dictionaries(
    {}, optional={"id": JSON, "request": KEYED | JSON, "response": KEYED | JSON, "time": JSON}
)
FILES = st.one_of(
    st.binary(max_size=300),
    st.lists(ENTRIES, min_size=1, max_size=4).map(lambda entries: lines(*entries)),
    st.lists(ENTRIES, max_size=3).map(lambda entries: json.dumps({"log": {"entries": entries}}).encode()),
)


@given(FILES, st.sampled_from(list(REPORTERS)), st.booleans())
def test_no_file_ends_in_a_traceback(content, name, strict):
    outcome = check("-", "--format", name, *(["--strict-json"] if strict else []), stdin=content)
    assert outcome.code in {0, 1, 2}
    if name == "json":
        assert outcome.document["format"] == "salesiq-validate/json-v1"


ARGUMENTS = st.lists(
    st.sampled_from(
        ["check", "-", "--format", "json", "--select", "SIQ", "--limit", "--severity", "a=b", "--", "--output"]
    )
    | st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12),
    max_size=6,
)


@given(ARGUMENTS)
def test_no_arguments_end_in_a_traceback(tmp_path_factory, arguments):
    folder = tmp_path_factory.mktemp("here")
    before = Path.cwd()
    os.chdir(folder)
    try:
        assert run(*arguments, stdin=lines(WRONG_TYPE)).code in {0, 1, 2}
    finally:
        os.chdir(before)


def test_file_names_are_printed_safely(tmp_path):
    name = "tra\x1b[31mffic\udcff.jsonl"
    (tmp_path / name).write_bytes(b"")
    outcome = check(tmp_path / name)
    assert outcome.code == 2
    assert "\x1b" not in outcome.err


# --- a browser's HAR --------------------------------------------------------------------------------------------------


def browsed(url, method="GET", *, status=200, body='{"data": []}', **headers):
    """An entry as Chrome exports it: without Authorization and cookies."""
    pairs = {"sec-ch-ua": '"Chromium";v="131"', "Sec-Fetch-Mode": "cors", **headers}
    return {
        "startedDateTime": "2026-11-23T10:00:00.000Z",
        "request": {
            "method": method,
            "url": url,
            "headers": [{"name": name.replace("_", "-"), "value": value} for name, value in pairs.items()],
        },
        "response": {
            "status": status,
            "headers": [{"name": "content-type", "value": "application/json"}],
            "content": {"size": len(body), "mimeType": "application/json", "text": body},
        },
    }


SALESIQ = "https://salesiq.zoho.com"
NOISE = [
    browsed(f"{SALESIQ}/example/allchats", Referer=f"{SALESIQ}/example/index"),
    browsed(f"{SALESIQ}/api/v2/example/internal/feed?x=1", Referer=f"{SALESIQ}/example/index", X_ZCSRF_TOKEN="csrf"),
    browsed(f"{SALESIQ}/api/v2/example/departments", Sec_Fetch_Site="same-origin"),
    browsed(f"{SALESIQ}/api/v2/example/operators", "POST", Origin="https://crm.zoho.com"),
    browsed(f"{SALESIQ}/visitor/v2/channels/website?widgetcode=1", Origin="https://shop.example.com"),
    browsed(f"{SALESIQ}/visitor/v2/example/conversations", "POST", Origin="https://shop.example.com"),
    browsed(f"{SALESIQ}/api/v2/example/tags", "OPTIONS", Origin="https://app.example.com", body=""),
    browsed("https://salesiq.zohopublic.com/api/widget", Origin="https://shop.example.com"),
    browsed("https://api.example.com/api/", Origin="https://shop.example.com", body='{"error": {"code": 404}}'),
    browsed("https://api.example.com/api/v2/example/departments"),
    browsed("https://cdn.example.com/app.js"),
]


def har(folder, *entries):
    path = folder / "browser.har"
    log = {"version": "1.2", "creator": {"name": "WebInspector", "version": "537.36"}, "entries": entries}
    path.write_text(json.dumps({"log": log}))
    return path


def test_the_noise_of_a_browser_is_skipped(tmp_path):
    outcome = check(har(tmp_path, *NOISE), "--allow-empty", "--format", "json")
    assert outcome.code == 0
    assert (outcome.document["exchanges"], outcome.document["skipped"]) == (0, len(NOISE))
    assert outcome.document["findings"] == []


def test_the_call_of_an_integrators_own_page_is_found_in_the_noise(tmp_path):
    body = json.dumps({"url": "/api/v2/example/tags", "object": "list", "data": []})
    own = browsed(f"{SALESIQ}/api/v2/example/tags", Origin="https://app.example.com", body=body)
    outcome = check(har(tmp_path, *NOISE, own), "--format", "json")
    assert (outcome.code, outcome.document["exchanges"]) == (0, 1)
    # Chrome strips the token, so that nobody can say that it was absent.
    assert "missing-authorization" not in rules_of(outcome)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_recording_has_settings_of_its_own(jobs, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    refused = {
        "status": 200,
        "headers": {"Content-Type": "application/json"},
        "json": {"error": {"code": 1019, "message": "Invalid URL"}},
    }
    url = "https://salesiq.zoho.com/api/v2/northwind-desk/departments"
    call = {
        "request": {
            "method": "GET",
            "url": url,
            "headers": {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef"},
        },
        "response": refused,
    }
    for name in ("refused.jsonl", "other.jsonl"):
        (tmp_path / name).write_text(json.dumps(call) + "\n")
    (tmp_path / "salesiq-validate.toml").write_text('[per-file."refused.*"]\nallow-codes = [1019]\n')
    outcome = run("check", ".", "--format", "json", "--jobs", jobs)
    refusals = [finding for finding in outcome.document["findings"] if finding["name"] == "refused"]
    assert [Path(finding["origin"]["file"]).name for finding in refusals] == ["other.jsonl"]


def test_the_report_on_the_example_fits_on_sixty_lines_without_losing_a_fact(monkeypatch):
    monkeypatch.chdir(Path(__file__).parents[2])
    example = "examples/support-desk.har"
    text = run("check", "--no-config", example, env={"COLUMNS": "120"}).out
    document = run("check", "--no-config", example, "--format", "json").document
    lines = text.splitlines()
    assert len(lines) <= 60
    flowing = " ".join(text.split())
    for finding in document["findings"]:
        assert f"{finding['rule']} {finding['name']}" in flowing
        assert f":{finding['origin']['line']}" in flowing
        assert finding["related"] is not None or finding["message"].removesuffix(".") in flowing
        hint = " ".join((finding["hint"] or "").split()).removesuffix(".")
        assert flowing.count(hint) == 1 or not hint or finding["rule"] == "SIQ205"
        if finding["error"] is not None and finding["rule"] != "SIQ601":
            for code in (finding["error"]["code"], *finding["alternatives"]):
                assert str(code) in flowing
    for row in document["operations"]:
        if row["operation"] is not None:
            counted = f"{row['exchanges']} exchange{'' if row['exchanges'] == 1 else 's'}"
            assert re.search(rf"{row['operation']} \(?{counted}", flowing)
