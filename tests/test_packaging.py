"""What is built and installed holds the same schemas as the checkout."""

from __future__ import annotations

import ast
import importlib.metadata
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import hatch_build
import pytest

import salesiq_validate
from salesiq_validate import ErrorCatalogue
from salesiq_validate.contract import all_operations
from salesiq_validate.contract.files import schemas_root
from salesiq_validate.export import guide

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "salesiq_validate"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

BILL = b'{"bomFormat": "CycloneDX"}'


def files_below(folder: Path) -> dict[str, bytes]:
    """Content by name; what tools leave behind is no part of a project."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not {"__pycache__", ".hypothesis"} & set(file.parts)
    }


def without(prefix: str, files: dict[str, bytes]) -> dict[str, bytes]:
    return {name.removeprefix(prefix): content for name, content in files.items() if name.startswith(prefix)}


def build(kind: str, project: Path, target: Path, **environment: str) -> Path:
    """Build with the hatchling that is installed: no index is asked and no environment made."""
    command = [sys.executable, "-m", "build", "--no-isolation", f"--{kind}", "--outdir", str(target), str(project)]
    run = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | environment)
    assert run.returncode == 0, run.stdout + run.stderr
    (built,) = target.glob("*.tar.gz" if kind == "sdist" else "*.whl")
    return built


@pytest.fixture(scope="module")
def sdist(tmp_path_factory):
    """The unpacked sdist of this checkout."""
    folder = tmp_path_factory.mktemp("sdist")
    with tarfile.open(build("sdist", ROOT, folder)) as archive:
        archive.extractall(folder, filter="data")
    return folder / f"salesiq_validate-{PROJECT['version']}"


@pytest.fixture(scope="module")
def wheel(sdist, tmp_path_factory):
    """The files of the wheel that is built from the sdist, as an index's users get it."""
    folder = tmp_path_factory.mktemp("wheel")
    bill = folder / "bill.cdx.json"
    bill.write_bytes(BILL)
    with zipfile.ZipFile(build("wheel", sdist, folder, SALESIQ_VALIDATE_SBOM=str(bill))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_sdist_holds_the_schemas_of_the_checkout(sdist):
    assert files_below(sdist / "schemas") == files_below(ROOT / "schemas")


def test_the_wheel_holds_the_schemas_of_the_checkout(wheel):
    assert without("salesiq_validate/schemas/", wheel) == files_below(ROOT / "schemas")


def test_the_wheel_holds_the_modules_of_the_checkout_and_nothing_else(wheel):
    info = f"salesiq_validate-{PROJECT['version']}.dist-info/"
    code = {name: file for name, file in wheel.items() if not name.startswith(("salesiq_validate/schemas/", info))}
    assert code == files_below(ROOT / "src")
    assert "salesiq_validate/py.typed" in code
    assert {"METADATA", "entry_points.txt", "licenses/LICENSE"} <= without(info, wheel).keys()


def test_the_wheel_holds_the_bill_of_materials_of_its_release(wheel):
    assert wheel[f"salesiq_validate-{PROJECT['version']}.dist-info/sboms/bill.cdx.json"] == BILL


@pytest.mark.parametrize(("name", "form"), [("llms.txt", "llms"), ("SKILL.md", "skill")])
def test_the_wheel_holds_the_guide_for_language_models(wheel, name, form):
    made = guide(all_operations(), ErrorCatalogue(), form)
    assert wheel[f"salesiq_validate/agents/{name}"].decode() == made


def test_links_of_the_readme_work_on_an_index(wheel):
    about = wheel[f"salesiq_validate-{PROJECT['version']}.dist-info/METADATA"].decode()
    head, _, shown = about.partition("\n\n")
    assert "Description-Content-Type: text/markdown" in head
    prose = re.sub(r"^```.*?^```$", "", shown, flags=re.MULTILINE | re.DOTALL)
    targets = re.findall(r"\]\(([^)\s]+)\)", prose)
    assert len(targets) > 10
    ours = re.compile(rf"{PROJECT['urls']['Source']}/(?:blob|raw)/v{PROJECT['version']}/([^#]+)")
    for target in targets:
        assert target.startswith(("https://", "#")), target
        if found := ours.match(target):
            assert (ROOT / found[1]).exists(), target


def test_only_links_to_files_become_whole_urls():
    text = "[a](docs/a.md#b) [b](https://b) [c](#c) [![d](d.png)](d.md)\n```py\nx[0](y)\n```\n"
    assert hatch_build.absolute(text, "https://r", "v1") == (
        "[a](https://r/blob/v1/docs/a.md#b) [b](https://b) [c](#c) "
        "[![d](https://r/raw/v1/d.png)](https://r/blob/v1/d.md)\n```py\nx[0](y)\n```\n"
    )


def test_the_sdist_is_enough_to_run_the_tests(sdist):
    for folder in ("src", "tests", "examples"):
        assert files_below(sdist / folder) == files_below(ROOT / folder), folder
    assert {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md"} <= {file.name for file in sdist.iterdir()}


def test_an_unpacked_wheel_finds_its_own_schemas(wheel, tmp_path):
    for name, content in wheel.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    code = "from salesiq_validate.contract.files import schemas_root; print(schemas_root())"
    # Isolated (-I), so that neither this checkout nor PYTHONPATH is found first.
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {code}"
    run = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert Path(run.stdout.strip()) == tmp_path / "salesiq_validate" / "schemas"


def test_a_checkout_uses_its_own_schemas():
    """An editable install must leave no copy that goes stale beside the checkout's folder."""
    if Path(salesiq_validate.__file__).parent != PACKAGE:
        pytest.skip("the tests run against an installed wheel")
    assert schemas_root() == ROOT / "schemas"
    assert not (PACKAGE / "schemas").exists()
    installed = [str(file) for file in importlib.metadata.files("salesiq-validate") or ()]
    assert not [name for name in installed if "schemas/" in name]


def test_without_a_schemas_folder_the_error_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr("salesiq_validate.contract.files.__file__", str(tmp_path / "a" / "b" / "c" / "d.py"))
    with pytest.raises(FileNotFoundError, match="install it again"):
        schemas_root.__wrapped__()


#: The distributions whose modules have other names.
MODULE_NAMES = {
    "jsonschema-rs": "jsonschema_rs",
    "pyyaml": "yaml",
    "markdown-it-py": "markdown_it",
    "vcrpy": "vcr",
    "opentelemetry-sdk": "opentelemetry",
    "sentry-sdk": "sentry_sdk",
}


def distributions(*extras: str) -> set[str]:
    """The modules that the dependencies and some extras bring."""
    optional = PROJECT["optional-dependencies"]
    requirements = [*PROJECT["dependencies"], *(line for extra in extras for line in optional[extra])]
    names = {re.match(r"[\w.-]+", requirement)[0].lower() for requirement in requirements}
    return {MODULE_NAMES.get(name, name) for name in names}


def imports(folder: Path) -> set[str]:
    """The modules of others that a folder's files import anywhere."""
    found = set()
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            found |= {name.partition(".")[0] for name in names}
    ours = {"salesiq_validate", "_salesiq_validate_pytest"} | {path.stem for path in ROOT.iterdir()}
    # "compression" came to the standard library with 3.14.
    return found - sys.stdlib_module_names - ours - {"compression"}


def test_every_import_is_a_declared_dependency():
    extras = PROJECT["optional-dependencies"].keys() - {"test", "test-export", "test-recipes", "lint", "obtain"}
    assert imports(ROOT / "src") <= distributions(*extras) | {"pytest", "_pytest"}


def test_every_dependency_is_imported():
    assert distributions() <= imports(ROOT / "src")


def test_every_import_of_the_tests_is_in_their_extra():
    extras = PROJECT["optional-dependencies"].keys() - {"lint"}
    assert imports(ROOT / "tests") <= distributions(*extras)


def test_the_version_is_that_of_the_changelog():
    assert importlib.metadata.version("salesiq-validate") == PROJECT["version"]
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text("utf-8")
