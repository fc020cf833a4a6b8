"""The published page of a rule, taken apart: its sections, its examples, and the settings that they are judged with."""

from __future__ import annotations

import base64
import io
import json
import re
import shlex
from collections.abc import Iterator
from types import ModuleType
from typing import Any, NamedTuple

from salesiq_validate.exchange import UNRECORDED, Exchange, Request, Response
from salesiq_validate.finding import Finding, Rule
from salesiq_validate.inbound import verifier
from salesiq_validate.judging.settings import RuleSettings
from salesiq_validate.recordings import read
from salesiq_validate.rules.registry import RULE_OF
from salesiq_validate.validator import Validator

HEADINGS = ["What it does", "Why it matters", "SalesIQ's answer", "Example that fails", "Example that passes"]
HEADINGS_AFTER = ["How sure we are", "Source"]

_FENCE = re.compile(r"```(\w+)\n(.*?)\n```", re.DOTALL)


_PLAIN = Validator(strict_json=False)
#: Compiled once: they are thread-safe and reusable.
_VALIDATORS: dict[str, Validator] = {}


class Page(NamedTuple):
    """One rule's module and what its docstring says."""

    module: ModuleType
    rule: Rule
    summary: str
    sections: dict[str, str]

    @classmethod
    def of(cls, module: ModuleType) -> Page:
        summary, *parts = re.split(r"^## (.+)\n", module.__doc__ or "", flags=re.MULTILINE)
        sections = {title: text.strip() for title, text in zip(parts[::2], parts[1::2], strict=True)}
        return cls(module, RULE_OF[module], summary.strip(), sections)

    def fences(self, section: str, kind: str) -> list[str]:
        """The texts of all fenced blocks of one kind in a section."""
        return [text for found, text in _FENCE.findall(self.sections.get(section, "")) if found == kind]

    def recordings(self, section: str) -> list[str]:
        """The recordings of an example section: every line of JSON Lines is one, and every HAR."""
        lines = [line for text in self.fences(section, "jsonl") for line in text.splitlines()]
        return lines + self.fences(section, "har")

    @property
    def strict_json(self) -> bool:
        return "--strict-json" in self._options()

    def validator(self) -> Validator:
        """A validator with the settings that the page's options name, as `check` would make it."""
        if self.rule.code not in _VALIDATORS:
            _VALIDATORS[self.rule.code] = self._made_validator() if "Options" in self.sections else _PLAIN
        return _VALIDATORS[self.rule.code]

    def _made_validator(self) -> Validator:
        words = self._options()
        given: dict[str, list[str]] = {}
        for option, value in zip(words, [*words, ""][1:], strict=True):
            if option.startswith("--"):
                given.setdefault(option, []).append(value)
        assert given.keys() <= {
            *("--scope", "--screen-name", "--data-center", "--allow-code", "--strict-json", "--extend", "--server"),
            "--public-key",
        }
        extensions = [json.loads(text) for text in self.fences("Options", "json")]
        assert len(extensions) == len(given.get("--extend", []))
        return Validator(
            scopes=given.get("--scope"),
            screen_name=given.get("--screen-name", [None])[0],
            data_center=given.get("--data-center", [None])[0],
            servers=given.get("--server", []),
            settings=RuleSettings(allow_codes=given.get("--allow-code", ())),
            strict_json=self.strict_json,
            extensions=extensions,
            verify_signature=verifier(self.fences("Options", "text")) if "--public-key" in given else None,
        )

    def _options(self) -> list[str]:
        return [word for text in self.fences("Options", "sh") for word in shlex.split(text)]


PAGES = [Page.of(module) for module in RULE_OF]
#: Pages of rules that readers of recordings apply themselves, and of those that need a whole run.
READING_PAGES = [page for page in PAGES if not (hasattr(page.module, "check") or hasattr(page.module, "explain"))]


def judged(recording: str, validator: Validator, *, strict_json: bool = False) -> list[Finding]:
    """Read a recording and judge what it holds, as `check` does."""
    findings: list[Finding] = []
    for item in read(io.BytesIO(recording.encode()), strict_json=strict_json):
        if isinstance(item, Finding):
            findings.append(item)
        elif isinstance(item, Exchange):
            findings.extend(validator.check(item).findings)
    return findings


def exchange_of(line: str) -> Exchange:
    """The exchange of one line, made by hand: an independent reading of the form's description."""
    written = json.loads(line)
    request, response = written.get("request"), written.get("response")
    return Exchange(
        Request(request["method"], request["url"], request.get("headers"), _body(request), **_dropped(request))
        if request
        else None,
        Response(response["status"], response.get("headers"), _body(response), **_dropped(response))
        if response
        else None,
        direction=written.get("direction", "outbound"),
        seconds=written.get("seconds"),
    )


def _dropped(message: dict[str, Any]) -> dict[str, Any]:
    return {} if "headers" in message else {"unrecorded_headers": frozenset({"*"})}


def _body(message: dict[str, Any]) -> Any:
    if "json" in message:
        return json.dumps(message["json"]).encode()
    if "body_base64" in message:
        return base64.b64decode(message["body_base64"])
    if "body" in message:
        return message["body"].encode() if message["body"] else None
    return UNRECORDED


def exchanges(pages: list[Page]) -> Iterator[tuple[Page, Exchange]]:
    """Every example exchange of some pages."""
    for page in pages:
        if page not in READING_PAGES:
            for section in ("Example that fails", "Example that passes"):
                for line in page.recordings(section):
                    yield page, exchange_of(line)
