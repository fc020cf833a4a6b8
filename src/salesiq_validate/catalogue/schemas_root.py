"""Find the folder of schemas that this installation uses."""

from __future__ import annotations

from functools import cache
from pathlib import Path


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
