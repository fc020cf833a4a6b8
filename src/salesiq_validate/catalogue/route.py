"""Route: where a method and a URL lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from salesiq_validate.catalogue.operation import Operation
from salesiq_validate.catalogue.servers import Server

if TYPE_CHECKING:
    from salesiq_validate.catalogue.misroute import UrlFault


@frozen(eq=False, repr=False)
class Route:
    """Where a method and a URL lead."""

    #: More than one where operations share method and path; empty where none is known or guessed.
    operations: tuple[Operation, ...]
    #: What is wrong with the URL or method; empty for nearly all traffic.
    faults: tuple[UrlFault, ...] = ()
    server: Server | None = None
    screen_name: str | None = None
