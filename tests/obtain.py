"""Obtain the package in every way that people have: build it, install it in bare places, and run it there.

    python -m tests.obtain [--dist FOLDER]

Needs what the extra `obtain` brings and a package index. Each way must judge the recording that ships as the others do.
What a tool that is not installed would do is left out by name.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
RECORDING = ROOT / "examples" / "support-desk.har"
CHECK = ["check", str(RECORDING), "--no-config", "--format", "json", "--output", "html=page.html"]
#: A machine without a compiler installs nothing that has to be compiled.
NO_COMPILER = ["--only-binary", ":all:"]
SBOM = "salesiq-validate.cdx.json"


class LeftOut(Exception):
    """A way that needs a tool which is not installed."""


class Failed(Exception):
    """A way that does not work, and what was printed."""


def tool(name: str) -> str:
    """Return where a tool is, beside this Python or on PATH."""
    found = shutil.which(name, path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
    if found is None:
        raise LeftOut(f"{name} is not installed")
    return found


class Place:
    """An empty folder in which nothing of this checkout is found."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        #: Nothing that others installed or cached for a user is found, either.
        own = {name: str(folder / name.lower()) for name in ("PIPX_HOME", "PIPX_BIN_DIR", "UV_TOOL_DIR", "SHIV_ROOT")}
        hidden = ("PYTHONPATH", "VIRTUAL_ENV", "SALESIQ_VALIDATE_ENGINE")
        self.environment = {name: text for name, text in os.environ.items() if name not in hidden} | own

    def run(self, *command: str | Path, code: int = 0) -> str:
        """Run a command here; return what it printed."""
        done = subprocess.run(
            list(map(str, command)),
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode != code:
            raise Failed(f"{' '.join(map(str, command))}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def python(self, *requirements: str | Path) -> Path:
        """Make a virtual environment with nothing but what is asked for, not even pip; return its Python."""
        self.run(sys.executable, "-m", "venv", "--without-pip", "venv")
        python = self.folder / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        self.run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", *requirements)
        return python

    def judge(self, *command: str | Path) -> str:
        """Run the command line by a command; return its report."""
        if VERSION not in (printed := self.run(*command, "--version")):
            raise Failed(f"{' '.join(map(str, command))} --version: {printed}")
        self.run(*command, "explain", "wrong-json-type")
        return self.run(*command, *CHECK, code=1)


def build(dist: Path, place: Place) -> tuple[Path, Path]:
    """Build the sdist, and the wheel from it, with a bill of materials where that can be made."""
    for old in dist.glob("salesiq_validate-*"):
        old.unlink()
    try:
        maker, bill = tool("cyclonedx-py"), place.folder / SBOM
        about = ["--pyproject", ROOT / "pyproject.toml", "--output-reproducible", "--output-file", bill]
        place.run(maker, "environment", *about, place.python(ROOT))
        place.environment["SALESIQ_VALIDATE_SBOM"] = str(bill)
    except LeftOut as error:
        print(f"bill of materials: left out, {error}")
    place.run(sys.executable, "-m", "build", "--no-isolation", "--outdir", dist, ROOT)
    (wheel,), (sdist,) = dist.glob("*.whl"), dist.glob("*.tar.gz")
    return wheel, sdist


def ways(wheel: Path, sdist: Path) -> Iterator[tuple[str, Callable[[Place], str | None]]]:
    """Yield each way with its name; one that judges returns the report."""

    def on_an_index(place: Place) -> None:
        place.run(tool("twine"), "check", "--strict", wheel, sdist)

    def from_wheel(place: Place) -> str:
        python = place.python(*NO_COMPILER, wheel)
        report = place.judge(python.with_name("salesiq-validate"))
        # The wheel is a zip archive: put first on sys.path, it is what is imported, and what is installed is not.
        code = f"import sys; sys.path.insert(0, {str(wheel)!r}); from salesiq_validate import cli; "
        code += "assert '.whl' in cli.__file__, cli.__file__; cli.main()"
        if place.judge(python, "-I", "-c", code) != report:
            raise Failed("from a zip on sys.path, another report")
        return report

    def from_sdist(place: Place) -> str:
        return place.judge(place.python(sdist), "-I", "-m", "salesiq_validate")

    def zipapp(place: Place) -> str:
        app = place.folder / "salesiq-validate.pyz"
        place.run(tool("shiv"), "--quiet", "-c", "salesiq-validate", "-o", app, *NO_COMPILER, wheel)
        return place.judge(sys.executable, "-I", app)

    def pipx(place: Place) -> str:
        return place.judge(tool("pipx"), "run", "--spec", wheel, "salesiq-validate")

    def uvx(place: Place) -> str:
        return place.judge(tool("uvx"), "--quiet", "--no-build", "--from", wheel, "salesiq-validate")

    def bill_of_materials(place: Place) -> None:
        with zipfile.ZipFile(wheel) as archive:
            found = [name for name in archive.namelist() if ".dist-info/sboms/" in name]
            if not found:
                tool("cyclonedx-py")
                raise Failed("the wheel has none")
            bill = json.loads(archive.read(found[0]))
        about = bill["metadata"]["component"]
        if (bill["bomFormat"], about["name"], about["version"]) != ("CycloneDX", "salesiq-validate", VERSION):
            raise Failed(f"it is about {about['name']} {about['version']}")

    yield "twine check --strict", on_an_index
    yield "bill of materials", bill_of_materials
    yield "wheel, and from a zip on sys.path", from_wheel
    yield "sdist", from_sdist
    yield "zipapp", zipapp
    yield "pipx run", pipx
    yield "uvx", uvx


def main() -> int:
    """Build, try each way, and tell what came of it."""
    parser = argparse.ArgumentParser(description="Obtain the package in every way that people have.")
    parser.add_argument("--dist", type=Path, help="keep what is built in this folder")
    given = parser.parse_args()
    failed, reports = False, []
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        work = Path(folder)
        dist = (given.dist or work / "dist").resolve()
        dist.mkdir(parents=True, exist_ok=True)
        wheel, sdist = build(dist, Place(work / "build"))

        def attempt(number: int, way: Callable[[Place], str | None]) -> tuple[str, str | None]:
            began = time.monotonic()
            try:
                report = way(Place(work / str(number)))
            except LeftOut as error:
                return f"left out, {error}", None
            except Failed as error:
                return f"FAILED: {error}", None
            return f"works ({time.monotonic() - began:.1f} s)", report

        tried = [(name, pool.submit(attempt, number, way)) for number, (name, way) in enumerate(ways(wheel, sdist))]
        for name, result in tried:
            told, report = result.result()
            print(f"{name}: {told}", flush=True)
            failed = failed or told.startswith("FAILED")
            reports += [] if report is None else [report]
    if len(set(reports)) != 1:
        print(f"FAILED: {len(set(reports))} different reports, where every way must judge alike")
        failed = True
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
