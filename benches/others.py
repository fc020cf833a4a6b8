"""Others: every installed peer whose verdicts agree with the faults of the corpus."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from corpus import as_line
from exchanges import Made
from peers import Missing, Peer

P = TypeVar("P", bound=Peer)

#: How many exchanges a peer gets in a round if it takes a millisecond for each; the mix of the corpus stays.
FEW = 100


@contextmanager
def taking_part(
    kinds: Sequence[type[P]], valid: Sequence[Made], faulty: Sequence[Made], left_out: dict[str, str]
) -> Iterator[list[P]]:
    """Start the peers; add a peer that cannot take part, or judges wrongly, to those left out, with the reason."""
    exchanges = [*valid[:FEW], *faulty[:FEW]]
    able: list[P] = []
    try:
        for kind in kinds:
            try:
                peer = kind()
            except Missing as missing:
                left_out[kind.name] = str(missing)
                continue
            wrong = sum((peer.lines([as_line(made)]) > 0) != (made.fault is not None) for made in exchanges)
            if wrong:
                left_out[kind.name] = f"because {wrong} of its {len(exchanges)} verdicts are not those of the corpus"
                peer.close()
            else:
                able.append(peer)
        yield able
    finally:
        for peer in able:
            peer.close()
