"""A desk for tests, and what its tests share."""

from __future__ import annotations

import pytest
from northwind_desk import Desk

TOKEN = "1000.0123abcd.4567cdef"


@pytest.fixture
def desk() -> Desk:
    return Desk("northwind-desk", TOKEN)


@pytest.fixture
def served_desk(salesiq_server) -> Desk:
    """A desk at the stand-in, which judges requests and answers them as SalesIQ would."""
    return Desk("northwind-desk", TOKEN, server=salesiq_server.url)


@pytest.fixture(scope="session")
def vcr_config() -> dict[str, object]:
    """Keep tokens out of cassettes."""
    return {"filter_headers": ["authorization"]}
