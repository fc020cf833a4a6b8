"""Ajv as a peer, in a separate Node process that measures its own time."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import contract
from measuring import Seconds, Task
from peers import Missing

_SCRIPT = Path(__file__).with_suffix(".js")


class Ajv:
    """A Node process that ends with this object.

    Raises:
        Missing: there is no Node, or it does not find ajv; `NODE_PATH` shows it the place.
    """

    name = "ajv"
    is_slow = False

    def __init__(self) -> None:
        node = shutil.which("node")
        if node is None:
            raise Missing("because there is no Node")
        routes = {" ".join(map(str, key)): names for key, names in contract.ROUTES.items()}
        known = json.dumps({"schemas": contract.schemas(), "routes": routes, "refusal": contract.REFUSAL})
        # A script finds modules in a folder node_modules next to it; a script elsewhere needs the path.
        environment = {"NODE_PATH": str(Path.cwd() / "node_modules"), **os.environ}
        self._node = subprocess.Popen(
            [node, str(_SCRIPT), known],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            text=True,
            encoding="utf-8",
        )
        try:
            self._ask()
        except (json.JSONDecodeError, BrokenPipeError):
            self.close()
            raise Missing("because Node finds no ajv: npm install ajv@8, and set NODE_PATH") from None

    def lines(self, lines: Iterable[bytes]) -> int:
        """Return how many whole lines have a fault."""
        self._ask(lines=[line.decode() for line in lines])
        return int(self._ask(run="judge")["wrong"])

    def tasks(self, lines: Sequence[bytes]) -> list[Task]:
        """The floor of Node, and the tasks to time."""
        self._ask(lines=[line.decode() for line in lines])
        return [
            Task("Node's parser alone", self._timed("parse"), units=len(lines)),
            Task("ajv in Node, bodies alone", self._timed("judge"), units=len(lines)),
        ]

    def body_task(self, name: str, texts: Sequence[str]) -> Task:
        """One verdict on each body, already parsed."""
        self._ask(body=name, texts=texts)
        return Task("ajv in Node", self._timed("body"), units=len(texts))

    def close(self) -> None:
        """End the process."""
        assert self._node.stdin is not None
        assert self._node.stdout is not None
        self._node.stdin.close()
        self._node.stdout.close()
        self._node.wait()

    def _timed(self, what: str) -> Callable[[], Seconds]:
        return lambda: Seconds(self._ask(run=what)["seconds"])

    def _ask(self, **command: object) -> Any:
        assert self._node.stdin is not None
        assert self._node.stdout is not None
        self._node.stdin.write(json.dumps(command) + "\n")
        self._node.stdin.flush()
        return json.loads(self._node.stdout.readline())
