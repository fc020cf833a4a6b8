"""Finding and reading the files of schemas/: decoded once per process, as plain documents."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from salesiq_validate.decode import json_fast


@cache
def schemas_root() -> Path:
    """Find schemas/: inside the package when installed from a wheel, else at the top of the checkout.

    A wheel holds the folder as `salesiq_validate/schemas`. A checkout, which an editable install points to, has it at
    its top only, so the two never stand beside each other.

    Raises:
        FileNotFoundError: neither is there, so the installation is broken.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "schemas", package.parent.parent / "schemas"):
        if folder.is_dir():
            return folder
    message = "salesiq-validate is installed without its schemas folder; install it again"
    raise FileNotFoundError(message)


@cache
def read_schema_file(name: str) -> Any:
    """Return the document of one file of schemas/, such as `errors.json`; callers must not change it."""
    return json_fast.loads((schemas_root() / name).read_bytes())


@cache
def resource_names() -> tuple[str, ...]:
    """Return the names of all resources: one file each in schemas/operations/."""
    folder: Path = schemas_root() / "operations"
    return tuple(sorted(path.stem for path in folder.glob("*.json")))
