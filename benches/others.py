"""Others: every peer that is installed, after its verdicts were compared with the faults of the corpus."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from corpus import as_line
from exchanges import Made
from peers import BODY_PEERS, BodyPeer, Missing, Peer

P = TypeVar("P", bound=Peer)

#: A peer that takes a millisecond for an exchange gets so many of them in a round; the mix of the corpus stays.
FEW = 100


def line_peers(valid: Sequence[Made], faulty: Sequence[Made], left_out: dict[str, str]) -> list[Peer]:
    """Peers that judge whole lines; who cannot take part, or judges wrongly, is added to those left out."""
    return _able(BODY_PEERS, lambda peer, made: peer.lines([as_line(made)]) > 0, [*valid, *faulty], left_out)


def body_peers(valid: Sequence[Made], faulty: Sequence[Made], left_out: dict[str, str]) -> list[BodyPeer]:
    """Peers that judge decoded bodies, in the same way."""
    return _able(BODY_PEERS, lambda peer, made: peer.lines([as_line(made)]) > 0, [*valid, *faulty], left_out)


def _able(
    kinds: Iterable[type[P]],
    finds_fault: Callable[[P, Made], bool],
    exchanges: Sequence[Made],
    left_out: dict[str, str],
) -> list[P]:
    able = []
    for kind in kinds:
        try:
            peer = kind()
        except Missing as missing:
            left_out[kind.name] = str(missing)
            continue
        wrong = sum(finds_fault(peer, made) != (made.fault is not None) for made in exchanges)
        if wrong:
            left_out[kind.name] = f"because {wrong} of its {len(exchanges)} verdicts are not those of the corpus"
        else:
            able.append(peer)
    return able
