"""The machine, the versions and the commit behind the figures."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import subprocess
from pathlib import Path
from typing import Any

#: All packages that some section uses.
PACKAGES = (
    "salesiq-validate", "attrs", "msgspec", "jsonschema-rs", "jsonschema", "orjson", "fastjsonschema", "pydantic",
    "openapi-core", "requests", "check-jsonschema",
)  # fmt: skip

_ROOT = Path(__file__).parent.parent


def versions() -> dict[str, str | None]:
    """Return the versions of these packages; None for one that is not installed."""
    found: dict[str, str | None] = {}
    for package in PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            found[package] = None
    return found


def describe() -> dict[str, Any]:
    """Return the facts about the machine that a reader of the figures needs."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        # The load from other processes; it spoils wall times, most of all those of several jobs.
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "memory_mib": _memory_mib(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "node": _printed("node", "--version"),
    }


def commit() -> str | None:
    """Return the current commit, with a mark if files differ from it; None outside a checkout."""
    return _printed("git", "-C", str(_ROOT), "describe", "--always", "--dirty", "--exclude=*")


def line() -> str:
    """Return the same in one line, for a terminal."""
    about = describe()
    packages = ", ".join(f"{name} {version}" for name, version in versions().items() if version is not None)
    return f"{about['processor']}, {about['cores']} cores, {about['python']}; {packages}"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for row in info.read_text(encoding="utf-8").splitlines():
            if row.startswith("model name"):
                return row.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory_mib() -> int | None:
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
    except (AttributeError, ValueError, OSError):
        return None


def _printed(*command: str) -> str | None:
    if shutil.which(command[0]) is None:
        return None
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() or None
