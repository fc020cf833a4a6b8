"""Reading the files of schemas/: decoded once per process, as plain documents."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from salesiq_validate.catalogue.schemas_root import schemas_root
from salesiq_validate.decode import fastjson


@cache
def read_schema_file(name: str) -> Any:
    """Return the document of one file of schemas/, such as `errors.json`; callers must not change it."""
    return fastjson.loads((schemas_root() / name).read_bytes())


@cache
def resource_names() -> tuple[str, ...]:
    """Return the names of all resources: one file each in schemas/operations/."""
    folder: Path = schemas_root() / "operations"
    return tuple(sorted(path.stem for path in folder.glob("*.json")))
