"""Files: finds and reads the files of schemas/, each decoded once per process."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesiq_validate.decode import json_fast

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


@cache
def schemas_root() -> Traversable:
    """Find schemas/: inside the package when installed from a wheel, else at the top of the checkout.

    A wheel holds the folder as `salesiq_validate/schemas`. A checkout, also of an editable install, has it only at the
    top, so there is never more than one. If the package is imported from a zip file, the folder is in it.

    Raises:
        FileNotFoundError: neither exists, so the installation is broken.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "schemas", package.parent.parent / "schemas"):
        if folder.is_dir():
            return folder
    from importlib.resources import files  # takes 8 ms, and a folder on disk does not need it

    packed = files("salesiq_validate") / "schemas"
    if packed.is_dir():
        return packed
    message = "salesiq-validate is installed without its schemas folder; install it again"
    raise FileNotFoundError(message)


@cache
def read_schema_file(name: str) -> Any:
    """Return the document of one file of schemas/, such as `errors.json`; callers must not change it."""
    return json_fast.loads((schemas_root() / name).read_bytes())


@cache
def resource_names() -> tuple[str, ...]:
    """Return the names of all resources: one file each in schemas/operations/."""
    names = (file.name for file in (schemas_root() / "operations").iterdir())
    return tuple(sorted(name.removesuffix(".json") for name in names if name.endswith(".json")))
