"""The form that an answer should have: an envelope, bare data, a list, or a file."""

from __future__ import annotations

from typing import Final

from salesiq_validate.rules.api import Answer, UrlFaultKind, header_value

#: Faults of a path that is not documented.
_NOWHERE: Final = (UrlFaultKind.UNKNOWN_RESOURCE, UrlFaultKind.UNKNOWN_PATH)


def is_list_get(answer: Answer) -> bool:
    """Tell whether the answer is a list, and its request is known to be a GET."""
    return isinstance(answer.document.get("data"), list) and answer.method == "GET"


def may_be_bare(answer: Answer) -> bool:
    """Tell whether a success may come without `url` and `object`, as in the first version of the API."""
    if answer.operation is not None:
        return answer.operation.bare_answer
    return answer.call is not None and "/api/v1/" in answer.call.request.url


def speaks(answer: Answer) -> bool:
    """Tell whether the answer should be an envelope: not a download, nor a file or page at an unknown path.

    Without a request nothing is known of the path: a text is no file then, unless the answer calls itself one.
    """
    if answer.operation is not None and answer.operation.file_answer:
        return False
    media = answer.media_type
    if media is None or media.is_json:
        return True
    if answer.call is None:
        return media.type == "text" and not _is_file(answer)
    # The operation may be only what an invented path was most likely meant for.
    return answer.operation is not None and not any(answer.call.url_faults(*_NOWHERE))


def _is_file(answer: Answer) -> bool:
    """Tell whether a header of the answer asks the client to save it as a file."""
    disposition = header_value(answer.response.headers, "content-disposition")
    return disposition is not None and disposition.lstrip().lower().startswith("attachment")
