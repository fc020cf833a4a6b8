"""What the taps of all clients share: a call on its way, who listens to it, and how a client is changed and restored.

A tap is one module for one client library. It reads the library's requests and answers, and stands either in one client
(`install`, where a `Hook` listens) or in all of them (`watch`, where the pytest plugin does).
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
    """A request on its way, and the answer when it is there."""

    request: Request
    #: The call that a hook has judged it as; None where it is no call of the API, or where no hook has.
    judged: Call | None = None
    #: Returns the answer, with its body once the client has read it, UNRECORDED before; reads nothing itself.
    answer: Callable[[], Response | None] | None = None
    #: A hook in the client kept it from leaving.
    withheld: bool = False
    #: The lines of the project that sent it, as `OwnCode` writes them.
    sent_at: str = ""
    direction: Direction = "outbound"

    @property
    def exchange(self) -> Exchange:
        """What is known by now."""
        response = None if self.answer is None else self.answer()
        return Exchange(self.request, response, direction=self.direction)

    def fail(self, error: BaseException) -> None:
        """Note that sending raised, where a hook is the reason."""
        self.withheld = isinstance(error, (InvalidExchange, SalesIQWarning))


class Observer(Protocol):
    """Whoever is told what clients send and get."""

    def concerns(self, url: str) -> bool:
        """Tell whether calls of a URL are of interest."""
        ...

    def begin(self, request: Request) -> PendingCall:
        """Take a request that is about to leave; an exception keeps it from leaving."""
        ...

    def end(self, call: PendingCall) -> None:
        """Take a call whose answer is there; an exception reaches whoever sent it."""
        ...


class Tap(Protocol):
    """What the module of a client library has for the pytest plugin, beside its `install` for everybody."""

    def watch(self, library: ModuleType, observer: Observer, replace: Replace, /) -> None:
        """Have every client of a library tell an observer."""
        ...


def usable(client: object, *kinds: str) -> None:
    """Do nothing for a client that a tap can be installed in.

    Arguments:
        client: what somebody passed.
        kinds: the classes of clients that the tap is for: "requests.Session".

    Raises:
        UnusableArgument: it is a module, a class, or a client of another library.
    """
    for kind in kinds:
        library, _, name = kind.partition(".")
        if library in sys.modules and isinstance(client, getattr(sys.modules[library], name)):
            return
    wanted = f"install takes a client such as {kinds[0]}()"
    if isinstance(client, ModuleType):
        raise UnusableArgument(f"{wanted}, and this is the module {client.__name__}")
    if isinstance(client, type):
        raise UnusableArgument(f"{wanted}, and this is the class {client.__qualname__} itself")
    found = library_name(client)
    if found is None or TAPS[found] in {TAPS[kind.partition(".")[0]] for kind in kinds}:
        raise UnusableArgument(f"{wanted}, and this is of the class {type(client).__qualname__}")
    module = f"salesiq_validate.clients.{TAPS[found]}"
    raise UnusableArgument(f"{wanted}; this is a client of {found}, which {module} is for")


def library_name(thing: object) -> str | None:
    """Return the name of the client library that something's class, or one that it derives from, belongs to."""
    roots = (kind.__module__.partition(".")[0] for kind in type(thing).__mro__)
    return next((root for root in roots if root in TAPS), None)


def library_of(thing: object) -> ModuleType:
    """Return the client library that something's class belongs to."""
    name = library_name(thing)
    assert name is not None, "a client of that library made it"
    return sys.modules[name]


def tap_of(library: str) -> Tap:
    """Return the tap of a client library, which is not imported for it."""
    return cast("Tap", import_module(f"salesiq_validate.clients.{TAPS[library]}"))


def put_in_front(client: object, name: str, judged: Callable[..., Any]) -> Callable[[], None]:
    """Have a client call a function instead of its own method; return what takes the function away again.

    Arguments:
        client: whose attribute is set.
        name: the method's.
        judged: takes the method below as its first argument, which is the client's own as it then is: the class is
            asked at each call, so whoever changes it later, as the pytest plugin does, sees the calls of this client.
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
        # While something else stands in front of it, it stays, and does nothing any more.
        front.is_on = False  # type: ignore[attr-defined]
        while (top := own.get(name)) is not None and getattr(top, "is_on", None) is False:
            if top.before is None:
                del own[name]
            else:
                own[name] = top.before

    return take_away


def answer_behind(error: BaseException, request: object) -> Any:
    """Return the answer that a client threw away when it raised, as for its status; None where none came.

    Arguments:
        error: what was raised, by the library or by a hook of the project's, which may have wrapped the library's.
        request: the library's own request. An error raised while another is handled leads to older answers as well.
    """
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        # Not `getattr`: a project's own exception may have a property of that name, which does whatever it does.
        answer = vars(link).get("response")
        if library_name(answer) == library_name(request) and _answers(answer, request):
            return answer
        link = link.__cause__ or link.__context__
    return None


def _answers(answer: Any, request: object) -> bool:
    try:
        return any(one.request is request for one in (*answer.history, answer))
    except RuntimeError:
        # httpx raises it for an answer that was made by hand.
        return False
