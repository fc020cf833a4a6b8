"""Admin calls: how a client in any language steers a stand-in, under `/_stand-in/`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.decode import json_fast
from salesiq_validate.exceptions import SalesIQValidateError
from salesiq_validate.reporters.finding_document import finding_document

if TYPE_CHECKING:
    from salesiq_validate.server.stand_in import StandIn

#: No path of SalesIQ begins so.
PREFIX: Final = "/_stand-in"
#: Findings are for people to look at, and the latest are the ones.
_TOLD: Final = 100
_KEYS: Final = frozenset({"code", "operation", "times", "json_key", "param", "header"})


def is_admin(target: str) -> bool:
    """Tell whether the target of a request is an admin call."""
    path = target.partition("?")[0]
    return path == PREFIX or path.startswith(f"{PREFIX}/")


def call(stand_in: StandIn, method: str, target: str, body: bytes) -> tuple[int, dict[str, Any]]:
    """Answer an admin call by an HTTP status and a JSON document."""
    path = target.partition("?")[0].rstrip("/")
    known = {
        ("GET", PREFIX): _about,
        ("GET", f"{PREFIX}/reports"): _reports,
        ("POST", f"{PREFIX}/next"): _next,
        ("POST", f"{PREFIX}/clear"): _clear,
    }
    found = known.get((method, path))
    if found is None:
        calls = ", ".join(f"{verb} {known_path}" for verb, known_path in known)
        return 404, {"error": f"there is no such admin call; there are {calls}"}
    return found(stand_in, body)


def _about(stand_in: StandIn, _body: bytes) -> tuple[int, dict[str, Any]]:
    return 200, {"stands_in_for": "SalesIQ", "url": stand_in.url, "operations": len(stand_in.validator.operations)}


def _reports(stand_in: StandIn, _body: bytes) -> tuple[int, dict[str, Any]]:
    told = []
    for report in stand_in.reports[-_TOLD:]:
        reply = report.reply_finding
        findings = [finding_document(finding, is_reply=finding is reply) for finding in report.findings]
        told.append({"operation": report.operation, "ok": report.ok, "findings": findings})
    return 200, {"reports": told}


def _next(stand_in: StandIn, body: bytes) -> tuple[int, dict[str, Any]]:
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
        stand_in.provoke(**order)
    except SalesIQValidateError as error:
        return 400, {"error": str(error)}
    return 200, {"next": order}


def _clear(stand_in: StandIn, _body: bytes) -> tuple[int, dict[str, Any]]:
    stand_in.clear()
    return 200, {}
