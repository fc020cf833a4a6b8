"""Baseline: findings that are known and accepted for now, so that only new ones count.

A finding is known by its fingerprint, which holds no value, line or index: a baseline survives new recordings, and can
be read and reviewed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from attrs import asdict, define, field, frozen

from salesiq_validate.decode import json_fast
from salesiq_validate.exceptions import UnusableBaseline
from salesiq_validate.finding import Finding

FORMAT: Final = "salesiq-validate/baseline-v1"


@frozen(order=True)
class KnownFinding:
    """One entry of a baseline: what all findings with a fingerprint have in common."""

    rule: str
    #: operationId, "" where none matched.
    operation: str
    #: "body operators[*].name": the place without indices.
    place: str
    fingerprint: str

    @classmethod
    def of(cls, finding: Finding) -> KnownFinding:
        name = finding.path_shape if finding.path is not None else finding.shown_param or finding.header
        place = f"{finding.side} {finding.where} {name}" if name else f"{finding.side} {finding.where}"
        return cls(finding.rule.code, finding.operation or "", place, finding.fingerprint)


@define
class Baseline:
    """A set of known findings, which remembers which of them still occur."""

    entries: dict[str, KnownFinding] = field(factory=dict)
    _seen: set[str] = field(factory=set, init=False)

    @classmethod
    def read(cls, path: str) -> Baseline:
        """Read a baseline file.

        Raises:
            UnusableBaseline: it cannot be read or is none.
        """
        try:
            document: Any = json_fast.loads(Path(path).read_bytes())
            if document["format"] != FORMAT:
                raise UnusableBaseline(path, f"its format is not {FORMAT}")
            known = [
                KnownFinding(entry["rule"], entry.get("operation") or "", entry["place"], entry["fingerprint"])
                for entry in document["findings"]
            ]
        except OSError as error:
            raise UnusableBaseline(path, f"it cannot be read ({error.strerror})") from None
        except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
            raise UnusableBaseline(
                path, "it is no baseline; make one with `salesiq-validate baseline create`"
            ) from None
        return cls({entry.fingerprint: entry for entry in known})

    def knows(self, finding: Finding) -> bool:
        """Tell whether a finding is known, and remember that it still occurs."""
        fingerprint = finding.fingerprint
        if fingerprint not in self.entries:
            return False
        self._seen.add(fingerprint)
        return True

    def accept(self, finding: Finding) -> bool:
        """Make a finding known, which it then is."""
        self.entries.setdefault(finding.fingerprint, KnownFinding.of(finding))
        return self.knows(finding)

    @property
    def stale(self) -> list[KnownFinding]:
        """What is known and has not occurred since the baseline was read, sorted."""
        return sorted(entry for key, entry in self.entries.items() if key not in self._seen)

    def pruned(self) -> Baseline:
        """Return the baseline without what is stale."""
        return Baseline({key: entry for key, entry in self.entries.items() if key in self._seen})

    def write(self, path: str) -> None:
        """Write the file, sorted, so that it diffs well.

        Raises:
            UnusableBaseline: it cannot be written.
        """
        document = {
            "format": FORMAT,
            "findings": [
                {**asdict(entry), "operation": entry.operation or None} for entry in sorted(self.entries.values())
            ],
        }
        try:
            Path(path).write_text(json.dumps(document, indent=2) + "\n", "utf-8")
        except OSError as error:
            raise UnusableBaseline(path, f"it cannot be written ({error.strerror})") from None
