"""The stand-in serves a client in another language: Node's fetch."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.server.conftest import TOKEN

NODE = shutil.which("node")


@pytest.mark.slow
@pytest.mark.skipif(NODE is None, reason="node is not installed; it runs the client that is no Python")
def test_a_node_client_gets_answers_and_refusals(stand_in):
    run = subprocess.run(
        [NODE, str(Path(__file__).with_name("client.mjs")), stand_in.url, TOKEN],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if "fetch is not defined" in run.stderr:
        pytest.skip("this node is older than 18 and has no fetch")
    assert run.returncode == 0, run.stderr
    listed, wrong, created, by_header, ordered, by_order, many = map(json.loads, run.stdout.splitlines())
    assert (listed["status"], listed["found"], len(listed["answer"]["data"])) == (200, "ok", 20)
    assert (wrong["status"], wrong["found"]) == (200, "SIQ403")
    assert wrong["answer"] == stand_in.reports[1].reply.as_envelope()
    assert created["answer"]["object"] == "department"
    assert by_header["answer"]["error"]["code"] == 1017
    assert ordered["answer"] == {"next": {"operation": "list_departments", "code": 1023}}
    assert by_order["answer"]["error"]["code"] == 1023
    assert many["answer"] is True
