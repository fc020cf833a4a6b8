"""Hypothesis is wanted by the strategies alone, and its absence is told in words."""

from __future__ import annotations

import subprocess
import sys


def test_without_hypothesis_the_extra_is_named():
    code = (
        "import sys; sys.modules['hypothesis'] = None\n"
        "import salesiq_validate\n"
        "from salesiq_validate.exceptions import MissingExtra\n"
        "try:\n"
        "    import salesiq_validate.strategies\n"
        "except MissingExtra as error:\n"
        "    print(error)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert "needs the package hypothesis" in run.stdout
    assert "salesiq-validate[strategies]" in run.stdout
