"""Code of all taps: a pending call, its observer, and how to patch and restore a client.

A tap is one module for one client library. It reads the library's requests and answers, in one client (`install`, for a
`Hook`) or in all of them (`watch`, for the pytest plugin).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from types import MethodType, ModuleType
from typing import Any, Final, Protocol, TypeAlias, cast

from attrs import define

from salesiq_validate.exceptions import SalesIQWarning, UnusableArgument
from salesiq_validate.exchange import Direction, Exchange, Request, Response
from salesiq_validate.finding import InvalidExchange
from salesiq_validate.judging.call import Call

#: The client libraries, and the module of this package that taps them.
TAPS: Final[Mapping[str, str]] = {
    "requests": "requests",
    "niquests": "niquests",
    "urllib3": "urllib3",
    "httpx": "httpx",
    "httpx2": "httpx",
    "aiohttp": "aiohttp",
}
#: Sets an attribute of a class until watching ends.
Replace: TypeAlias = Callable[[type, str, Any], None]


@define(eq=False)
class PendingCall:
    """A request on its way, and its answer when it has arrived."""

    request: Request
    #: The call as a hook judged it; None if it is not a call of the API, or if no hook judged it.
    judged: Call | None = None
    #: Returns the answer; its body is UNRECORDED until the client has read it. The function itself reads nothing.
    answer: Callable[[], Response | None] | None = None
    #: Whether a hook in the client stopped it.
    withheld: bool = False
    #: The lines of the project that sent it, as `OwnCode` writes them.
    sent_at: str = ""
    direction: Direction = "outbound"

    @property
    def exchange(self) -> Exchange:
        """The request, and the answer if it has arrived."""
        response = None if self.answer is None else self.answer()
        return Exchange(self.request, response, direction=self.direction)

    def fail(self, error: BaseException) -> None:
        """Note that sending raised because of a hook."""
        self.withheld = isinstance(error, (InvalidExchange, SalesIQWarning))


class Observer(Protocol):
    """Gets the requests and answers of clients."""

    def concerns(self, url: str) -> bool:
        """Tell whether the observer wants calls to a URL."""
        ...

    def begin(self, request: Request) -> PendingCall:
        """Take a request before it is sent; an exception stops it."""
        ...

    def end(self, call: PendingCall) -> None:
        """Take a call with its answer; an exception reaches the sender."""
        ...


class Tap(Protocol):
    """The part of a client library's module that the pytest plugin uses, in addition to `install`."""

    def watch(self, library: ModuleType, observer: Observer, replace: Replace, /) -> None:
        """Report the calls of every client of a library to an observer."""
        ...


def usable(client: object, *kinds: str) -> None:
    """Check that a tap can be installed in a client.

    Arguments:
        client: the argument.
        kinds: the classes of clients that the tap supports: "requests.Session".

    Raises:
        UnusableArgument: it is a module, a class, or a client of another library.
    """
    for kind in kinds:
        library, _, name = kind.partition(".")
        if library in sys.modules and isinstance(client, getattr(sys.modules[library], name)):
            return
    wanted = f"install takes a client such as {kinds[0]}()"
    if isinstance(client, ModuleType):
        raise UnusableArgument(f"{wanted}, not the module {client.__name__}")
    if isinstance(client, type):
        raise UnusableArgument(f"{wanted}, not the class {client.__qualname__} itself")
    found = library_name(client)
    if found is None or TAPS[found] in {TAPS[kind.partition(".")[0]] for kind in kinds}:
        raise UnusableArgument(f"{wanted}, not an object of the class {type(client).__qualname__}")
    module = f"salesiq_validate.clients.{TAPS[found]}"
    raise UnusableArgument(f"{wanted}; for a client of {found}, use {module}")


def library_name(thing: object) -> str | None:
    """Return the name of the client library of an object's class or of one of its base classes."""
    roots = (kind.__module__.partition(".")[0] for kind in type(thing).__mro__)
    return next((root for root in roots if root in TAPS), None)


def library_of(thing: object) -> ModuleType:
    """Return the client library of an object's class."""
    name = library_name(thing)
    assert name is not None, "a client of that library made it"
    return sys.modules[name]


def tap_of(library: str) -> Tap:
    """Return the tap of a client library, without importing the library."""
    return cast("Tap", import_module(f"salesiq_validate.clients.{TAPS[library]}"))


def put_in_front(client: object, name: str, judged: Callable[..., Any]) -> Callable[[], None]:
    """Replace a client's method by a function; return a function that restores it.

    Arguments:
        client: the object whose attribute is set.
        name: the name of the method.
        judged: gets the client's current method as its first argument. The method is looked up in the class at each
            call, so that code that changes the class later, such as the pytest plugin, sees the calls of this client.
    """
    own = vars(client)
    before = own.get(name)

    def front(*arguments: Any, **options: Any) -> Any:
        __tracebackhide__ = True
        below = before or MethodType(getattr(type(client), name), client)
        return judged(below, *arguments, **options) if front.is_on else below(*arguments, **options)  # type: ignore[attr-defined]

    front.is_on, front.before = True, before  # type: ignore[attr-defined]
    own[name] = front

    def take_away() -> None:
        # While another function covers it, it stays in place, but does nothing any more.
        front.is_on = False  # type: ignore[attr-defined]
        while (top := own.get(name)) is not None and getattr(top, "is_on", None) is False:
            if top.before is None:
                del own[name]
            else:
                own[name] = top.before

    return take_away


def answer_behind(error: BaseException, request: object) -> Any:
    """Return the answer that a client dropped when it raised, for example because of its status; else None.

    Arguments:
        error: the exception, from the library or from a hook of the project, which may have wrapped the library's.
        request: the library's own request. An error raised while another is handled leads to older answers as well.
    """
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        # Not `getattr`: a project's own exception may have a property of that name, which could run any code.
        answer = vars(link).get("response")
        if library_name(answer) == library_name(request) and _answers(answer, request):
            return answer
        link = link.__cause__ or link.__context__
    return None


def _answers(answer: Any, request: object) -> bool:
    try:
        return any(one.request is request for one in (*answer.history, answer))
    except RuntimeError:
        # httpx raises this for an answer that was made by hand.
        return False
