"""Fault: what a rule yields. It knows neither severities, settings nor output."""

from __future__ import annotations

from attrs import define

from salesiq_validate.finding import Basis, SalesIQError, Where
from salesiq_validate.keypath import KeyPath


@define(repr=False)
class Fault:
    """One thing that a rule found; the validator makes a `Finding` of it.

    Not frozen, as nobody keeps one: to freeze eleven fields takes longer than to find the fault.
    """

    where: Where
    #: In our words, about documented names and shapes; never a value or an unlisted name.
    message: str
    basis: Basis = Basis.DOCUMENTED
    path: KeyPath | None = None
    param: str | None = None
    header: str | None = None
    #: What stands there, by `redact.shape_of`.
    shape: str | None = None
    #: The SalesIQ code that this fault earns.
    code: int | None = None
    #: Other codes it has been seen to earn.
    alternatives: tuple[int, ...] = ()
    hint: str | None = None
    #: What SalesIQ did answer, for rules about refusals; then `code` is not used.
    received: SalesIQError | None = None

    @property
    def place(self) -> tuple[str | int, ...]:
        """Where in the query or body it is: the parameter and the path inside of it."""
        path = () if self.path is None else self.path.segments
        return path if self.param is None else (self.param, *path)
