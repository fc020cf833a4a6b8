"""Fuzz readers, reporters, scrub and `schema=` for a while: `python -m tests.fuzz --seconds 60`.

Every round has a seed of its own. One that fails is told with its seed, and `--seed` does that round again, with the
example made as small as it can be.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from collections.abc import Callable, Sequence

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from tests.engine.test_wild_schemas import documents, wild_schemas
from tests.fuzz import target
from tests.fuzz.hostile import recordings

#: Some seconds of work, so that the time is kept.
_EXAMPLES = 40
_QUICK = (Phase.generate,)
#: What is wrong with bytes, no comment beside them explains.
_SMALL = (Phase.generate, Phase.shrink)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run rounds until the time is up; 1 when one failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="how long; 60 unless given")
    parser.add_argument("--seed", type=int, help="do one round again")
    asked = parser.parse_args(arguments)
    if asked.seed is not None:
        return _round(asked.seed, phases=_SMALL)
    began, rounds = time.monotonic(), 0
    while time.monotonic() - began < asked.seconds:
        if _round(random.SystemRandom().randrange(2**32), phases=_QUICK):
            return 1
        rounds += 1
    sys.stdout.write(
        f"{rounds * _EXAMPLES:,} hostile recordings and schemas in {time.monotonic() - began:.0f} s, nothing found.\n"
    )
    return 0


def _round(number: int, *, phases: tuple[Phase, ...]) -> int:
    try:
        _target(number, phases)()
    except Exception:  # noqa: BLE001 - whatever it is, it was found
        traceback.print_exc()
        sys.stderr.write(f"\nFound. Once more, made small: python -m tests.fuzz --seed {number}\n")
        return 1
    return 0


def _target(number: int, phases: tuple[Phase, ...]) -> Callable[[], None]:
    @seed(number)
    @settings(
        max_examples=_EXAMPLES, deadline=None, database=None, phases=phases, suppress_health_check=list(HealthCheck)
    )
    @given(recordings(), target.options, st.data())
    def fuzz(recording: object, options: tuple[str, ...], data: st.DataObject) -> None:
        if data.draw(st.booleans(), "scrubs"):
            target.scrub(recording)
        target.check(recording, options)
        target.judge_by(data.draw(wild_schemas, "schema"), data.draw(documents, "documents"))
        if data.draw(st.integers(0, 9), "costs") == 0:
            target.cost(data.draw(target.pieces, "piece"), data.draw(target.around, "around"))

    return fuzz


if __name__ == "__main__":
    sys.exit(main())
