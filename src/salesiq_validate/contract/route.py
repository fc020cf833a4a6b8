"""Route: the operations of a method and a URL, and the faults of these two."""

from __future__ import annotations

import enum
from typing import NamedTuple

from attrs import frozen

from salesiq_validate.contract.operation import Operation
from salesiq_validate.contract.servers import Server
from salesiq_validate.finding import Basis


class UrlFaultKind(enum.Enum):
    """What can be wrong with a URL or a method."""

    UNREADABLE = "unreadable"
    INSECURE_SCHEME = "insecure-scheme"
    UNKNOWN_SERVER = "unknown-server"
    OTHER_DATA_CENTRE = "other-data-centre"
    NO_API_PREFIX = "no-api-prefix"
    UNKNOWN_VERSION = "unknown-version"
    MISSING_SCREEN_NAME = "missing-screen-name"
    PLACEHOLDER = "placeholder"
    UNFILLED_WORD = "unfilled-word"
    MALFORMED_SCREEN_NAME = "malformed-screen-name"
    NUMERIC_SCREEN_NAME = "numeric-screen-name"
    OTHER_SCREEN_NAME = "other-screen-name"
    UNKNOWN_RESOURCE = "unknown-resource"
    UNKNOWN_PATH = "unknown-path"
    WRONG_METHOD = "wrong-method"
    UNKNOWN_METHOD = "unknown-method"
    MALFORMED_ID = "malformed-id"
    #: A token, a client secret or an e-mail address in the place of a screen name or an id.
    PRIVATE_SCREEN_NAME = "private-screen-name"
    PRIVATE_ID = "private-id"


class UrlFault(NamedTuple):
    """One thing that is wrong with a URL or a method."""

    kind: UrlFaultKind
    basis: Basis = Basis.DOCUMENTED
    #: The call to make instead, in our words and documented names.
    hint: str | None = None
    #: The path parameter at fault.
    parameter: str | None = None
    #: Possible SalesIQ codes in addition to those of its kind.
    alternatives: tuple[int, ...] = ()
    #: Which segment is at fault, in words; of the URL itself, they repeat only known invented words.
    place: str | None = None


class MeantCall(NamedTuple):
    """The documented call that a wrong URL or method plainly means."""

    method: str
    #: The template of its path, with placeholders for written segments and for values that the caller must fill in.
    #: None if the written path is right.
    path: str | None
    #: For each placeholder: its name, and the segment of the written path that fills it, counted from 0.
    segments: tuple[tuple[str, int], ...] = ()


@frozen(eq=False, repr=False)
class Route:
    """Where a method and a URL lead."""

    #: More than one if operations share method and path; empty if none is known or guessed.
    operations: tuple[Operation, ...]
    #: What is wrong with the URL or method; empty for nearly all traffic.
    faults: tuple[UrlFault, ...] = ()
    server: Server | None = None
    screen_name: str | None = None
    #: How sure it is that the URL means the operations; None if the URL itself leads to them.
    guess: Basis | None = None
    #: The call to make instead; None if the URL leads to an operation, or if there is a doubt.
    meant: MeantCall | None = None
