"""Remedies: makes the fix for a fault, as far as the contract and the place of the fault determine it.

`trials` finds out whether such a fix works.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.engine.values import admits
from salesiq_validate.finding import Edit, EditKind, Fix
from salesiq_validate.judging.advisories import ADVISORY_MARK
from salesiq_validate.judging.violations import Meaning
from salesiq_validate.privacy.url import split_url

if TYPE_CHECKING:
    from salesiq_validate.contract.route import Route
    from salesiq_validate.contract.router import Router
    from salesiq_validate.judging.violations import Nearest, SchemaViolation

#: Removes a value for which no replacement is known; the caller may have meant something else.
_LEAVE_OUT: Final = Fix((Edit("remove"),), sure=False)
_REMOVE: Final = Fix((Edit("remove"),))
_TO_STRING: Final = Fix((Edit("to-string"),))
_TO_JSON: Final = Fix((Edit("to-json"),))
_TO_LIST: Final = Fix((Edit("to-list"),))
_DISTINCT: Final = Fix((Edit("remove-duplicates"),))
_TIMES: Final = {"epoch_ms": Fix((Edit("to-epoch-ms"),)), "epoch_s": Fix((Edit("to-epoch-s"),))}


def fix_of_url(method: str, route: Route) -> Fix | None:
    """Return the fix that turns a wrong URL or method into the documented call that it plainly means."""
    meant = route.meant
    if meant is None:
        return None
    edits = () if method == meant.method else (Edit("set-method", meant.method),)
    if meant.path is not None:
        edits = (*edits, Edit("set-path", meant.path, meant.segments))
    return Fix(edits) if edits else None


def fix_of_host(url: str, router: Router) -> Fix | None:
    """Return the fix that replaces a wrong host by the intended server."""
    servers, host = router.servers, split_url(url).host.lower()
    server = servers.meant(host, router.data_center)
    if server is None:
        return None
    # An unknown host may be the caller's gateway.
    is_zoho = host in servers.by_host or host in servers.accounts
    return _with("set-host", server.host, is_sure=is_zoho)


def fix_of(violation: SchemaViolation) -> Fix | None:
    """Return the fix that makes a value meet its schema."""
    meaning, nearest = violation.meaning, violation.nearest
    if violation.of_params and len(violation.path.segments) != 1:
        return None
    if meaning is Meaning.UNLISTED:
        return _LEAVE_OUT if nearest is None else _under_its_name(violation, nearest)
    if meaning is Meaning.MISSING:
        return _only(violation.schema)
    if violation.value is None:
        # In a list, null says nothing. For a key, null may mean to clear it, and leaving it out would not do that.
        return _REMOVE if violation.path.segments and type(violation.path.segments[-1]) is int else _LEAVE_OUT
    mark = ADVISORY_MARK if meaning is Meaning.ADVISED else "x-salesiq-format"
    if (time := _TIMES.get(violation.schema.get(mark, ""))) is not None:
        return time if moment_of(violation.value) is not None else None
    if meaning is Meaning.WRONG_TYPE:
        return _of_type(violation.value, violation.detail)
    if meaning is Meaning.UNSAFE_INTEGER:
        return _TO_STRING
    if nearest is not None:
        return _with("set", nearest.text, is_sure=nearest.is_plain)
    return None if meaning is Meaning.ADVISED else _within(violation)


def _under_its_name(violation: SchemaViolation, nearest: Nearest) -> Fix:
    """Return the fix that moves a value to the listed name that was meant, with the type that this name has."""
    rename = _with("rename", nearest.text, is_sure=nearest.is_plain)
    wanted = violation.schema.get("properties", {}).get(nearest.text, {}).get("type")
    types = frozenset([wanted] if isinstance(wanted, str) else wanted or ())
    if violation.of_params or not types or admits(types, violation.value):
        return rename
    conversion = _of_type(violation.value, types)
    return rename if conversion is None else Fix((*conversion.edits, *rename.edits), rename.sure)


def _with(kind: EditKind, value: Any, *, is_sure: bool) -> Fix:
    return Fix((Edit(kind, value),), None if is_sure else False)


def _only(schema: Any) -> Fix | None:
    """Return the fix that sets the only value that a schema accepts."""
    values = [schema["const"]] if "const" in schema else schema.get("enum", ())
    return _with("set", values[0], is_sure=True) if len(values) == 1 else None


def _of_type(value: Any, types: Any) -> Fix | None:
    names = (types,) if isinstance(types, str) else types
    if isinstance(value, (bool, int)) and "string" in names:
        return _TO_STRING
    if isinstance(value, str) and ("array" not in names or value.lstrip().startswith("[")):
        return _TO_JSON
    return _TO_LIST if "array" in names else None


def _within(violation: SchemaViolation) -> Fix | None:
    """Return the fix that brings a value into the bounds of its schema."""
    keyword, detail, schema = violation.keyword, violation.detail, violation.schema
    if keyword == "uniqueItems":
        return _DISTINCT
    if keyword in ("minimum", "maximum"):
        bound = min(detail, schema.get("x-salesiq-stated-maximum", detail)) if keyword == "maximum" else detail
        # Parameters with bounds set the size of a page, so the bound will do; a number in a body has its own meaning.
        return _with("set", bound, is_sure=violation.of_params)
    return _only(schema) if keyword in ("const", "enum") else None


#: How many digits today's time has in seconds and in milliseconds.
_SECONDS, _MILLISECONDS = 10, 13
_FAR: Final = 10**_MILLISECONDS


def moment_of(value: Any) -> float | None:
    """Return a time in seconds since 1970, whatever its unit or format; None if that is in doubt."""
    text = value if type(value) is str else str(value) if type(value) is int and abs(value) < _FAR else ""
    if len(text) in (_SECONDS, _MILLISECONDS) and text.isascii() and text.isdigit():
        return int(text) / (1 if len(text) == _SECONDS else 1000)
    try:
        moment = datetime.fromisoformat(text)
        return None if moment.tzinfo is None else moment.timestamp()
    except (ValueError, OverflowError):
        return None
