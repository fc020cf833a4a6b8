"""Both engines, for tests that hold for each of them."""

from __future__ import annotations

import pytest

from salesiq_validate.engine.protocol import Engine
from salesiq_validate.engine.reference import ReferenceEngine


@pytest.fixture(params=["reference", "fast"])
def engine(request) -> Engine:
    if request.param == "reference":
        return ReferenceEngine()
    pytest.importorskip("jsonschema_rs")
    from salesiq_validate.engine.fast import FastEngine

    return FastEngine()
