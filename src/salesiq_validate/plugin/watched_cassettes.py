"""Watches which cassettes VCR loads, for the report on those that no test uses."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import ModuleType

    from salesiq_validate.plugin.call import Recorder
    from salesiq_validate.plugin.watch import Replace


def watch(cassette: ModuleType, recorder: Recorder, replace: Replace) -> None:
    """Have every cassette tell the recorder that it is loaded."""
    load = cassette.Cassette.load.__func__

    def watched_load(cls: type, *arguments: Any, **options: Any) -> Any:
        __tracebackhide__ = True
        # pytest-recording's persister reads the cassettes that a marker names beside the test's own.
        further = getattr(options.get("persister"), "extra_paths", ())
        recorder.cassettes.update(str(Path(path).resolve()) for path in (options.get("path"), *further) if path)
        return load(cls, *arguments, **options)

    replace(cassette.Cassette, "load", classmethod(watched_load))
