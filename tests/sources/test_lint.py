"""Lint: what it finds in sources, where, and what it leaves alone."""

from __future__ import annotations

import json
import os
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cli.shell import run
from tests.sources.snippets import QUIET, WRONG, WRONG_LINES

from salesiq_validate.sources.linter import Source
from salesiq_validate.validator import Validator

VALIDATOR = Validator()
SECRET = "1000.5cd72f1b8e04d39f6c207b1dae38f495.ba2d6e13f8095c47a19e2f308d6b7c54"
CALL = 'fetch("https://salesiq.zoho.com/api/v2/" + screen + "/chats");'


def found(name, text, validator=VALIDATOR):
    return [finding for step in Source(name, text, validator).steps() for finding in step.findings]


def told(name, text):
    return sorted((one.origin.line, one.rule.code) for one in found(name, text) if one.severity.value != "info")


def marked(text):
    lines = enumerate(text.split("\n"), start=1)
    return sorted((number, rule) for number, line in lines for rule in re.findall(r"!(SIQ[0-9]+)", line))


@pytest.mark.parametrize("name", WRONG)
def test_each_fault_is_told_on_its_line(name):
    assert told(name, WRONG[name]) == marked(WRONG[name])


@pytest.mark.parametrize("name", WRONG_LINES)
def test_faults_are_told_where_no_comment_can_stand(name):
    text, expected = WRONG_LINES[name]
    assert set(told(name, text + "zoho salesiq\n")) == expected


@pytest.mark.parametrize("name", QUIET)
def test_what_is_no_wrong_call_is_silent(name):
    assert told(name, QUIET[name]) == []


@pytest.mark.parametrize("operation", VALIDATOR.operations, ids=lambda operation: operation.id)
def test_every_documented_call_with_holes_is_silent(operation):
    if operation.path is None:
        pytest.skip("its path is not documented")
    path = re.sub(r"\{[^}]*\}", "${x.y}", operation.path)
    text = f"""// Zoho SalesIQ
    fetch(`https://salesiq.zoho.com{path}`, {{
      method: "{operation.method}", headers: {{ Authorization: `Zoho-oauthtoken ${{token}}` }},
    }});"""
    assert [one for one in told("call.js", text) if one[1] != "SIQ704"] == []


def test_a_guessed_server_gives_warnings_at_most():
    assert {str(one.severity) for one in found("helper.ts", WRONG["helper.ts"])} == {"warning"}
    assert "error" in {str(one.severity) for one in found("a.js", "// zoho\n" + CALL)}


def test_a_finding_names_line_and_column_from_1():
    (finding,) = found("a.js", f"// zoho\n  {CALL}")
    assert (finding.origin.line, finding.origin.column) == (2, 55)


@pytest.mark.parametrize(
    ("comment", "codes"),
    [
        ("", ["SIQ108"]),
        ("// salesiq-validate: ignore", []),
        ("// salesiq-validate: ignore SIQ108", []),
        ("// salesiq-validate: ignore SIQ202, unknown-resource", []),
        ("// salesiq-validate: ignore SIQ202", ["SIQ108"]),
    ],
)
def test_a_comment_on_the_line_silences_findings(comment, codes):
    assert [one.rule.code for one in found("a.js", f"// zoho\n{CALL} {comment}\n")] == codes


PIECES = """`${|}`|"|'|(|)|{|}|[|]|/*|#|\\|=|:|,|def f(a):|curl |fetch(|f(|headers: h|Authorization|=>|${A}|%s|+|```js
https://salesiq.zoho.com/api/v2/|x|function f(p)|return |-H |class A|.post(|@|$|?|??| as |requests.get("""
ENDINGS = ["js", "py", "php", "rb", "cs", "kt", "swift", "go", "sh", "md", "env", "ps1"]


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from([CALL, SECRET, "\n", "\0", "\u2028", "\U000f0000", *re.split(r"[|\n]", PIECES)]), max_size=40
    ),
    st.sampled_from(ENDINGS),
)
def test_no_text_breaks_it_or_makes_it_show_a_secret(parts, ending):
    for finding in found(f"a.{ending}", "zoho salesiq /api/\n" + "".join(parts)):
        assert "5cd72f1b" not in f"{finding!r}{finding}{finding.hint}{finding.shape}"
        assert finding.origin.line >= 1
        assert finding.origin.column >= 1


@pytest.mark.parametrize("format_", ["text", "json", "jsonl", "sarif", "junit", "github", "markdown", "html"])
def test_every_report_names_the_places_and_shows_no_secret(tmp_path, format_):
    leak = f'fetch("https://salesiq.zoho.com/api/v2/northwind/operators?authtoken={SECRET}")'
    (tmp_path / "a.js").write_text(f"// zoho\n{CALL}\n{CALL}\nconst t = '{SECRET}';\n{leak}\n")
    outcome = run("lint", tmp_path, "--format", format_, "--show-values", "--no-config")
    assert outcome.code == 1
    assert "5cd72f1b" not in outcome.out
    # A finding in a source is mended where it stands, so none is hidden behind another.
    line = {
        "json": '"line": 3',
        "jsonl": '"line": 3',
        "sarif": '"startLine": 3',
        "junit": 'line="3"',
        "github": "line=3",
    }
    assert line.get(format_, "a.js:3:53" if format_ != "html" else "3:53") in outcome.out


def test_json_holds_file_line_and_column(tmp_path):
    (tmp_path / "a.js").write_text(f"// zoho\n{CALL}\n")
    document = run("lint", tmp_path, "--format", "json", "--no-config").document
    assert document["exchanges"] == 1
    assert document["findings"][0]["origin"] == {
        "file": str(tmp_path / "a.js"), "entry": None, "line": 2, "column": 53, "id": None
    }  # fmt: skip


def test_standard_input_has_the_language_of_the_name_that_is_given():
    text = f"// zoho\n{CALL}\n".encode()
    outcome = run("lint", "-", "--stdin-filename", "src/a.js", "--format", "json", "--no-config", stdin=text)
    assert json.loads(outcome.out)["findings"][0]["origin"]["file"] == "src/a.js"
    assert run("lint", "-", "--no-config", stdin=text).code == 0


def test_folders_are_walked_as_gitignore_says(tmp_path):
    for name in [
        "a.js",
        "build/b.js",
        "src/c.min.js",
        "src/keep.min.js",
        "node_modules/d.js",
        ".git/e.js",
        "f.bin",
        ".env",
    ]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(
            f"// zoho\n{CALL}\n" if name != ".env" else "A=https://salesiq.zoho.com/api/v2/chats # zoho\n"
        )
    (tmp_path / ".gitignore").write_text("build/\n*.min.js\n!keep.min.js\n")
    findings = run("lint", tmp_path, "--format", "json", "--no-config").document["findings"]
    files = [finding["origin"]["file"].removeprefix(f"{tmp_path}/") for finding in findings]
    assert files == [".env", "a.js", "src/keep.min.js"]


def test_a_file_has_one_name_and_is_judged_once_however_it_is_reached(tmp_path, monkeypatch):
    (tmp_path / "a.js").write_text(CALL, "utf-8")
    monkeypatch.chdir(tmp_path)
    outcome = run("lint", ".", "./a.js", "a.js", "--format", "json", "--no-config")
    assert [finding["origin"]["file"] for finding in outcome.document["findings"]] == ["a.js"]


def test_a_folder_that_cannot_be_looked_into_is_told_and_the_rest_judged(tmp_path, monkeypatch):
    (tmp_path / "shut").mkdir()
    (tmp_path / "z.js").write_text(CALL, "utf-8")

    def scandir(place, real=os.scandir):
        if os.fspath(place).endswith("shut"):
            raise PermissionError(13, "Permission denied", place)
        return real(place)

    monkeypatch.setattr(os, "scandir", scandir)
    outcome = run("lint", tmp_path, "--no-config")
    assert outcome.code == 2
    assert "shut: Permission denied" in outcome.err
    assert "SIQ" in outcome.out


def test_rules_are_left_out_and_counted(tmp_path):
    (tmp_path / "a.js").write_text(f"// zoho\n{CALL}\n{CALL}\nconst t = '{SECRET}';\n")
    outcome = run("lint", tmp_path, "--statistics", "--ignore", "secret-in-source", "--no-config")
    assert outcome.err == "     2  SIQ108 unknown-resource\n"
    assert run("lint", tmp_path, "--severity", "SIQ707=error", "--select", "SIQ707", "--no-config").code == 1
    assert run("lint", tmp_path, "--select", "SIQ707", "--no-config").code == 0


def test_that_there_is_no_call_is_told_and_no_failure(tmp_path):
    (tmp_path / "a.py").write_text("print('Zoho SalesIQ')\n")
    outcome = run("lint", tmp_path, "--no-config")
    assert (outcome.code, outcome.err) == (0, "Note: no call of the SalesIQ API was found.\n")


def test_a_missing_file_and_no_file_at_all_are_told(tmp_path):
    assert run("lint", tmp_path / "nothing.py", "--no-config").code == 2
    assert run("lint", "--no-config").code == 2


def test_a_large_file_is_told_and_not_read(tmp_path):
    (tmp_path / "a.js").write_text("// zoho " + CALL * 100)
    outcome = run("lint", tmp_path, "--limit", "max-body-bytes=1k", "--no-config")
    assert "SIQ007" in outcome.out or "larger" in outcome.out


def test_the_examples_of_rules_about_sources_behave_as_they_say():
    from tests.rules.pages import PAGES

    pages = [page for page in PAGES if page.rule.name in ("secret-in-source", "unknown-scope")]
    assert len(pages) == 2
    for page in pages:
        (fails,), (passes,) = (page.fences(f"Example that {what}", "python") for what in ("fails", "passes"))
        assert [one.rule for one in found("a.py", fails)] == [page.rule]
        assert found("a.py", passes) == []
