"""No `repr` of a value that holds a payload shows it: tracebacks with local variables show nothing either."""

from __future__ import annotations

import gc
import io

from salesiq_validate import Exchange, Request, Response, Validator
from salesiq_validate.cli.curl import read_curl
from salesiq_validate.clients.refusal import SalesIQRefusal
from salesiq_validate.config import Config
from salesiq_validate.exchange import Document, Form
from salesiq_validate.judging.call import Answer
from salesiq_validate.privacy.url import split_url
from salesiq_validate.recordings import jsonl, recognised
from salesiq_validate.recordings.vcr.yaml_items import YamlItem

#: In no other test, whose values may still be there when this one looks at all of them.
CANARY = "canary9191repr"
URL = f"https://{CANARY}@salesiq.zoho.com/api/v2/northwind-desk/departments?{CANARY}={CANARY}"
HEADERS = {"Authorization": CANARY, CANARY: CANARY, "Content-Type": "application/json"}
BODY = {"name": [CANARY], CANARY: {CANARY: CANARY}, "operators": CANARY}
ANSWER = {"error": {"code": 1007, "message": CANARY, "json_key": CANARY}}


def test_no_value_of_ours_shows_a_payload():
    validator = Validator()
    exchange = Exchange(Request("POST", URL, HEADERS, Document(BODY)), Response(200, HEADERS, Document(ANSWER)))
    report = validator.check(exchange)
    assert exchange.request is not None
    assert exchange.response is not None
    call, _ = validator.check_call(exchange.request)
    # Kept, so that the collector finds them and what they hold.
    kept = [
        *(exchange, report, call, call.body, call.params, Answer.of(exchange.response, call, call.plan)),
        *(SalesIQRefusal(finding, report, exchange) for finding in report.findings if finding.error is not None),
        *(Form(((CANARY, CANARY),)), split_url(URL), YamlItem(BODY, 1), Config(variables={CANARY: CANARY})),
        read_curl([URL, "-F", f"{CANARY}={CANARY}", "-H", f"{CANARY}: {CANARY}"], lambda _name: b""),
    ]
    with recognised(io.BytesIO(jsonl.write(exchange)), variables={CANARY: CANARY}) as recording:
        kept += [recording, recording.reading, *recording.entries()]
        shown = [repr(value) for value in gc.get_objects() if _is_ours(value)]
    assert len(shown) > len(kept)
    assert [text for text in shown if CANARY in text] == []


def _is_ours(value: object) -> bool:
    # Some classes of others have a descriptor there.
    return str(type(value).__module__).startswith("salesiq_validate.")
