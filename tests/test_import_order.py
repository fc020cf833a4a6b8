"""The architecture: each group of modules imports only from the groups before it, and nothing goes round in circles."""

from __future__ import annotations

import ast
import sys
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from pathlib import Path

import pytest

SRC = Path(__file__).parent.parent / "src"
PACKAGE = "salesiq_validate"
PLUGIN = "_salesiq_validate_pytest"

#: From the left to the right: a group imports from those before it, for types too. A name stands for the module and
#: everything below it; the longest one that fits counts.
GROUPS = (
    ("exceptions", "keypath", "exchange", "finding", "limits", "privacy", "inbound.signature"),
    ("decode",),
    ("engine",),
    ("contract",),
    ("judging",),
    ("rules",),
    ("validator",),
    ("run.results",),
    ("recordings", "reporters", "strategies", "export", "examples"),
    ("run", "config"),
    ("clients", "inbound", "sources", "server", "archive"),
    ("plugin", "cli", "agents", "__main__", PLUGIN),
)
RANKS = {name: rank for rank, group in enumerate(GROUPS) for name in group}
FILES = sorted(SRC.rglob("*.py"))
#: Both engines are imported where they are used, behind one protocol.
ENGINES = {
    "jsonschema": {"salesiq_validate.engine.reference", "salesiq_validate.engine.reference_keywords"},
    "jsonschema_rs": {"salesiq_validate.engine.fast"},
}


def module_name(file: Path) -> str:
    parts = file.relative_to(SRC).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(file): file for file in FILES}


def group_of(module: str) -> str:
    """The longest name in GROUPS that a module belongs to, else its own; `__init__` is "" and above everything."""
    if module == PLUGIN:
        return module
    name = module.removeprefix(PACKAGE).removeprefix(".")
    parts = name.split(".")
    names = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((known for known in names if known in RANKS), parts[0])


def imported(file: Path, *, typing_only: bool = True) -> list[tuple[str, int]]:
    """Every module that a file names in an import anywhere, and the line."""
    found = []
    todo: list[ast.AST] = [ast.parse(file.read_text("utf-8"))]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING" and not typing_only:
            todo.extend(node.orelse)
            continue
        if isinstance(node, ast.Import):
            found.extend((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names = (f"{node.module}.{alias.name}" for alias in node.names)
            found.extend((name if name in MODULES else str(node.module), node.lineno) for name in names)
        todo.extend(ast.iter_child_nodes(node))
    return found


def ours(file: Path, *, typing_only: bool = True) -> list[tuple[str, int]]:
    return [(name, line) for name, line in imported(file, typing_only=typing_only) if name.partition(".")[0] == PACKAGE]


def test_every_module_has_its_place():
    assert {group_of(module) for module in MODULES} - {""} <= RANKS.keys(), "add the new module to GROUPS"


@pytest.mark.parametrize("file", FILES, ids=module_name)
def test_imports_point_one_way(file):
    place = RANKS.get(group_of(module_name(file)), len(GROUPS))
    wrong = [f"line {line}: {name}" for name, line in ours(file) if RANKS.get(group_of(name), len(GROUPS)) > place]
    assert not wrong


def test_no_module_imports_itself_through_others():
    graph = {module: {name for name, _ in ours(file, typing_only=False)} for module, file in MODULES.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


def test_no_module_but_its_own_imports_an_engine():
    wrong = [
        f"{module}, line {line}: {name}"
        for module, file in MODULES.items()
        for name, line in imported(file, typing_only=False)
        if module not in ENGINES.get(name.partition(".")[0], {module})
    ]
    assert not wrong


def test_hypothesis_is_imported_for_strategies_only():
    wrong = [
        f"{module}, line {line}"
        for module, file in MODULES.items()
        for name, line in imported(file, typing_only=False)
        if name.partition(".")[0] == "hypothesis" and group_of(module) not in {"strategies", PLUGIN}
    ]
    assert not wrong


def test_the_order_is_checked_against_real_modules():
    """A guard of the guards: the graph above is not empty, and what it names exists."""
    edges = list(chain.from_iterable(ours(file) for file in FILES))
    assert len(edges) > 10
    assert {name for name, _ in edges} <= MODULES.keys() | {PACKAGE}
    assert sys.stdlib_module_names.isdisjoint({PACKAGE, PLUGIN})
