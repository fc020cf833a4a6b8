"""Answers: from a response's body to the envelope that the rules look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.contract.route import UrlFaultKind
from salesiq_validate.decode import json_fast
from salesiq_validate.decode.body import read_json_body
from salesiq_validate.decode.media_type import parse as parse_media_type
from salesiq_validate.decode.problem import BROKEN, Problem
from salesiq_validate.exchange import Document, header_value, known_headers
from salesiq_validate.judging.case import NOTHING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from salesiq_validate.contract.errors import CatalogueEntry, ErrorCatalogue
    from salesiq_validate.judging.case import Case

_DATA: Final = frozenset({dict, list, str})
#: Faults of a path that is not documented.
_NOWHERE: Final = frozenset({UrlFaultKind.UNKNOWN_RESOURCE, UrlFaultKind.UNKNOWN_PATH})


def read(case: Case) -> None:
    """Fill in the response's document and every trouble on the way; a case is read once."""
    response = case.response
    assert response is not None
    if case.answer is not NOTHING or case.answer_problems:
        return
    body, limits = response.body, case.context.limits
    _, content_type, content_encoding = known_headers(response.headers)
    media = case.answer_type = parse_media_type(content_type)
    if isinstance(body, Document):
        if json_fast.is_plain(body.value, limits.max_depth):
            case.answer = body.value
        else:
            from salesiq_validate.decode.python_objects import read_document

            _take(case, *read_document(body.value, limits))
    elif isinstance(body, bytes) and body and (media is None or media.is_json or media.type == "text"):
        document, problems = read_json_body(
            body, content_type=content_type, content_encoding=content_encoding, limits=limits, strict=False
        )
        _take(case, document, problems)


def _take(case: Case, document: Any, problems: tuple[Problem, ...]) -> None:
    case.answer = NOTHING if document is BROKEN else document
    case.answer_problems = problems


def is_plain_success(case: Case) -> bool:
    """Tell whether the answer is an ordinary success envelope whose data are as described."""
    assert case.plan is not None
    method = "GET" if case.request is None else case.request.method
    return is_plain_envelope(case.answer, method, case.plan.accepts_data)


def is_plain_envelope(answer: Any, method: str, accepts_data: Callable[[Any], bool]) -> bool:
    """Tell the same of a document that came as JSON, in answer to a request by some method.

    Raises:
        ValueError: the data hold what JSON cannot write.
    """
    if type(answer) is not dict:
        return False
    data = answer.get("data")
    if type(answer.get("url")) is not str or type(answer.get("object")) is not str or type(data) not in _DATA:
        return False
    if len(answer) != 3:
        synced = answer.get("sync_time")
        if not (
            len(answer) == 4 and type(synced) is str and synced.isdigit() and type(data) is list and method == "GET"
        ):
            return False
    return accepts_data(data)


def plain_refusal(answer: Any, errors: ErrorCatalogue) -> int | None:
    """Return the code of an error envelope as documented, with its message and optional key; else None."""
    if type(answer) is not dict or answer.keys() != {"error"}:
        return None
    error = answer["error"]
    if type(error) is not dict:
        return None
    code, message = error.get("code"), error.get("message")
    if type(code) is not int or type(message) is not str:
        return None
    entry = errors.get(code)
    if entry is None or not entry.says(message):
        return None
    further = error.keys() - {"code", "message"}
    return code if not further or (len(further) == 1 and _may_carry(entry, error, *further)) else None


def _may_carry(entry: CatalogueEntry, error: Mapping[str, Any], key: str) -> bool:
    return type(error[key]) is str and (key in entry.optional_keys or key in entry.observed_keys)


def is_list_get(case: Case) -> bool:
    """Tell whether the answer lists something that was asked for by GET, as far as that is known."""
    data = case.answer.get("data")
    return isinstance(data, list) and (case.request is None or case.request.method == "GET")


def may_be_bare(case: Case) -> bool:
    """Tell whether a success may come without `url` and `object`, as in the first version of the API."""
    if case.operation is not None:
        return case.operation.bare_answer
    return case.request is not None and "/api/v1/" in case.request.url


def speaks(case: Case) -> bool:
    """Tell whether an envelope can be expected: not of a download, nor of an unknown path with a file or a page.

    Without a request nothing is known of the path: a text is no file then, unless the answer calls itself one.
    """
    if case.operation is not None and case.operation.file_answer:
        return False
    media = case.answer_type
    if media is None or media.is_json:
        return True
    if case.request is None:
        return media.type == "text" and not _is_file(case)
    return case.operation is not None and not _leads_nowhere(case)


def _is_file(case: Case) -> bool:
    """Tell whether the answer says of itself that it is to be saved."""
    headers = () if case.response is None else case.response.headers
    disposition = header_value(headers, "content-disposition")
    return disposition is not None and disposition.lstrip().lower().startswith("attachment")


def _leads_nowhere(case: Case) -> bool:
    """Tell whether the operation is only what an invented path was most likely meant for."""
    faults = () if case.route is None else case.route.faults
    return any(fault.kind in _NOWHERE for fault in faults)
