"""Gates: whether anything of a family of rules can be wrong with a case, as cheaply as that can be told.

A gate reads what its rules will need into the case. Where a gate says that nothing is wrong, calling the rules all the
same must yield nothing: a property test holds them to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.decode.problem import BROKEN
from salesiq_validate.engine.sendable import is_plain
from salesiq_validate.exchange import UNRECORDED, Document, known_headers
from salesiq_validate.judging import request_body as bodies
from salesiq_validate.judging import response_body as answers
from salesiq_validate.judging.case import NOTHING
from salesiq_validate.judging.query import read_query
from salesiq_validate.judging.schema_faults import NO_FAULTS, collect

if TYPE_CHECKING:
    from salesiq_validate.decode.problem import Problem
    from salesiq_validate.exchange import Body
    from salesiq_validate.judging.case import Case
    from salesiq_validate.judging.plan import JudgedSchema

#: Spellings of the media type that nearly all traffic uses; others are read with care by the rules.
JSON_TYPES: Final = frozenset(
    {"application/json", "application/json;charset=utf-8", "application/json; charset=utf-8"}
    | {"application/json;charset=UTF-8", "application/json; charset=UTF-8"}
)


def url(case: Case) -> bool:
    """Scheme, host, path and method lead to an operation and nothing is wrong on the way."""
    return case.route is not None and not case.route.faults


def headers(case: Case) -> bool:
    """The token has the usual form and the content type is the plain one."""
    if case.are_headers_right:
        return True
    request, plan = case.request, case.plan
    assert request is not None
    assert plan is not None
    case.authorization, case.content_type, case.content_encoding = known_headers(request.headers)
    if case.authorization is None or not case.context.token_matches(case.authorization):
        return False
    if plan.scope_missing or plan.headers:
        return False
    return not plan.bodies or case.content_type in JSON_TYPES or not case.has_body


def params(case: Case) -> bool:
    """The query is what the operation's parameters say."""
    plan = case.plan
    assert plan is not None
    if plan.operation is None:
        return True
    if not case.query:
        return not plan.needs_params
    case.params = read_query(case.query, plan.query)
    return _accepts(plan.params, case.params)


def collect_params(case: Case) -> None:
    """Collect what is wrong with the query."""
    assert case.plan is not None
    case.faults = collect(case.plan.params, case.params, params=True, of_body=False)


def never(_case: Case) -> bool:
    """No gate: the rules behind it fire whenever the plan has them."""
    return False


def _accepts(judged: JudgedSchema, document: Any) -> bool:
    try:
        return judged.judge.is_valid(document)
    except ValueError:
        # What JSON cannot write; `violations` says where.
        return False


def query_names(case: Case) -> bool:
    """There is no query, so no secret in one."""
    return not case.query


def body(case: Case) -> bool:
    """The body is read without trouble and its schema accepts it."""
    request, plan = case.request, case.plan
    assert request is not None
    assert plan is not None
    if request.body is UNRECORDED or not plan.bodies:
        return True
    if not case.has_body:
        return not plan.body_required
    bodies.read(case)
    if (
        case.document is NOTHING
        or case.body_problems
        or case.body_kind not in plan.bodies
        or case.body_kind == "multipart"
    ):
        return False
    if plan.is_update and case.document == {}:
        return False
    return not case.is_document_wrong and _accepts(plan.bodies[case.body_kind], case.document)


def collect_body(case: Case) -> None:
    """Collect what is wrong with the body's document; places that were repaired have their finding already."""
    assert case.plan is not None
    assert case.request is not None
    body = case.request.body
    # What a glance has decoded from these very bytes is plain, but for names that are empty.
    from_text = case.are_headers_right and isinstance(body, bytes) and b'""' not in body
    plain = from_text or is_plain(case.document)
    if (sent := _as_sent(case, body, case.document, plain=plain)) is not None:
        (case.document, case.body_problems), plain = sent, is_plain(sent[0])
    judged = case.plan.bodies.get(case.body_kind)
    if judged is None or case.document is NOTHING:
        case.faults = NO_FAULTS
    else:
        repaired = [problem.path for problem in case.body_problems if problem.repaired and problem.path.segments]
        case.faults = collect(judged, case.document, params=case.body_kind != "json", repaired=repaired, plain=plain)


def refusal(case: Case) -> bool:
    """The response is no refusal, or one that is intended."""
    answers.read(case)
    refused = case.refusal
    return refused is None or case.allows(refused.get("code"))


def answer(case: Case) -> bool:
    """The response is an envelope behind HTTP 200: of a success as described, or of a refusal as documented."""
    assert case.response is not None
    answers.read(case)
    if case.response.body is UNRECORDED:
        return case.response.status == 200
    try:
        passes = (
            case.response.status == 200
            and not case.answer_problems
            and case.answer is not NOTHING
            and case.answer_type is not None
            and case.answer_type.is_json
            and (answers.is_plain_success(case) or answers.plain_refusal(case.answer, case.context.errors) is not None)
        )
    except ValueError:
        passes = False
    if not passes and (sent := _as_sent(case, case.response.body, case.answer)) is not None:
        case.answer, case.answer_problems = sent
    return passes


def _as_sent(
    case: Case, body: Body, document: Any, *, plain: bool | None = None
) -> tuple[Any, tuple[Problem, ...]] | None:
    """Read a caller's document as the text that `json.dumps` would send; None where it is such a text's already.

    The quick look that it had before lets pass what msgspec writes and `json.dumps` does not (sets, dates), and keys
    that are no strings; no engine names their places in the document as it is.
    """
    if not isinstance(body, Document) or document is not body.value:
        return None
    if is_plain(document) if plain is None else plain:
        return None
    # Here, because nothing that was recorded comes so far: the careful reader takes 4 ms to import.
    from salesiq_validate.decode.python_objects import read_document

    read, problems = read_document(document, case.context.limits)
    return NOTHING if read is BROKEN else read, problems
