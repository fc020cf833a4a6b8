"""Admin calls under `/_stand-in/`: a client in any language controls a stand-in with them."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from salesiq_validate.decode import json_fast
from salesiq_validate.exceptions import SalesIQValidateError
from salesiq_validate.reporters.finding_document import finding_document

if TYPE_CHECKING:
    from collections.abc import Callable

    from salesiq_validate.server.history import History
    from salesiq_validate.server.provocations import Provocations

#: No path of SalesIQ begins with this.
PREFIX: Final = "/_stand-in"
#: The most reports and findings to return: people read them, and need only the latest.
_REPORTS: Final = 100
_FINDINGS: Final = 1_000
_KEYS: Final = frozenset({"code", "operation", "times", "json_key", "param", "header"})


def is_admin(target: str) -> bool:
    """Tell whether the target of a request is that of an admin call."""
    path = target.partition("?")[0]
    return path == PREFIX or path.startswith(f"{PREFIX}/")


class AdminCalls:
    """Answers admin calls.

    A web page can send requests to any address of this machine. So a call must name the stand-in's own host, which a
    page with rebound DNS does not, and must not come from a page of another origin.

    Arguments:
        about: returns facts about the stand-in.
        provocations: the provocations that calls order.
        history: the exchanges that calls read.
        host: the host on which the stand-in serves.
        origins: other origins whose pages may call.
    """

    def __init__(
        self,
        about: Callable[[], dict[str, Any]],
        provocations: Provocations,
        history: History,
        *,
        host: str,
        origins: tuple[str, ...] = (),
    ) -> None:
        self._about = about
        self._provocations = provocations
        self._history = history
        self._host = host.lower()
        self._origins = origins

    def answer(
        self, method: str, target: str, body: bytes, *, host: str, origin: str | None
    ) -> tuple[int, dict[str, Any]]:
        """Answer a call with an HTTP status and a JSON document.

        Arguments:
            method, target, body: those of the call.
            host: its header Host.
            origin: its header Origin, None without one.
        """
        if not self._is_own(host):
            return 403, {"error": "the header Host names another host; call the stand-in by its own address"}
        if origin is not None and origin not in self._origins and origin.lower() != f"http://{host}".lower():
            return 403, {"error": "a web page of this origin may not control the stand-in; allow it with --cors"}
        path = target.partition("?")[0].rstrip("/")
        known = {
            ("GET", PREFIX): lambda _body: (200, self._about()),
            ("GET", f"{PREFIX}/reports"): self._reports,
            ("POST", f"{PREFIX}/next"): self._next,
            ("POST", f"{PREFIX}/clear"): self._clear,
        }
        found = known.get((method, path))
        if found is None:
            calls = ", ".join(f"{verb} {known_path}" for verb, known_path in known)
            return 404, {"error": f"there is no such admin call; there are {calls}"}
        return found(body)

    def _is_own(self, host: str) -> bool:
        try:
            name = urlsplit(f"http://{host}").hostname or ""
        except ValueError:
            return False
        if name in {"localhost", self._host}:
            return True
        try:
            address = ip_address(name)
        except ValueError:
            return False
        # Nobody can rebind an IP address. If the stand-in serves on all addresses, any of them is its own.
        return address.is_loopback or self._host in {"0.0.0.0", "::", ""}  # noqa: S104 - compared, not bound

    def _reports(self, _body: bytes) -> tuple[int, dict[str, Any]]:
        told: list[dict[str, Any]] = []
        findings = 0
        for _, report in reversed(self._history.latest()[-_REPORTS:]):
            findings += len(report.findings)
            if told and findings > _FINDINGS:
                break
            reply = report.reply_finding
            documents = [finding_document(finding, is_reply=finding is reply) for finding in report.findings]
            told.append({"operation": report.operation, "ok": report.ok, "findings": documents})
        return 200, {"reports": told[::-1]}

    def _next(self, body: bytes) -> tuple[int, dict[str, Any]]:
        try:
            order = json_fast.loads(body)
        except (ValueError, RecursionError):
            order = None
        if not isinstance(order, dict) or "code" not in order or not order.keys() <= _KEYS:
            further = ", ".join(sorted(_KEYS - {"code"}))
            return 400, {"error": f"the body is a JSON object with code, and may have {further}"}
        named = ("operation", "json_key", "param", "header")
        if not all(isinstance(order.get(name), (str, type(None))) for name in named):
            return 400, {"error": f"{', '.join(named)} are strings"}
        try:
            self._provocations.add(**order)
        except SalesIQValidateError as error:
            return 400, {"error": str(error)}
        return 200, {"next": order}

    def _clear(self, _body: bytes) -> tuple[int, dict[str, Any]]:
        self._provocations.clear()
        self._history.clear()
        return 200, {}
