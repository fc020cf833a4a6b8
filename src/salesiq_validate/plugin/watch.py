"""Watch: reports the calls of every client library to a recorder, even of libraries that a test loads later.

Classes stay patched from the first test to the end of a run; between tests, the patches do nothing. If we patched
them for each test, we would conflict with fixtures of a wider scope that patch the same classes.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.clients.tap import TAPS, tap_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

    from salesiq_validate.exchange import Exchange
    from salesiq_validate.plugin.recorder import Recorder

#: The module of VCR; it shows which cassettes the tests use.
_CASSETTES: Final = "vcr.cassette"
#: The module whose middleware runs in front of a project's own application.
_GATES: Final = "salesiq_validate.inbound.gate"
_WATCHED: Final = (*TAPS, _CASSETTES, _GATES)


class Watch:
    """Watches clients until it is stopped; it imports no library itself."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._undos: list[Callable[[], None]] = []
        self._is_on = False

    def start(self) -> None:
        """Watch all loaded and future libraries; a second call does nothing."""
        if self._is_on:
            return
        self._is_on = True
        sys.meta_path.insert(0, self)
        for name in _WATCHED:
            # None forbids the import.
            if (module := sys.modules.get(name)) is not None:
                self._watch(module)

    def stop(self) -> None:
        """Restore every library."""
        if self._is_on:
            self._is_on = False
            sys.meta_path.remove(self)
            while self._undos:
                self._undos.pop()()

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Watch a library after its import; the other finders find it."""
        if name not in _WATCHED:
            return None
        for finder in sys.meta_path:
            spec = None if finder is self else finder.find_spec(name, path, target)
            if spec is not None and spec.loader is not None:
                spec.loader = _Loader(spec.loader, self._watch)  # type: ignore[assignment]
                return spec
        return None

    def _watch(self, module: ModuleType) -> None:
        if not self._is_on:
            return
        if module.__name__ == _CASSETTES:
            self._watch_cassettes(module)
        elif module.__name__ == _GATES:
            self._watch_gates(module.Gate)
        else:
            tap_of(module.__name__).watch(module, self._recorder, self._replace)

    def _watch_cassettes(self, vcr: ModuleType) -> None:
        load = vcr.Cassette.load.__func__

        def watched_load(cls: type, *arguments: Any, **options: Any) -> Any:
            __tracebackhide__ = True
            # pytest-recording's persister reads the further cassettes that a marker names.
            further = getattr(options.get("persister"), "extra_paths", ())
            paths = (options.get("path"), *further)
            self._recorder.cassettes.update(str(Path(path).resolve()) for path in paths if path)
            return load(cls, *arguments, **options)

        self._replace(vcr.Cassette, "load", classmethod(watched_load))

    def _watch_gates(self, gate: Any) -> None:
        answered = gate.answered

        def watched(one: Any, exchange: Exchange) -> None:
            __tracebackhide__ = True
            self._recorder.received(exchange)
            answered(one, exchange)

        self._replace(gate, "answered", watched)

    def _replace(self, owner: type, name: str, value: Any) -> None:
        inherited = name not in owner.__dict__
        before = owner.__dict__.get(name)
        setattr(owner, name, value)
        self._undos.append(lambda: delattr(owner, name) if inherited else setattr(owner, name, before))


class _Loader:
    """Loads a module as another loader does, and then calls back."""

    def __init__(self, loader: Any, then: Callable[[ModuleType], None]) -> None:
        self._loader = loader
        self._then = then

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Create the module with the other loader."""
        module: ModuleType | None = self._loader.create_module(spec)
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Load the module, without a trace of this loader in it."""
        module.__loader__ = self._loader
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        self._then(module)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)
