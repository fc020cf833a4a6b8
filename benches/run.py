"""Run the benchmarks, print their tables, and save them as JSON.

python benches/run.py [SECTION ...] [--rounds N] [--json FILE] [--quick]

Compare ratios, which are computed in each round; microseconds of different runs mean little. Install the peers with
`pip install -e ".[bench]"`; a line below the table names those that are not installed.
"""

from __future__ import annotations

import argparse
import importlib
import json
import multiprocessing
import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import machine
from measuring import one_core
from options import Options
from table import as_text

#: The sections in their order. Each is a module with `measure`, and a docstring that says what it measures.
SECTIONS = ("bodies", "recorded", "stages", "preflight", "hooks", "routing", "startup", "memory", "jobs")
#: Sections that measure whole processes; these may use every core.
ALL_CORES = frozenset({"startup", "memory", "jobs"})
#: The version of the document's format; it changes when the format does.
FORM = 1


def run(names: tuple[str, ...], options: Options) -> dict[str, Any]:
    """Measure sections, print each table as soon as it is ready, and return all of them as one document."""
    about, sections = machine.describe(), {}
    for name in names:
        began = time.perf_counter()
        sections[name] = measured(name, options)
        for document in sections[name]:
            print(as_text(document), end="\n\n", flush=True)
        print(f"({name}: {time.perf_counter() - began:.0f} s)\n", flush=True)
    return {
        "form": FORM,
        "date": datetime.now(UTC).date().isoformat(),
        "commit": machine.commit(),
        "machine": about,
        "versions": machine.versions(),
        "rounds": options.rounds,
        "quick": options.quick,
        "sections": sections,
    }


def measured(name: str, options: Options) -> Any:
    """Return a section's tables, measured in a copy of this process: its data in memory would slow the next."""
    file = options.folder / f"{name}.json"
    if not hasattr(os, "fork"):
        write_section(name, options, file)
    else:
        copy = multiprocessing.get_context("fork").Process(target=write_section, args=(name, options, file))
        copy.start()
        copy.join()
        if copy.exitcode:
            sys.exit(f"the section {name} could not be measured")
    return json.loads(file.read_text(encoding="utf-8"))


def write_section(name: str, options: Options, file: Path) -> None:
    """Measure a section into a file."""
    measure = importlib.import_module(name).measure
    if name in ALL_CORES:
        results = measure(options)
    else:
        with one_core():
            results = measure(options)
    file.write_text(json.dumps([result.as_document() for result in results]), encoding="utf-8")


def as_json(value: Any, *, levels: int = 5, margin: str = "") -> str:
    """Return JSON with one line for each row of a table: neither one long line nor one line for each number."""
    if not levels or not isinstance(value, (dict, list)) or not value:
        return json.dumps(value, ensure_ascii=False)
    inner = margin + " "
    if isinstance(value, dict):
        members = [f"{json.dumps(key)}: {as_json(one, levels=levels - 1, margin=inner)}" for key, one in value.items()]
    else:
        members = [as_json(one, levels=levels - 1, margin=inner) for one in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return f"{opening}\n{inner}" + f",\n{inner}".join(members) + f"\n{margin}{closing}"


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS), default=[])
    parser.add_argument("--rounds", type=int, help="17, or 2 with --quick")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep what was measured in this file")
    parser.add_argument("--quick", action="store_true", help="a tiny corpus: everything runs, no figure means much")
    arguments = parser.parse_args()
    if unknown := [name for name in arguments.sections if name not in SECTIONS]:
        parser.error(f"no such section: {', '.join(unknown)}; there are {', '.join(SECTIONS)}")
    names = tuple(name for name in SECTIONS if name in arguments.sections or not arguments.sections)
    print(machine.line(), end="\n\n", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        # The measured processes find compiled modules, as for users, whatever the environment says.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(folder) / "compiled")
        rounds = arguments.rounds or (2 if arguments.quick else 17)
        document = run(names, Options(rounds=rounds, quick=arguments.quick, folder=Path(folder)))
    if arguments.json is not None:
        arguments.json.write_text(as_json(document) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
