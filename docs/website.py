"""Build the website from the pages of docs/, with strict links.

python docs/website.py             writes the website to site/; open site/index.html
python docs/website.py FOLDER      writes the website to FOLDER
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, TypeAlias

ROOT: Final = Path(__file__).resolve().parents[1]
#: We copy pages, pictures and files for language models, but not programs.
_COPIED: Final = {".md", ".png", ".svg", ".txt"}
#: A fenced block, in which nothing is a link; or a link to one of our files.
_LINK: Final = re.compile(
    r"(?P<fence>^```.*?^```$)|\]\((?!https?:|#)(?P<path>[^)#\s]+)(?P<anchor>#[^)\s]*)?\)", re.DOTALL | re.MULTILINE
)
#: A list with more pages than this needs headings.
_MOST: Final = 20
_HEADING: Final = re.compile(r"^## (.+)$", re.MULTILINE)

#: A page by its path, or a section by its title.
Entry: TypeAlias = "str | dict[str, list[Entry]]"


def build(folder: Path, root: Path = ROOT) -> None:
    """Write the website to a folder, replacing its content.

    Arguments:
        folder: the folder to write to.
        root: the root of the project whose docs/ to use.

    Raises:
        SystemExit: a link is broken, or the generator is missing.
    """
    if shutil.which("zensical", path=_path()) is None:
        raise SystemExit("The website is built by Zensical: pip install -e '.[docs]'")
    docs = root / "docs"
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        for page in docs.rglob("*"):
            if page.suffix in _COPIED:
                _copy(page, work / "docs" / page.relative_to(docs), root)
        shutil.copytree(ROOT / "docs/website", work / "docs/assets", ignore=shutil.ignore_patterns("*.toml"))
        settings = (ROOT / "docs/website/zensical.toml").read_text(encoding="utf-8")
        settings = settings.replace("[project]\n", f"[project]\nnav = {_toml(navigation(docs))}\n", 1)
        settings = settings.replace("SOURCE", _source())
        (work / "zensical.toml").write_text(settings, encoding="utf-8")
        command = ["zensical", "build", "--strict"]
        built = subprocess.run(command, cwd=work, env={**os.environ, "PATH": _path()}, check=False)
        if built.returncode:
            raise SystemExit(built.returncode)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(work / "site", folder)


def navigation(docs: Path) -> list[Entry]:
    """Return the pages in the order of docs/README.md: a section for each heading, and for each folder with a list."""
    index = docs / "README.md"
    return ["README.md", *({title: _entries(docs, index, text)} for title, text in _sections(index))]


def _entries(docs: Path, index: Path, text: str) -> list[Entry]:
    """Return the entries of an index; a page that is itself an index becomes a section with its own pages."""
    found: list[Entry] = []
    folders: set[Path] = set()
    for page in _pages_named(index, text):
        name = page.relative_to(docs).as_posix()
        if page.parent in folders:
            continue
        if page.name == "README.md":
            folders.add(page.parent)
            title = page.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
            found.append({title: [name, *_beside(docs, page)]})
        else:
            found.append(name)
    return found


def _beside(docs: Path, index: Path) -> list[Entry]:
    """Return the pages in the folder of an index, under its headings if there are many."""

    def named(text: str) -> list[Entry]:
        pages = (page for page in _pages_named(index, text) if page.parent == index.parent and page != index)
        return [page.relative_to(docs).as_posix() for page in dict.fromkeys(pages)]

    pages = named(index.read_text(encoding="utf-8"))
    return pages if len(pages) <= _MOST else [{title: named(text)} for title, text in _sections(index)]


def _sections(index: Path) -> Iterator[tuple[str, str]]:
    _, *parts = _HEADING.split(index.read_text(encoding="utf-8"))
    return zip(parts[::2], parts[1::2], strict=True)


def _pages_named(index: Path, text: str) -> Iterator[Path]:
    for found in _LINK.finditer(text):
        if found["path"] and found["path"].endswith(".md"):
            yield (index.parent / found["path"]).resolve()


def _copy(page: Path, copy: Path, root: Path) -> None:
    """Copy a file; links of a page that leave docs/ lead to the repository."""
    copy.parent.mkdir(parents=True, exist_ok=True)
    if page.suffix != ".md":
        shutil.copyfile(page, copy)
        return

    def absolute(found: re.Match[str]) -> str:
        target = (page.parent / (found["path"] or "")).resolve()
        if found["fence"]:
            # The highlighter has no name for JSON Lines.
            return found[0].replace("```jsonl", "```json", 1)
        if target.is_relative_to(root / "docs") and target.suffix in _COPIED:
            return found[0]
        kind = "tree" if target.is_dir() else "blob"
        return f"]({_source()}/{kind}/main/{target.relative_to(root).as_posix()}{found['anchor'] or ''})"

    copy.write_text(_LINK.sub(absolute, page.read_text(encoding="utf-8")), encoding="utf-8")


@cache
def _source() -> str:
    """Return the address of the repository."""
    address: str = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["urls"]["Source"]
    return address


def _toml(entries: list[Entry]) -> str:
    """Return a navigation in TOML; its texts and lists are those of JSON, but its tables are different."""
    shown = []
    for entry in entries:
        if isinstance(entry, str):
            shown.append(json.dumps(entry))
        else:
            ((title, inside),) = entry.items()
            shown.append(f"{{{json.dumps(title)} = {_toml(inside)}}}")
    return f"[{', '.join(shown)}]"


def _path() -> str:
    """Return the PATH for programs: first the folder of this Python, whether or not its environment is active."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])


def main() -> None:
    """Build the website in the folder from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "site", help="where to; site/ if left out")
    folder = parser.parse_args().folder
    build(folder)
    print(f"Open {folder / 'index.html'}")


if __name__ == "__main__":
    main()
