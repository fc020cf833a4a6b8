"""Benchmarks: they run, their corpus is what it says, and nobody is timed who judges wrongly. No time is asserted."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from benches import comparison
from docs import performance, plot

from salesiq_validate import Validator, recordings
from salesiq_validate.judging.settings import RuleSettings
from salesiq_validate.run.steps import judge

ROOT = Path(__file__).resolve().parents[1]
BENCHES = ROOT / "benches"
SECTIONS = ["bodies", "recorded", "stages", "preflight", "hooks", "routing", "startup", "memory", "jobs"]


def python(*arguments: object) -> str:
    command = [sys.executable, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return done.stdout


def quick(*sections: str, before: str = "") -> str:
    """What `run.py --quick` prints, in a process in which something else was done before."""
    program = f"import sys; sys.path.insert(0, {str(BENCHES)!r}); sys.argv[1:] = ['--quick', *{sections!r}]\n{before}\n"
    return python("-c", f"{program}import run; run.main()")


def corpus(file: Path, *options: object) -> Path:
    python(BENCHES / "corpus.py", file, "--exchanges", 60, *options)
    return file


def findings(file: Path) -> list[list[str | None]]:
    """The paths that a report names, for each exchange."""
    validator = Validator(strict_json=False, settings=RuleSettings(allow_codes=(1007, 1014, 1019, 1024)))
    return [[finding.json_key for finding in step.findings] for step in judge(recordings.read(file), validator)]


@pytest.mark.parametrize("suffix", [".jsonl", ".har"])
def test_the_corpus_is_valid_by_every_rule(suffix, tmp_path):
    assert findings(corpus(tmp_path / f"traffic{suffix}")) == [[]] * 60


@pytest.mark.parametrize("suffix", [".jsonl", ".har"])
def test_every_planted_fault_is_found_at_its_path_and_nothing_else(suffix, tmp_path):
    found = findings(corpus(tmp_path / f"traffic{suffix}", "--faults", 40))
    planted = json.loads((tmp_path / "traffic.faults.json").read_text("utf-8"))
    assert len(planted) == 24
    assert found == [[planted[str(number)]["path"]] if str(number) in planted else [] for number in range(60)]


def test_a_corpus_is_mixed_as_it_says(tmp_path):
    lines = corpus(tmp_path / "traffic.jsonl", "--exchanges", 400).read_bytes().splitlines()
    exchanges = [json.loads(line) for line in lines]
    assert 3500 < sum(map(len, lines)) / len(lines) < 4200
    assert sum(not line.isascii() for line in lines) == pytest.approx(0.18 * len(lines), rel=0.15)
    for block in zip(*[iter(exchanges)] * 10, strict=True):
        sent = sorted((one["request"]["method"], one["request"]["url"].split("/")[6].split("?")[0]) for one in block)
        assert sent.count(("POST", "chatroutingrules")) == 2
        assert sent.count(("GET", "conversations")) == 3
        assert sum('"error"' in one["response"]["body"][:9] for one in block) == 1


def test_a_seed_decides_about_every_byte(tmp_path):
    first, again, other = (
        corpus(tmp_path / f"{name}.jsonl", "--seed", seed).read_bytes()
        for name, seed in (("first", 1), ("again", 1), ("other", 2))
    )
    assert first == again != other


@pytest.mark.parametrize("suffix", [".jsonl", ".har"])
def test_a_corpus_is_repeated_up_to_a_size(suffix, tmp_path):
    file = corpus(tmp_path / f"traffic{suffix}", "--megabytes", 2)
    assert file.stat().st_size == pytest.approx(2_000_000, rel=0.02)
    assert not any(findings(file))


def test_a_peer_that_is_not_installed_or_judges_wrongly_is_named_and_not_timed():
    absent = "sys.modules['fastjsonschema'] = None"
    wrong = "import peers; peers.Jsonschema._verdicts = lambda self, schemas: dict.fromkeys(schemas, lambda body: True)"
    told = quick("recorded", before=f"{absent}; {wrong}")
    assert "fastjsonschema: not measured, because it is not installed" in told
    assert "| fastjsonschema" not in told
    assert re.search(r"^jsonschema: not measured, because \d+ of its \d+ verdicts are not those", told, re.MULTILINE)
    assert "| jsonschema, " not in told


def test_a_corpus_that_is_not_judged_as_it_was_made_stops_the_run():
    program = (
        "import faults; real = faults.plant\n"
        "import exchanges; exchanges.plant = lambda random, body: faults.Fault('wrong', real(random, body).path + 'x')"
    )
    with pytest.raises(AssertionError, match="exchanges are not judged as they were made"):
        quick("recorded", before=program)


@pytest.mark.slow
def test_every_section_prints_its_tables_and_keeps_them(tmp_path):
    kept = tmp_path / "result.json"
    told = python(BENCHES / "run.py", "--quick", "--rounds", 1, "--json", kept)
    document = json.loads(kept.read_text("utf-8"))
    assert {"date", "commit", "machine", "versions", "rounds", "sections"} <= document.keys()
    assert list(document["sections"]) == SECTIONS
    for result in (result for results in document["sections"].values() for result in results):
        assert f"## {result['title']}\n" in told
        for row in result["rows"]:
            assert f"| {row['name']} " in told
            low, high = row["quartiles"]
            assert low <= row["median"] <= high
            assert set(row.get("ratios", ())) == set(result["floors"])
        for floor in result["floors"]:
            (row,) = (row for row in result["rows"] if row["name"] == floor)
            assert row["ratios"][floor]["median"] == 1
    page = performance.page(document, "")
    for result in (result for results in document["sections"].values() for result in results):
        assert all(f"| {row['name']} " in page for row in result["rows"])


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="only Linux tells of another process what it takes")
def test_the_soak_of_the_proxy_runs():
    printed = python(BENCHES / "proxy.py", 100, 2)
    assert "100 of 100 answers right" in printed
    assert "196 of 196 calls recorded" in printed


def test_a_promise_is_held_against_what_was_measured():
    row = {"name": "judged", "median": 9.0, "ratios": {"floor": {"median": 1.5}}, "above": {"median": 8.0}}
    limits = [
        {"at_most": 8, "times": None, "above": None},
        {"at_most": 2, "times": "floor", "above": None},
        {"at_most": 8, "times": None, "above": "nothing"},
    ]
    result = {"title": "T", "unit": "µs per call", "rows": [{**row, "limits": limits}, row]}
    assert performance.promises({"sections": {"some": [result]}})[1:] == [
        ["T: judged", "8 µs", "9.00 µs", "**no**"],
        ["T: judged", "2 x floor", "1.50 times", "yes"],
        ["T: judged", "8 µs above nothing", "8.00 µs", "yes"],
    ]


def test_the_newest_result_that_is_kept_is_whole():
    newest = performance.newest()
    assert not newest["quick"]
    assert list(newest["sections"]) == SECTIONS
    assert newest["form"] == 1


@pytest.mark.parametrize("unit", ["x", "<µs>"])
def test_a_plot_is_an_image_that_runs_nothing_and_orders_by_size(unit):
    dots = [plot.Dot("a < b", 0.9, 1, 1.1, "floor"), plot.Dot("ours", 30, 40, 400, "ours", 20)]
    picture = ET.fromstring(plot.picture(dots, 'A "plot" & more', unit))
    assert picture.get("role") == "img"
    assert picture.get("aria-label") == 'A "plot" & more'
    assert not [part for part in picture.iter() if part.tag.endswith(("script", "foreignObject", "image"))]
    texts = [part.text for part in picture.findall(".//{*}text")]
    assert {"a < b", "ours", f"1.00{unit}", f"40.0{unit}"} <= set(texts)
    places = [float(part.get("cx")) for part in picture.findall(".//{*}circle")]
    (mark,) = (part.get("d") for part in picture.findall(".//{*}path") if part.get("class") == "limit")
    assert places[0] < float(mark[1:].split()[0]) < places[1]


def test_rounds_begin_with_another_task_each_time():
    program = """
import sys; sys.path.insert(0, {!r})
import measuring
ran = []
tasks = [measuring.Task(name, lambda name=name: ran.append(name) or measuring.Seconds(1)) for name in "abc"]
figures = measuring.interleaved(tasks, rounds=4)
print("".join(ran), figures["a"], measuring.ratios(figures, "a", "b"))
"""
    ran, figures = python("-c", program.format(str(BENCHES))).split(maxsplit=1)
    assert ran == "abc" + "abc" + "bca" + "cab" + "abc"
    assert figures.strip() == "[1000000.0, 1000000.0, 1000000.0, 1000000.0] [1.0, 1.0, 1.0, 1.0]"


def test_wrong_requests_of_a_file_of_cases_are_mended():
    told = python(BENCHES / "fixes.py", BENCHES / "fixes.json", "--show")
    assert told.splitlines()[0] == "11 of 13 wrong requests are right after all sure fixes."
    assert "what the API cannot do\n  SIQ109" in told
    assert "right one" not in told


def test_what_the_comparison_says_of_this_project_is_so():
    kept = json.loads((BENCHES / "comparison.json").read_text("utf-8"))
    (own, *others) = kept["tools"]
    figures = comparison.measured(comparison.ours)
    assert figures == {key: value for key, value in own.items() if key not in {"name", "version"}}
    assert (figures["false"], len(figures["wrong"]), len(figures["refusals"])) == (0, kept["wrong"], kept["refused"])
    assert others
