"""Documentation: what it shows runs, where it points exists, and what is generated is fresh."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
import shutil
from importlib.util import find_spec
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from docs import excerpts, generate, terminal
from docs.contract_pages import FOLDERS
from docs.markdown_page import NOTICE, MarkdownPage
from tests.recordings.makers import NEWMAN

from salesiq_validate import ErrorCatalogue, InvalidExchange
from salesiq_validate.cli import main
from salesiq_validate.config import Config
from salesiq_validate.config.file import load_config
from salesiq_validate.contract import all_operations
from salesiq_validate.contract.inbound import inbound_contract
from salesiq_validate.rules.inbound import missing_signature
from salesiq_validate.rules.registry import REGISTRY

ROOT = Path(__file__).resolve().parents[1]
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "tests/README.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
WRITTEN = [page for page in PAGES if NOTICE not in page.read_text(encoding="utf-8")]

_NEEDS = re.compile(r"<!-- needs: (\S+) -->\n\Z")
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


class Block(NamedTuple):
    """One fenced block, and the one that follows it at once."""

    kind: str
    text: str
    #: Of a block of text that follows: what the block prints.
    prints: str | None
    #: A module that `<!-- needs: ... -->` in front of the block names: without it the block is left out.
    needs: str | None = None


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    found = list(_FENCE.finditer(text))
    made = []
    for block, following in zip_longest(found, found[1:]):
        is_output = (
            following is not None and following[1] == "text" and not text[block.end() : following.start()].strip()
        )
        needs = _NEEDS.search(text, 0, block.start())
        prints = following[2] if is_output and following is not None else None
        made.append(Block(block[1], block[2], prints, needs and needs[1]))
    return made


def shown(page: str, kind: str) -> str:
    """The one block of a kind on a page of docs/."""
    (text,) = (block.text for block in blocks(ROOT / "docs" / page) if block.kind == kind)
    return text


@pytest.fixture
def workplace(tmp_path, monkeypatch):
    """A folder with everything that the pages name: recordings, a body, an extension file."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    recording = ROOT / "examples/support-desk.jsonl"
    for name in ("traffic.jsonl", "gateway.jsonl", "tests/cassettes/desk.jsonl"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(recording, tmp_path / name)
    har = (ROOT / "examples/support-desk.har").read_text("utf-8")
    # With a member that no page shows, so that there is drift to correct.
    (tmp_path / "traffic.har").write_text(
        har.replace('\\"is_enabled\\"', '\\"mood\\": 1, \\"is_enabled\\"', 1), "utf-8"
    )
    shutil.copytree(tmp_path / "tests/cassettes", tmp_path / "cassettes")
    (tmp_path / "body.json").write_text('{"name": "Billing", "operators": []}', encoding="utf-8")
    (tmp_path / "notes.json").write_text(shown("how-to/extension-files.md", "json"), encoding="utf-8")
    collection = shown("how-to/recordings/postman.md", "json")
    (tmp_path / "desk.postman_collection.json").write_text(collection, encoding="utf-8")
    (tmp_path / "run.json").write_text(json.dumps(NEWMAN), encoding="utf-8")
    for form, folder in (("nock", "test/fixtures"), ("wiremock", "src/test/resources/mappings")):
        (tmp_path / folder).mkdir(parents=True)
        recording = shown(f"how-to/recordings/{form}.md", "json")
        (tmp_path / folder / "departments.json").write_text(recording, encoding="utf-8")
    key = re.search(r"```text\n(.+?)\n```", missing_signature.__doc__ or "", re.DOTALL)
    (tmp_path / "portal.pem").write_text(key[1] if key else "", encoding="utf-8")
    received = re.search(r"```jsonl\n(.+?)\n```", missing_signature.__doc__ or "", re.DOTALL)
    (tmp_path / "received.jsonl").write_text(received[1] if received else "", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    # What Django's page is run with.
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.inbound.django_site")
    return tmp_path


def with_kind(kind: str) -> list[Path]:
    return [page for page in WRITTEN if any(block.kind == kind for block in blocks(page))]


def is_installed(module: str | None) -> bool:
    try:
        return module is None or find_spec(module) is not None
    except ModuleNotFoundError:
        return False


@pytest.mark.parametrize("page", with_kind("python"), ids=name_of)
def test_python_runs_and_prints_what_the_page_says(page, workplace):
    # Flask finds its files by the module that makes the application.
    names: dict[str, object] = {"__name__": "example"}
    for block in blocks(page):
        if block.kind == "python" and is_installed(block.needs):
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed), contextlib.suppress(InvalidExchange):
                exec(compile(block.text, name_of(page), "exec"), names)
            if block.prints is not None:
                assert printed.getvalue() == block.prints


def commands(page: Path) -> list[str]:
    """Commands of ours that need no shell: without pipes, variables and the like."""
    lines = [line for block in blocks(page) if block.kind in ("sh", "console") for line in block.text.splitlines()]
    stripped = (line.removeprefix("$ ") for line in lines)
    return [line for line in stripped if line.startswith("salesiq-validate ") and not re.search(r"[|;&$*~]|<\(", line)]


@pytest.mark.parametrize("page", [page for page in WRITTEN if commands(page)], ids=name_of)
def test_commands_run(page, workplace):
    for command in commands(page):
        result = CliRunner().invoke(main, shlex.split(command)[1:])
        assert isinstance(result.exception, SystemExit | None), command
        assert result.exit_code in (0, 1), (command, result.output)


@pytest.mark.parametrize(
    ("page", "kind", "rule"),
    [("how-to/recordings/vcr.md", "yaml", "SIQ601"), ("how-to/recordings/postman.md", "json", "SIQ403")],
)
def test_a_shown_recording_gives_the_finding_that_its_page_names(page, kind, rule, tmp_path):
    (tmp_path / "recording").write_text(shown(page, kind), encoding="utf-8")
    result = CliRunner().invoke(main, ["check", str(tmp_path / "recording"), "--no-config", "--format", "json"])
    assert [finding["rule"] for finding in json.loads(result.stdout)["findings"]] == [rule]
    assert f"[{rule}](../../reference/rules/{rule}.md)" in (ROOT / "docs" / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", with_kind("yaml"), ids=name_of)
def test_yaml_is_well_formed(page):
    yaml = pytest.importorskip("yaml")
    for block in blocks(page):
        if block.kind == "yaml":
            assert yaml.safe_load(block.text)


@pytest.mark.parametrize("page", with_kind("toml"), ids=name_of)
def test_a_configuration_can_be_used(page, workplace):
    for block in blocks(page):
        if block.kind == "toml" and "[tool.salesiq-validate]" in block.text:
            (workplace / "pyproject.toml").write_text(block.text, encoding="utf-8")
            assert load_config(workplace / "pyproject.toml") != Config()


@pytest.mark.parametrize("page", with_kind("jsonl"), ids=name_of)
def test_json_lines_are_read_without_a_complaint(page):
    from salesiq_validate.exchange import Exchange
    from salesiq_validate.recordings import read

    for block in blocks(page):
        if block.kind == "jsonl":
            assert all(isinstance(entry, Exchange) for entry in read(io.BytesIO(block.text.encode())))


def anchors(page: Path) -> set[str]:
    """The anchors that viewers make of a page's headings."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", _FENCE.sub("", page.read_text(encoding="utf-8"))):
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), target
        assert not anchor or anchor in anchors(found), target


@pytest.mark.parametrize("page", WRITTEN, ids=name_of)
def test_a_line_holds_one_sentence(page):
    prose = re.sub(r"`[^`]*`", "x", _FENCE.sub("", page.read_text(encoding="utf-8")))
    for line in prose.splitlines():
        if not line.startswith(("|", "#", "<!--", " ")):
            assert not re.search(r"[a-z)]{2}\. [A-Z][a-z]", line), line


def test_generated_pages_are_fresh(capsys):
    assert generate.main(["--check"]) == 0, capsys.readouterr().err


def test_a_stale_page_is_named_and_the_check_fails(tmp_path, capsys):
    assert generate.main([], tmp_path) == 0
    assert generate.main(["--check"], tmp_path) == 0
    (tmp_path / "docs/reference/errors/README.md").write_text("stale", encoding="utf-8")
    (tmp_path / "docs/reference/operations/withdrawn.md").write_text("withdrawn", encoding="utf-8")
    (tmp_path / "docs/reference/rules/SIQ999.md").write_text("withdrawn", encoding="utf-8")
    assert generate.main(["--check"], tmp_path) == 1
    assert "docs/reference/errors/README.md is stale" in (told := capsys.readouterr().err)
    assert "docs/reference/rules/SIQ999.md is stale" in told
    assert "docs/reference/operations/withdrawn.md is stale" in told
    assert generate.main([], tmp_path) == 0
    assert generate.main(["--check"], tmp_path) == 0


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("to: Invalid", "SalesIQ 1007  Invalid datatypes found in params\n"),
        ('from: "status"\nto: "status"\njson: ""', None),
    ],
)
def test_an_excerpt_is_what_its_command_prints(asked, expected):
    page = f"Before\n\n<!-- excerpt\nsalesiq-validate explain 1007\n{asked}\n-->\n```text\nstale\n```\nBehind\n"
    if expected is None:
        with pytest.raises(SystemExit, match="there is none"):
            excerpts.fresh(page)
    else:
        assert excerpts.fresh(page) == page.replace("stale\n", expected)


def test_an_excerpt_may_be_a_part_of_a_document():
    page = "<!-- excerpt\nsalesiq-validate explain 1007 --format json\njson: /code\n-->\n```json\n```\n"
    assert excerpts.fresh(page).endswith("```json\n1007\n```\n")


def test_an_excerpt_is_of_a_command_of_ours_that_did_its_work():
    for command in ("ls", "salesiq-validate explain nothing-like-this"):
        with pytest.raises(SystemExit, match="excerpt"):
            excerpts.printed(command)


def test_a_picture_of_a_terminal_shows_every_word_as_text():
    drawn = ET.fromstring(terminal.picture("\x1b[1;31merror\x1b[0m  <a> & b\n\n\x1b[2mlast\x1b[0m\n", "A name"))
    rows = drawn.findall("{http://www.w3.org/2000/svg}text")
    assert ["".join(row.itertext()) for row in rows] == ["error  <a> & b", "last"]
    assert [span.get("class") for row in rows for span in row] == ["error", "quiet"]


def test_every_rule_has_a_page_and_a_row():
    index = (ROOT / "docs/reference/rules/README.md").read_text(encoding="utf-8")
    for rule in REGISTRY.rules:
        assert f"[{rule.code}]({rule.code}.md) | `{rule.name}`" in index


@pytest.mark.parametrize(
    ("folder", "names"),
    [
        ("rules", {rule.code for rule in REGISTRY.rules}),
        ("errors", set(map(str, ErrorCatalogue()))),
        ("operations", {operation.id for operation in all_operations()}),
        ("inbound", {message.id for message in inbound_contract().messages}),
    ],
)
def test_whatever_somebody_looks_up_has_a_page_that_its_index_names(folder, names):
    pages = ROOT / "docs/reference" / folder
    assert {page.stem for page in pages.glob("*.md")} == {"README", *names}
    assert set(re.findall(r"\]\((\w+)\.md\)", (pages / "README.md").read_text(encoding="utf-8"))) >= names


def test_the_page_of_an_operation_says_what_its_terminal_page_says():
    page = (ROOT / "docs/reference/operations/create_department.md").read_text(encoding="utf-8")
    shown = CliRunner(env={"COLUMNS": "120"}).invoke(main, ["operations", "show", "create_department"]).stdout
    for line in ("Below `data`, as far as the page shows it:", '"name": "Billing 1",', "Response tail not seen"):
        assert line in page
        assert line in shown
    assert "- `operators`, array of string or integer, **required**: Ids of the operators" in page
    assert "    - `from_email`, string: Address" in page
    assert "- [1007](../errors/1007.md) Invalid datatypes found in params: " in page


def test_names_in_a_text_lead_to_their_pages():
    page = MarkdownPage("reference/rules/SIQ403.md", {"SIQ403": "reference/rules/SIQ403.md", "1007": "errors/1007.md"})
    page.items(
        ["1007 or SIQ403 or SalesIQ 1007", "of 1007 `SalesIQ 1007` a*b*c <d>", "https://www.example.com/x, more"]
    )
    assert page.text() == (
        "- [1007](../../errors/1007.md) or SIQ403 or [SalesIQ 1007](../../errors/1007.md)\n"
        "- of 1007 `SalesIQ 1007` a\\*b\\*c \\<d>\n"
        "- [example.com/x](https://www.example.com/x), more\n"
    )


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_nothing_is_hidden_as_a_tag(page):
    prose = re.sub(r"`[^`]*`", "", _FENCE.sub("", page.read_text(encoding="utf-8")))
    assert {tag for tag in re.findall(r"(?<!\\)<[^>]*>?", prose) if not tag.startswith("<!--")} <= {"<br>"}


def test_files_that_contributors_are_sent_to_are_there():
    roots = (ROOT, ROOT / "src" / "salesiq_validate", ROOT / "docs")
    named = re.findall(r"`([a-z_.]+/[\w./]*)`", (ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    assert len(named) > 50
    assert [name for name in named if not any((root / name).exists() for root in roots)] == []


def test_every_page_is_named_in_the_index():
    index = (ROOT / "docs/README.md").read_text(encoding="utf-8")
    for page in (ROOT / "docs").rglob("*.md"):
        name = page.relative_to(ROOT / "docs").as_posix()
        # Pages of single rules, codes, operations and messages are named in their own index, as another test has it.
        if name != "README.md" and (page.name == "README.md" or not name.startswith(FOLDERS)):
            assert f"({name})" in index, name


def test_every_folder_of_tests_is_named_on_their_page():
    folders = {path.parent.relative_to(ROOT / "tests").parts[0] for path in (ROOT / "tests").glob("*/*.py")}
    named = set(re.findall(r"`(\w+)/`", (ROOT / "tests/README.md").read_text(encoding="utf-8")))
    assert folders <= named
