"""Tools: questions that an agent may ask, with short answers. They send, write and keep nothing.

Each is a function of texts and numbers that returns a document; `server` offers them over MCP.
"""

from __future__ import annotations

import io
import json
from typing import Any, Final

from salesiq_validate.cli.catalogue import Catalogue, with_text
from salesiq_validate.cli.code_page import code_document
from salesiq_validate.cli.curl import read_curl
from salesiq_validate.cli.messages import message_document, message_named
from salesiq_validate.cli.path_words import path_document, places_of, read_path
from salesiq_validate.cli.shell_words import split_command
from salesiq_validate.config import Config
from salesiq_validate.contract.inbound import inbound_contract
from salesiq_validate.examples import example_request
from salesiq_validate.exceptions import UnknownName, UnusableArgument
from salesiq_validate.exchange import Exchange, Request
from salesiq_validate.finding import Finding, Report
from salesiq_validate.recordings import read
from salesiq_validate.reporters.finding_document import finding_document
from salesiq_validate.rules.others import rules_of_others
from salesiq_validate.rules.registry import REGISTRY
from salesiq_validate.run.steps import Judgement, judge
from salesiq_validate.sources.linter import Source

#: The most operations and findings in one answer, because a model reads every word.
_MOST: Final = 20
_KEYS: Final = (
    "rule",
    "name",
    "severity",
    "side",
    "where",
    "operation",
    "json_key",
    "pointer",
    "param",
    "header",
    "error",
    "fix",
)


class Tools:
    """The tools, over one configuration.

    Arguments:
        config: the settings for judging requests and recordings.

    Raises:
        UnknownName: the configuration names something that does not exist.
        UnusableExtension: an extension file cannot be used.
    """

    def __init__(self, config: Config) -> None:
        self._known = Catalogue.by(config)
        self._validator = config.validator(strict_json=True, try_fixes=True)
        self._recorded = config.validator(strict_json=False, try_fixes=True)

    def find_operations(self, words: str = "") -> dict[str, Any]:
        """Find documented operations of the Zoho SalesIQ API by words in their id, path or summary.

        Use this before you write a call of SalesIQ: endpoints that you remember may never have existed.
        """
        found = with_text(self._known.operations, words.split())
        shown = [
            {
                "operation": operation.id,
                "method": operation.method,
                "path": operation.path,
                "summary": operation.summary,
                "scopes": [list(way) for way in operation.scopes],
            }
            for operation in found[:_MOST]
        ]
        return {"operations": shown, "more": max(0, len(found) - _MOST)}

    def show_operation(self, operation: str) -> dict[str, Any]:
        """Show one operation: method, path, scopes, parameters, schema of the body, and a valid curl command."""
        known = self._known.operation(operation)
        example = example_request(known)
        return {
            "operation": known.id,
            "method": known.method,
            "path": known.path,
            "summary": known.summary,
            "scopes": [list(way) for way in known.scopes],
            "page": known.source,
            "parameters": [
                {
                    "name": one.name,
                    "in": one.location,
                    "required": one.required,
                    "schema": one.schema,
                    "description": one.description,
                }
                for one in known.parameters
            ],
            "bodies": dict(known.bodies),
            "schemas": _used(known.bodies, known.definitions),
            "example": None if example is None else example.as_curl(),
        }

    def judge_request(
        self, method: str, url: str, headers: dict[str, str] | None = None, body: str | None = None
    ) -> dict[str, Any]:
        """Check a request to SalesIQ before it is sent: what is wrong, and the error that SalesIQ would answer.

        A finding may have a fix: edits at its place (json_key, param, header or URL), one after another. If `sure` is
        true, apply them; the same fix on several findings is applied once. In the path of `set-path`, a placeholder
        is the segment of the old path with the index in `segments`, counted from 0, or a value that you know (`needs`).

        Arguments:
            body: the text of the body; leave it out if there is none.
        """
        sent = None if body is None else body.encode("utf-8", "surrogatepass")
        return self._judged(Request(method, url, headers, sent))

    def judge_curl(self, command: str) -> dict[str, Any]:
        """Check the request that a curl command would send, without sending it."""
        words = split_command(command)
        if not words or not words[0].endswith("curl"):
            raise UnusableArgument("the text is not a curl command, which begins with the word curl")
        return self._judged(read_curl(words[1:], _no_file).request)

    def judge_recording(self, text: str) -> dict[str, Any]:
        """Check recorded traffic, given as text: HAR, a VCR cassette, a Postman collection, or Exchange JSON Lines."""
        steps = list(judge(read(io.BytesIO(text.encode("utf-8", "surrogatepass"))), self._recorded))
        judged = [step for step in steps if isinstance(step, Judgement)]
        findings = [finding for step in judged for finding in step.findings]
        exchanges = sum(step.exchange is not None for step in judged)
        return {"exchanges": exchanges, "skipped": len(steps) - len(judged), **_findings(findings)}

    def judge_bot_answer(self, answer: str) -> dict[str, Any]:
        """Check the answer of a Zobot on the webhook platform, given as JSON text."""
        return _findings(self._validator.check_bot_answer(answer).findings)

    def judge_source(self, code: str, file: str = "snippet.py") -> dict[str, Any]:
        """Check the calls of SalesIQ in source code.

        Arguments:
            file: a name whose ending shows the language.
        """
        steps = Source(file, code, self._recorded).steps()
        return _findings([finding for step in steps for finding in step.findings])

    def explain(self, name: str) -> dict[str, Any]:
        """Explain an error code of SalesIQ (1007), a rule (SIQ403), an inbound message, or a path (app_ids[0])."""
        plain = name.strip()
        if plain.isascii() and plain.isdigit():
            return code_document(self._known.errors.find(int(plain[:20])), self._known)
        try:
            rule = REGISTRY.with_others(rules_of_others([plain])).find(plain)
        except UnknownName:
            message = message_named(plain, inbound_contract().messages)
            if message is not None:
                return message_document(message)
            path = read_path(plain)
            if path is None:
                raise
            return path_document(path, places_of(path.path, self._known.operations))
        return {"rule": rule.code, "name": rule.name, "severity": rule.severity.value, "page": rule.doc.strip()}

    def _judged(self, request: Request) -> dict[str, Any]:
        report: Report = self._validator.check(Exchange(request)).with_all_names()
        reply = None if report.reply is None else report.reply.as_envelope()
        return {"ok": report.ok, "operation": report.operation, "reply": reply, **_findings(report.findings)}


def _findings(findings: Any) -> dict[str, Any]:
    shown = [_finding(finding) for finding in findings[:_MOST]]
    return {"findings": shown, "more": max(0, len(findings) - _MOST)}


def _finding(finding: Finding) -> dict[str, Any]:
    whole = finding_document(finding, is_reply=False)
    short = {key: whole[key] for key in _KEYS if whole[key] is not None}
    origin = {key: value for key, value in whole["origin"].items() if value is not None}
    return {
        **short,
        "message": finding.message,
        **({"hint": finding.hint} if finding.hint else {}),
        **({"origin": origin} if origin else {}),
    }


def _used(bodies: Any, definitions: Any) -> dict[str, Any]:
    """Return the shared schemas to which bodies refer, directly or through other shared schemas."""
    used: dict[str, Any] = {}
    todo = [json.dumps(dict(bodies))]
    while todo:
        text = todo.pop()
        for name, schema in definitions.items():
            if name not in used and f'"#/schemas/{name}"' in text:
                used[name] = schema
                todo.append(json.dumps(schema))
    return used


def _no_file(name: str) -> bytes:
    raise UnusableArgument(f"the command reads the file {name!r}; put its content into the command")
