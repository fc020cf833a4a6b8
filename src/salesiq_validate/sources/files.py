"""Files: finds source files at paths; has a runner that judges them."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Generator, Iterable, Iterator
from fnmatch import translate
from pathlib import Path
from typing import Final, NamedTuple

from attrs import define, field

from salesiq_validate.exceptions import UnreadableRecording
from salesiq_validate.exchange import Origin
from salesiq_validate.recordings.entry import problem
from salesiq_validate.recordings.files import each_once, without_dot
from salesiq_validate.rules.reading import limit_hit
from salesiq_validate.run.files import Piece, Runner
from salesiq_validate.run.steps import Judgement, Step
from salesiq_validate.sources.languages import is_source
from salesiq_validate.sources.linter import Source

_NOT_ENTERED: Final = frozenset({"node_modules", "__pycache__"})


@define(eq=False, repr=False)
class SourceRunner(Runner):
    """Judges source files instead of recordings."""

    #: The name of standard input.
    stdin_name: str = field(default="-", kw_only=True)

    def pieces(self, paths: Iterable[str]) -> Generator[Piece, None, None]:
        """Yield the files at paths: those that the user names, and in folders those with a usual ending."""
        for file in each_once(file for path in paths for file in self._files_at(path)):
            yield Piece(file)

    def _files_at(self, path: str) -> Iterable[str]:
        return self._walk(path, []) if path != "-" and Path(path).is_dir() else (path,)

    def _walk(self, folder: str, above: list[_Ignored]) -> Iterator[str]:
        try:
            ignored = [*above, *_ignored_in(folder)]
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            self._give_up(without_dot(folder), _unreadable(folder, error))
            return
        for entry in entries:
            is_folder = entry.is_dir(follow_symlinks=False)
            if entry.is_symlink() or _is_ignored(entry.path, ignored, is_folder=is_folder):
                continue
            if is_folder:
                if not entry.name.startswith(".") and entry.name not in _NOT_ENTERED:
                    yield from self._walk(entry.path, ignored)
            elif entry.is_file() and is_source(entry.name):
                yield entry.path

    def _judge(self, file: str) -> None:
        try:
            content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        except OSError as error:
            self._give_up(file, _unreadable(file, error))
            return
        name = self.stdin_name if file == "-" else file
        self.sink.take(self._steps(name, content), file)

    def _steps(self, name: str, content: bytes) -> Iterator[Step]:
        if len(content) > self.validators.config.limits.max_body_bytes:
            yield Judgement(
                None, None, (problem(limit_hit, "the file is larger than max-body-bytes allows", Origin(name)),)
            )
        elif b"\0" not in content[:8192]:
            for step in Source(name, content.decode("utf-8-sig", "replace"), self.validators.of(name)).steps():
                found = [one for one in step.findings if self.is_known is None or not self.is_known(one)]
                yield step._replace(findings=found)


class _Ignored(NamedTuple):
    """One line of a .gitignore."""

    folder: str
    pattern: re.Pattern[str]
    is_negated: bool
    only_folders: bool


def _unreadable(path: str, error: OSError) -> UnreadableRecording:
    return UnreadableRecording(without_dot(path), error.strerror or "it cannot be read")


def _ignored_in(folder: str) -> Iterator[_Ignored]:
    file = Path(folder, ".gitignore")
    for line in file.read_text("utf-8", "replace").splitlines() if file.is_file() else ():
        text = line.strip().removeprefix("!")
        if text and not text.startswith("#"):
            anywhere = "" if "/" in text.rstrip("/") else "(?:.*/)?"
            pattern = re.compile(anywhere + translate(text.strip("/").replace("**/", "*")))
            yield _Ignored(folder, pattern, line.startswith("!"), text.endswith("/"))


def _is_ignored(path: str, ignored: list[_Ignored], *, is_folder: bool) -> bool:
    verdict = False
    for one in ignored:
        inside = os.path.relpath(path, one.folder).replace(os.sep, "/")
        if (is_folder or not one.only_folders) and one.pattern.fullmatch(inside):
            verdict = not one.is_negated
    return verdict
