"""Prechecks: cheap proofs that no rule of a stage can find anything.

A "yes" from a precheck means that none of its rules finds anything; a property test checks this. After a "no", the
rules run. `order` says which rules each precheck covers.
"""

from __future__ import annotations

from typing import Any, Final

from salesiq_validate.exchange import UNRECORDED, Document
from salesiq_validate.judging.call import Answer, Call

#: The spellings of the media type in nearly all traffic; the rules read other spellings carefully.
_JSON: Final = frozenset(
    {"application/json", "application/json;charset=utf-8", "application/json; charset=utf-8"}
    | {"application/json;charset=UTF-8", "application/json; charset=UTF-8"}
)
_DATA: Final = frozenset({dict, list, str})


def never(_message: Call | Answer) -> bool:
    """No proof: the rules of the stage always run."""
    return False


def url(call: Call) -> bool:
    """Scheme, host, path and method lead to an operation without a fault, and we know no issued token."""
    return not call.route.faults and not call.context.issued


def headers(call: Call) -> bool:
    """The token has the usual form, and the body, if any, has a usual Content-Type that the operation reads."""
    plan = call.plan
    if call.authorization is None or not plan.context.token_matches(call.authorization):
        return False
    if plan.scope_missing or plan.headers or plan.context.issued:
        return False
    if call.content_type in _JSON:
        return "json" in plan.bodies or not plan.bodies or not call.has_body
    if not call.has_body or (not plan.bodies and plan.operation is not None):
        return True
    return call.content_type is None and call.may_lack("content-type")


def no_secret(call: Call) -> bool:
    """Nothing is wrong with the path, and the query has only documented parameters, so none of them is a secret."""
    return not call.route.faults and (not call.query or call.params.keys() <= call.plan.query.keys())


def query(call: Call) -> bool:
    """The query follows the schemas of the parameters."""
    return call.plan.params.accepts(call.params) if call.query else not call.plan.needs_params


def body(call: Call) -> bool:
    """The body is flawless JSON, and its schema accepts it."""
    plan, sent = call.plan, call.request.body
    if sent is UNRECORDED or not plan.bodies:
        return True
    if not call.has_body:
        return not plan.body_required
    schema = plan.bodies.get("json")
    if schema is None:
        return False
    if isinstance(sent, Document):
        value = sent.value
        return not (plan.is_update and type(value) is dict and not value) and schema.accepts_object(value)
    if call.content_type not in _JSON or call.content_encoding is not None:
        return False
    read = call.body
    return not read.problems and not (plan.is_update and read.document == {}) and schema.accepts(read.document)


def answer(answer: Answer) -> bool:
    """The answer is the envelope of a success with HTTP 200, and its data follows the description."""
    if answer.response.status != 200:
        return False
    if answer.response.body is UNRECORDED:
        return True
    if answer.content_type not in _JSON or answer.content_encoding is not None:
        return False
    return not answer.body.problems and _is_success(answer, answer.document)


def _is_success(answer: Answer, envelope: Any) -> bool:
    if type(envelope) is not dict:
        return False
    data = envelope.get("data")
    if type(envelope.get("url")) is not str or type(envelope.get("object")) is not str or type(data) not in _DATA:
        return False
    if len(envelope) != 3:
        synced = envelope.get("sync_time")
        is_list = type(data) is list and answer.method == "GET"
        if not (len(envelope) == 4 and type(synced) is str and synced.isdigit() and is_list):
            return False
    plan = answer.plan
    return not plan.failure_keys and (plan.data is None or plan.data.accepts(data))


def inbound_request(call: Call) -> bool:
    """The message is a JSON object that its schema accepts."""
    if not call.has_body:
        return True
    schema, document = call.plan.bodies["json"], call.body.document
    return type(document) is dict and not call.body.problems and schema.accepts(document)


def inbound_answer(answer: Answer) -> bool:
    """The bot's answer is a JSON object that the schema accepts, with HTTP 200, and no part of it is ignored."""
    if answer.response.status != 200:
        return False
    if answer.response.body is UNRECORDED:
        return True
    document = answer.document
    if type(document) is not dict or answer.body.problems or ("suggestions" in document and "input" in document):
        return False
    return answer.plan.bodies["json"].accepts(document)
