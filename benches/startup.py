"""Start-up: whole processes, such as a first request, `check` compared with check-jsonschema, and an unused plugin.

python benches/run.py startup
"""

from __future__ import annotations

import importlib.metadata
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import contract
import corpus
from exchanges import Made
from measuring import Seconds, Task, interleaved
from options import Options
from result import Limit, Result

_BARE, _ATTRS = "python -c pass", "import attrs"
_HELP, _CHECK = "salesiq-validate --help", "salesiq-validate check, one file"
_FIRST = "check_request, a first request"
_PEER = "check-jsonschema, one file"


def measure(options: Options) -> list[Result]:
    """Return a table of imports, as measured by `-X importtime`, and one of whole processes."""
    left_out: dict[str, str] = {}
    imports = [
        Task(_ATTRS, _imports("attrs")),
        Task("import salesiq_validate", _imports("salesiq_validate")),
        Task("import salesiq_validate.validator", _imports("salesiq_validate.validator")),
    ]
    plugin = Task("import of the pytest plugin", _imports("_salesiq_validate_pytest", after="pytest"))
    return [
        Result(
            title="Imports",
            unit="ms",
            figures=interleaved(imports, rounds=options.rounds),
            scale=1000,
            ours=tuple(task.name for task in imports[1:]),
            limits={"import salesiq_validate": [Limit(25)]},
        ),
        Result(
            title="The pytest plugin in a run that does not use it",
            unit="ms",
            figures=interleaved([plugin], rounds=options.rounds),
            scale=1000,
            ours=(plugin.name,),
            limits={plugin.name: [Limit(2)]},
        ),
        Result(
            title="Whole processes",
            unit="ms",
            figures=interleaved(_processes(options.folder, left_out), rounds=options.rounds),
            scale=1000,
            base=_BARE,
            ours=(_HELP, _FIRST, _CHECK),
            limits={
                _HELP: [Limit(35, above=_BARE)],
                _FIRST: [Limit(110, above=_BARE)],
                _CHECK: [Limit(120, above=_BARE)],
            },
            left_out=left_out,
        ),
    ]


def _processes(folder: Path, left_out: dict[str, str]) -> list[Task]:
    made = next(one for one in corpus.corpus(10) if one.kind == "department")
    exchange, body, schema = folder / "one.jsonl", folder / "one.json", folder / "schema.json"
    corpus.write(exchange, [made])
    body.write_text(made.line["request"]["body"], encoding="utf-8")
    schema.write_text(json.dumps(contract.schemas()["department"]), encoding="utf-8")
    ours = (sys.executable, "-m", "salesiq_validate")
    tasks = [
        Task(_BARE, _process(sys.executable, "-c", "pass")),
        Task(_ATTRS, _process(sys.executable, "-c", "import attrs")),
        Task(_HELP, _process(*ours, "--help")),
        Task(_FIRST, _process(sys.executable, "-c", _first_request(made))),
        Task(_CHECK, _process(*ours, "check", str(exchange), *corpus.ALLOWED)),
    ]
    try:
        importlib.metadata.version("check-jsonschema")
    except importlib.metadata.PackageNotFoundError:
        left_out[_PEER] = "because it is not installed"
    else:
        peer = (sys.executable, "-m", "check_jsonschema", "--schemafile", str(schema), str(body))
        tasks.append(Task(_PEER, _process(*peer)))
    return tasks


def _first_request(made: Made) -> str:
    """Return the program of a client that runs as a cloud function: every start is a cold one."""
    request = made.line["request"]
    sent = f"headers={request['headers']!r}, json={json.loads(request['body'])!r}"
    return (
        "from salesiq_validate import check_request\n"
        f"assert not check_request({request['method']!r}, {request['url']!r}, {sent}).findings"
    )


def _process(*command: str) -> Callable[[], Seconds]:
    def run() -> Seconds:
        began = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return Seconds(time.perf_counter() - began)

    return run


def _imports(module: str, *, after: str = "sys") -> Callable[[], Seconds]:
    """Return the interpreter's own figure for an import, which excludes its start and earlier imports."""

    def run() -> Seconds:
        command = (sys.executable, "-X", "importtime", "-c", f"import {after}, {module}")
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        cumulative = re.findall(rf"\|\s*(\d+) \| *{re.escape(module)}$", done.stderr, re.MULTILINE)
        return Seconds(int(cumulative[-1]) / 1e6)

    return run
