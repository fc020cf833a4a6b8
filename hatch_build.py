"""Hooks of the build: a README that an index can show, and a bill of materials inside the wheel."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

#: A Markdown link or picture whose target is a file of the repository.
_LINK = re.compile(r"(?P<open>!?)\[(?P<text>(?:[^\[\]]|!\[[^\]]*\]\([^)]*\))*)\]\((?P<target>[^)\s]+)\)")

_CODE = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)


class Readme(MetadataHookInterface):
    """Lets the README's links lead to the files of this version, wherever it is shown."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the readme."""
        text = (Path(self.root) / "README.md").read_text("utf-8")
        text = absolute(text, metadata["urls"]["Source"], f"v{metadata['version']}")
        metadata["readme"] = {"content-type": "text/markdown", "text": text}


class BillOfMaterials(BuildHookInterface):
    """Puts the file that SALESIQ_VALIDATE_SBOM names into the wheel, as PEP 770 has it; a release sets it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the file to the wheel's builder."""
        file = os.environ.get("SALESIQ_VALIDATE_SBOM")
        if file and self.target_name == "wheel" and version == "standard":
            build_data["sbom_files"].append(file)


def absolute(text: str, repository: str, tag: str) -> str:
    """Return Markdown whose links to files of a repository are whole URLs, those of pictures to the file itself."""

    def link(found: re.Match[str]) -> str:
        target, shown = found["target"], _LINK.sub(link, found["text"])
        if not re.match(r"[a-z]+:|#", target):
            target = f"{repository}/{'raw' if found['open'] else 'blob'}/{tag}/{target}"
        return f"{found['open']}[{shown}]({target})"

    parts = _CODE.split(text)
    return "".join(part if number % 2 else _LINK.sub(link, part) for number, part in enumerate(parts))
