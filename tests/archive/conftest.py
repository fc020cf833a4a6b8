"""The archive that jobs and clusters judge."""

from __future__ import annotations

import gzip
import json

import pytest
from tests.archive.traffic import CLEAN, FAULTY, LINES, REFUSED


@pytest.fixture
def folder(tmp_path):
    """An archive of several forms, with a file that breaks off."""
    here = tmp_path / "archive"
    here.mkdir()
    twice = CLEAN.replace(b'"name"', b'"name": "Sales", "name"')
    (here / "b.jsonl").write_bytes(b"\n".join([*LINES, b"", twice] * 6))
    (here / "a.jsonl").write_bytes(b"\n".join([CLEAN, FAULTY]))
    (here / "c.jsonl.gz").write_bytes(gzip.compress(b"\n".join([FAULTY, REFUSED] * 9))[:-20])
    request = {"method": "DELETE", "url": "https://salesiq.zoho.com/api/v2/example/departments/x", "headers": []}
    (here / "d.har").write_text(json.dumps({"log": {"version": "1.2", "entries": [{"request": request}]}}))
    return here
