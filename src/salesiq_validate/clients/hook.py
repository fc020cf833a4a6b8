"""Hook: what all client hooks have in common, without any client."""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, get_args

from salesiq_validate.clients.refusal import SalesIQRefusal
from salesiq_validate.contract.api_traffic import Traffic
from salesiq_validate.exceptions import SalesIQWarning, UnknownName
from salesiq_validate.exchange import Exchange, Request, Response
from salesiq_validate.finding import Report, Severity
from salesiq_validate.validator import shared_validator

if TYPE_CHECKING:
    from types import FrameType

    from salesiq_validate.rules.glance import Glance
    from salesiq_validate.validator import Validator

Mode: TypeAlias = Literal["raise", "warn", "collect"]

#: Packages between a line that sends something and the hook that looks at it.
_BETWEEN: Final = frozenset(
    {"salesiq_validate", "requests", "urllib3", "httpx", "httpcore", "httpx2", "httpcore2", "aiohttp", "asyncio"}
)
#: Distinct URLs of which a hook remembers whether they are judged.
_REMEMBERED: Final = 4096


class Hook:
    """Judges what one client sends and receives; safe to share between threads.

    Arguments:
        validator: with your portal's settings; the default has none.
        mode: `raise` an exception before a request with errors leaves, and for a refusal; `warn` instead; or only
            `collect`.
        refusals: whether refusals count. They do not where your code handles them itself.
        on_report: called with every exchange that has findings, in every mode.

    Attributes:
        collected: in mode `collect`, the exchanges with findings and their reports, in order.

    Raises:
        UnknownName: there is no such mode; with the nearest.
    """

    def __init__(
        self,
        validator: Validator | None = None,
        *,
        mode: Mode = "raise",
        refusals: bool = True,
        on_report: Callable[[Exchange, Report], None] | None = None,
    ) -> None:
        if mode not in get_args(Mode):
            raise UnknownName("mode of a hook", mode, get_args(Mode))
        self.validator = shared_validator() if validator is None else validator
        self.mode = mode
        self.refusals = refusals
        self.on_report = on_report
        self.collected: list[tuple[Exchange, Report]] = []
        self._lock = threading.Lock()
        self._traffic = Traffic(self.validator.router)
        #: `concerns(url)`: whether requests to a URL are judged, which only those to SalesIQ's servers are.
        self.concerns = lru_cache(maxsize=_REMEMBERED)(self._traffic.is_server)
        #: `glance(method, url)`: what tells nearly always, and at a tenth of the cost, that `before` and `after` would
        #: find nothing; None where they have to look, and for everything that is not judged.
        self.glance = lru_cache(maxsize=_REMEMBERED)(self._glance)

    def _glance(self, method: str, url: str) -> Glance | None:
        return self.validator.glance(method, url) if self.concerns(url) else None

    def before(self, request: Request) -> None:
        """Judge a request that is about to leave.

        Raises:
            InvalidExchange: in mode `raise`, when it has errors.
        """
        if not self._traffic.is_call(request):
            # A page or a file on the same server.
            return
        exchange = Exchange(request)
        report = self.validator.check(exchange)
        if report.findings:
            self._tell(exchange, report)
            if self.mode == "raise":
                report.raise_for_errors()

    def after(self, request: Request, response: Response) -> None:
        """Judge what came back. Findings on the request are not repeated.

        Raises:
            SalesIQRefusal: in mode `raise`, when the answer is an error envelope, whatever its HTTP status.
        """
        if not self._traffic.is_call(request):
            return
        exchange = Exchange(request, response)
        whole = self.validator.check_answer(exchange)
        found = [finding for finding in whole.findings if self.refusals or finding.rule.name != "refused"]
        if not found:
            return
        report = Report(found, whole.operation, refused_with=whole.refused_with)
        self._tell(exchange, report)
        if self.mode == "raise":
            for finding in found:
                if finding.rule.name == "refused" and finding.severity is Severity.ERROR:
                    raise SalesIQRefusal(finding, report)

    def _tell(self, exchange: Exchange, report: Report) -> None:
        if self.on_report is not None:
            self.on_report(exchange, report)
        if self.mode == "collect":
            with self._lock:
                self.collected.append((exchange, report))
        elif self.mode == "warn":
            operation = "" if report.operation is None else f"{report.operation}: "
            for finding in report.findings:
                if finding.severity is not Severity.INFO:
                    warnings.warn(f"{operation}{finding}", SalesIQWarning, stacklevel=_to_the_sender())


def _to_the_sender() -> int:
    """Return how many frames above its caller the line is that sent something, as `stacklevel` counts them."""
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 - `inspect.stack` reads every source file on the way
    level = 1
    while frame is not None and frame.f_globals.get("__name__", "").partition(".")[0] in _BETWEEN:
        frame, level = frame.f_back, level + 1
    return level


class Installed:
    """A hook that sits in a client; a context manager that removes it at the end."""

    def __init__(self, hook: Hook, remove: Callable[[], None]) -> None:
        self.hook = hook
        self._remove: Callable[[], None] | None = remove

    def remove(self) -> None:
        """Leave the client as it was; a second call does nothing."""
        if self._remove is not None:
            self._remove()
            self._remove = None

    def __enter__(self) -> Hook:
        return self.hook

    def __exit__(self, *_: object) -> None:
        self.remove()


def method_below(client: object, name: str) -> Callable[..., Any]:
    """Return what a client's method does before a hook stands in front of it.

    The class is asked at each call and not now: whoever changes it later, as the pytest plugin does while tests run,
    sees the calls of a client that was hooked at import.
    """
    own = vars(client).get(name)

    def call(*arguments: Any, **options: Any) -> Any:
        __tracebackhide__ = True
        if own is not None:
            return own(*arguments, **options)
        return getattr(type(client), name)(client, *arguments, **options)

    return call


def put_in_front(client: object, name: str, judged: Any) -> Callable[[], None]:
    """Have a client call a function instead of its own method; return what takes the function away again.

    The function's `is_on` says whether it is wanted any more: while something else stands in front of it, it stays.
    """
    own = vars(client)
    judged.is_on, judged.below = True, own.get(name)
    own[name] = judged

    def take_away() -> None:
        judged.is_on = False
        while (top := own.get(name)) is not None and getattr(top, "is_on", None) is False:
            if top.below is None:
                del own[name]
            else:
                own[name] = top.below

    return take_away
