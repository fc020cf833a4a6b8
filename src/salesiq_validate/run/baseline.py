"""Baseline: findings that are known and accepted for now, so that only new ones count.

A baseline recognises a finding by its fingerprint, which has no value, line or index. So a baseline survives new
recordings, and people can read and review it. Each entry lists its recordings, so that a run over some recordings does
not affect others.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from attrs import asdict, define, evolve, field, frozen

from salesiq_validate.decode import json_fast
from salesiq_validate.exceptions import UnusableBaseline
from salesiq_validate.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Collection

BASELINE_FORMAT: Final = "salesiq-validate/baseline-v1"
#: How many recordings we list for a finding. If more recordings show it, we never report it as gone.
_MOST_FILES: Final = 100


@frozen(order=True)
class KnownFinding:
    """One entry of a baseline: what all findings with the same fingerprint have in common."""

    rule: str
    #: operationId, "" if no operation matched.
    operation: str
    #: "body operators[*].name": the place without indices.
    place: str
    fingerprint: str
    #: The recordings that show it, relative to the baseline's folder; empty if unknown.
    files: tuple[str, ...] = ()

    @classmethod
    def of(cls, finding: Finding) -> KnownFinding:
        name = finding.path_shape if finding.path is not None else finding.shown_param or finding.header
        place = f"{finding.side} {finding.where} {name}" if name else f"{finding.side} {finding.where}"
        return cls(finding.rule.code, finding.operation or "", place, finding.fingerprint)


@define
class Baseline:
    """A set of known findings, which remembers which of them still occur, and where."""

    entries: dict[str, KnownFinding] = field(factory=dict)
    #: The folder to which the names of recordings are relative.
    folder: str = ""
    _seen: dict[str, set[str]] = field(factory=dict, init=False)

    @classmethod
    def at(cls, path: str) -> Baseline:
        """Return an empty baseline, to be written to this path."""
        return cls(folder=os.path.dirname(path))  # noqa: PTH120 - a text

    @classmethod
    def read(cls, path: str) -> Baseline:
        """Read a baseline file.

        Raises:
            UnusableBaseline: the file cannot be read, or is not a baseline.
        """
        try:
            document: Any = json_fast.loads(Path(path).read_bytes())
            if document["format"] != BASELINE_FORMAT:
                raise UnusableBaseline(path, f"its format is not {BASELINE_FORMAT}")
            known = [
                KnownFinding(
                    entry["rule"],
                    entry.get("operation") or "",
                    entry["place"],
                    entry["fingerprint"],
                    tuple(entry.get("files", ())),
                )
                for entry in document["findings"]
            ]
        except FileNotFoundError:
            raise UnusableBaseline(
                path, "there is no such file; make it with `salesiq-validate baseline create` and the recordings"
            ) from None
        except OSError as error:
            raise UnusableBaseline(path, f"it cannot be read ({error.strerror})") from None
        except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
            raise UnusableBaseline(
                path, "it is not a baseline; make one with `salesiq-validate baseline create`"
            ) from None
        baseline = cls.at(path)
        baseline.entries = {entry.fingerprint: entry for entry in known}
        return baseline

    def knows(self, finding: Finding) -> bool:
        """Tell whether a finding is known, and remember that it still occurs."""
        fingerprint = finding.fingerprint
        if fingerprint not in self.entries:
            return False
        files = self._seen.setdefault(fingerprint, set())
        if finding.origin is not None and finding.origin.file is not None and len(files) <= _MOST_FILES:
            files.add(finding.origin.file)
        return True

    def accept(self, finding: Finding) -> bool:
        """Add a finding to the known ones."""
        self.entries.setdefault(finding.fingerprint, KnownFinding.of(finding))
        return self.knows(finding)

    def stale(self, judged: Collection[str]) -> list[KnownFinding]:
        """Return the entries that no longer occur, sorted.

        Arguments:
            judged: the recordings that were judged since the baseline was read. If an entry lists another recording
            that still exists, it may still occur; for an entry without recordings, we cannot know.
        """
        here = set(map(self._name, judged))
        return sorted(
            entry
            for key, entry in self.entries.items()
            if key not in self._seen and all(file in here or self._is_gone(file) for file in entry.files)
        )

    def pruned(self, judged: Collection[str]) -> Baseline:
        """Return the baseline without stale entries; an entry without recordings stays.

        Arguments:
            judged: as for `stale`.
        """
        here = set(map(self._name, judged))
        stale = {entry.fingerprint for entry in self.stale(judged) if entry.files}
        kept = {}
        for key, entry in self.entries.items():
            if key not in stale:
                others = (file for file in entry.files if file not in here and not self._is_gone(file))
                kept[key] = self._with_files(entry, {*others, *map(self._name, self._seen.get(key, ()))})
        return Baseline(kept, self.folder)

    def write(self, path: str) -> None:
        """Write the file, sorted, so that it diffs well.

        Raises:
            UnusableBaseline: the file cannot be written.
        """
        seen = {key: set(map(self._name, files)) for key, files in self._seen.items()}
        known = (self._with_files(entry, {*entry.files, *seen.get(key, ())}) for key, entry in self.entries.items())
        document = {
            "format": BASELINE_FORMAT,
            "findings": [{**asdict(entry), "operation": entry.operation or None} for entry in sorted(known)],
        }
        try:
            Path(path).write_text(json.dumps(document, indent=2) + "\n", "utf-8", newline="\n")
        except OSError as error:
            raise UnusableBaseline(path, f"it cannot be written ({error.strerror})") from None

    def _name(self, file: str) -> str:
        """Return a recording's name as the baseline lists it, from whichever folder the user named it."""
        if file == "-" or "://" in file:
            return file
        return os.path.relpath(file, self.folder or os.curdir).replace(os.sep, "/")

    def _is_gone(self, name: str) -> bool:
        return "://" not in name and not os.path.exists(os.path.join(self.folder, name))  # noqa: PTH110, PTH118 - texts

    @staticmethod
    def _with_files(entry: KnownFinding, files: set[str]) -> KnownFinding:
        return evolve(entry, files=tuple(sorted(files)) if len(files) <= _MOST_FILES else ())
