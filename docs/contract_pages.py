"""The pages of the contract: one page and one table row for each rule, error code, operation and inbound message."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from docs.markdown_page import MarkdownPage, table, visible

from salesiq_validate.cli.catalogue import Catalogue
from salesiq_validate.cli.code_page import show_code
from salesiq_validate.cli.messages import TITLES, show_message
from salesiq_validate.cli.operation_page import show_operation
from salesiq_validate.cli.rule_page import show_rule
from salesiq_validate.contract import all_operations, contract_version
from salesiq_validate.contract.errors import ErrorCatalogue
from salesiq_validate.contract.files import read_schema_file
from salesiq_validate.contract.inbound import InboundMessage, inbound_contract
from salesiq_validate.contract.operation import Operation
from salesiq_validate.examples import ExampleAnswers
from salesiq_validate.finding import Basis, Rule
from salesiq_validate.keypath import KeyPath
from salesiq_validate.rules.registry import REGISTRY
from salesiq_validate.strategies.breaches import breaches
from salesiq_validate.strategies.breaches.breach import Breach

#: The folders of the pages, below docs/.
FOLDERS: Final = ("reference/rules", "reference/errors", "reference/operations", "reference/inbound")
RULES, ERRORS, OPERATIONS, INBOUND = FOLDERS

#: The families by their digit, and their subjects.
FAMILIES = {
    "0": ("Reading", "Entries and bodies that cannot be read, and limits."),
    "1": ("URL and method", "Server, data centre, version, screen name, path and method."),
    "2": ("Headers", "Authorization, scopes and the Content-Type."),
    "3": ("Parameters", "Query parameters, form fields, and names that exclude or require each other."),
    "4": ("Body", "JSON bodies and uploaded files."),
    "5": ("Envelope", "The form of an answer."),
    "6": ("Refusals", "Error envelopes, and the place in the request that caused them."),
    "7": ("Practice", "Things that work today, and for which there is a better way."),
    "8": ("Inbound", "Messages that SalesIQ sends to your application, and your answers."),
}

#: Statuses of error codes in the order of the page.
STATUSES = {
    "documented": (
        "General codes",
        "The overview page of the reference lists them; any operation may answer with them.",
    ),
    "page-specific": (
        "Codes of single operations",
        "The page of an operation lists them, in addition to the general codes.",
    ),
    "observed": ("Observed codes", "No page lists them; they are in answers that public client code contains."),
    "legacy": ("Codes of the first version", "Pages of `/api/v1` list them."),
}

#: Files of inbound messages, by the kind of message.
_INBOUND_FILES = {
    "delivery": "inbound/deliveries.json",
    "bot-request": "inbound/bot_requests.json",
    "bot-answer": "inbound/bot_answers.json",
}


#: What is wrong with a request, by the place and the keyword of the violation.
_REASONS: Final = {
    ("url", "screen name"): "no screen name",
    ("url", "resource"): "an unknown resource",
    ("url", "method"): "a method that the path does not take",
    ("url", "unknown method"): "a method that the API does not take",
    ("url", "id"): "an id of another form in",
    ("header", "authorization"): "no",
    ("header", "scheme"): "another scheme in",
    ("header", "token"): "a malformed token in",
    ("header", "scope"): "a token without the scope in",
    ("header", "content type"): "another type in",
    ("header", "no content type"): "no",
    ("header", "enum"): "an unlisted value in",
    ("body", "no body"): "no body",
    ("body", "malformed"): "malformed JSON",
    ("body", "empty update"): "nothing to update",
    **{
        (where, keyword): reason
        for where in ("body", "param")
        for keyword, reason in {
            "condition": "missing beside others",
            "empty file": "an empty file in",
            "enum": "an unlisted value in",
            "exclusive": "a name that excludes",
            "maxItems": "too many items in",
            "maxLength": "too long a text in",
            "maximum": "too large a number in",
            "minimum": "too small a number in",
            "pattern": "a value of another form in",
            "required": "missing",
            "type": "a value of another type in",
            "x-salesiq-max-bytes": "too large a file in",
        }.items()
    },
}


class ContractPages:
    """Writes all pages, each with links to the others."""

    def __init__(self) -> None:
        self._known = Catalogue(all_operations(), ErrorCatalogue())
        self._messages = inbound_contract().messages
        self._answers = ExampleAnswers(self._known.operations, seed=None)
        self._places = {
            "basis": "explanation/basis.md",
            **{rule.code: f"{RULES}/{rule.code}.md" for rule in REGISTRY.rules},
            **{str(code): f"{ERRORS}/{code}.md" for code in self._known.errors},
            **{operation.id: f"{OPERATIONS}/{operation.id}.md" for operation in self._known.operations},
            **{message.id: f"{INBOUND}/{message.id}.md" for message in self._messages},
        }

    def all(self) -> Iterator[tuple[str, str]]:
        """Yield each page: its path below docs/, and its text."""
        for folder, index in zip(FOLDERS, (self._rules, self._errors, self._operations, self._inbound), strict=True):
            page = self._page(f"{folder}/README.md")
            index(page)
            yield page.path, page.text()
        for rule in REGISTRY.rules:
            yield self._rule(rule)
        for code in self._known.errors:
            yield self._error(code)
        for operation in self._known.operations:
            yield self._operation(operation)
        for message in self._messages:
            yield self._message(message)

    def _page(self, path: str) -> MarkdownPage:
        return MarkdownPage(path, self._places)

    def _page_of(self, name: str) -> MarkdownPage:
        return self._page(self._places[name])

    def _rules(self, page: MarkdownPage) -> None:
        page.title("Rules")
        page.markdown(
            "A rule is one documented check; every finding names the rule that found it.\n"
            "Code and name both work wherever a rule is named: in `--select`, `--ignore` and `explain`.\n"
            "The beginning of a code names a family: `--ignore SIQ7`.\n"
            "If the fact behind a finding is only inferred, an error becomes a warning.\n"
            "[How sure a fact is](../../explanation/basis.md) explains that.\n"
            "[Versioning](../versioning.md) says what the status means."
        )
        by_family: dict[str, list[Rule]] = defaultdict(list)
        for rule in REGISTRY.rules:
            by_family[rule.code[3]].append(rule)
        for digit, (title, about) in FAMILIES.items():
            page.heading(f"SIQ{digit}xx: {title}")
            page.paragraph(about)
            page.markdown(
                table(
                    ["Rule", "Name", "Severity", "SalesIQ answers", "Status", "What it finds"],
                    (
                        [
                            page.link(rule.code),
                            f"`{rule.name}`",
                            rule.severity.value,
                            ", ".join(page.link(str(code)) for code in rule.predicts),
                            rule.status,
                            rule.summary,
                        ]
                        for rule in by_family[digit]
                    ),
                )
            )

    def _errors(self, page: MarkdownPage) -> None:
        page.title("Error codes")
        page.paragraph("SalesIQ refuses a request with an error envelope, usually with HTTP 200:")
        page.code(
            '{"error": {"code": 1007, "message": "Invalid datatypes found in params", "json_key": "operators[1].name"}}'
        )
        page.markdown(
            "`json_key` is a [path](../path-syntax.md) into the body; `param` and `header` are names.\n"
            "A refusal has at most one of these keys, and most have none.\n"
            "`salesiq-validate explain 1007` prints the page of a code.\n"
            "*Send again* says whether the same request may succeed: never, with a new access token (after-refresh), "
            "after a pause (after-wait), or when sent once more."
        )
        for status, (title, about) in STATUSES.items():
            page.heading(title)
            page.paragraph(about)
            page.markdown(
                table(
                    ["Code", "Message", "Send again", "Predicted by"],
                    (
                        [
                            page.link(str(entry.code)),
                            visible(entry.message),
                            entry.retry,
                            ", ".join(map(page.link, entry.predicted_by)),
                        ]
                        for entry in self._known.errors.values()
                        if entry.status == status
                    ),
                )
            )

    def _operations(self, page: MarkdownPage) -> None:
        resources = self._known.resources
        page.title("Operations")
        page.markdown(
            f"The contract describes {len(self._known.operations)} operations in {len(resources)} resources.\n"
            f"Its version is {contract_version()}; `salesiq-validate operations diff OLD NEW` shows what changed.\n"
            "An operation's page describes its requests and answers, [how sure](../../explanation/basis.md) that is, "
            "and which page of Zoho's reference is the source.\n"
            "`salesiq-validate operations show create_department` prints the same."
        )
        for resource in resources:
            page.heading(read_schema_file(f"operations/{resource}.json")["title"])
            page.markdown(
                table(
                    ["Operation", "What it does"],
                    (
                        [
                            page.link(operation.id),
                            f"{visible(operation.summary)}<br>`{operation.method} {operation.path or '(not known)'}`",
                        ]
                        for operation in self._known.operations
                        if operation.resource == resource
                    ),
                )
            )

    def _inbound(self, page: MarkdownPage) -> None:
        page.title("Inbound messages")
        page.markdown(
            "Messages that SalesIQ sends to your application, and the answers of bots.\n"
            "[Event deliveries](../../how-to/deliveries.md) and [bots](../../how-to/bots.md) explain how to check them."
        )
        for kind, messages in groupby(self._messages, key=lambda message: message.kind):
            page.heading(TITLES[kind])
            page.markdown(table(["Message", "What it is"], ([page.link(m.id), visible(m.summary)] for m in messages)))

    def _rule(self, rule: Rule) -> tuple[str, str]:
        page = self._page_of(rule.code)
        show_rule(page, rule)
        return page.path, page.text()

    def _error(self, code: int) -> tuple[str, str]:
        page = self._page_of(str(code))
        show_code(page, self._known.errors[code], self._known)
        return _finished(page, "errors.json")

    def _operation(self, operation: Operation) -> tuple[str, str]:
        page = self._page_of(operation.id)
        show_operation(page, operation, self._answers)
        if operation.path is not None:
            page.heading("Refusals that a check can predict")
            page.items(self._refusals(operation))
            page.markdown("Any operation may answer with another [general code](../errors/README.md#general-codes).")
        return _finished(page, f"operations/{operation.resource}.json")

    def _refusals(self, operation: Operation) -> Iterator[str]:
        """Yield each code that we can predict from a request, and the reason."""
        ways: dict[int, list[Breach]] = defaultdict(list)
        for breach in breaches(operation):
            ways[breach.code].append(breach)
        for code, found in sorted(ways.items()):
            sure = [breach for breach in found if breach.basis is not Basis.INFERRED]
            message = self._known.errors[code].message.removesuffix(".")
            yield f"{code} {message}: {_reasons(sure or found)}{'' if sure else ' (inferred)'}"

    def _message(self, message: InboundMessage) -> tuple[str, str]:
        page = self._page_of(message.id)
        show_message(page, message)
        return _finished(page, _INBOUND_FILES[message.kind])


def _finished(page: MarkdownPage, file: str) -> tuple[str, str]:
    """Name the file with the facts of a page."""
    place = posixpath.relpath(f"../schemas/{file}", posixpath.dirname(page.path))
    page.heading("Is something wrong here?")
    page.markdown(f"These facts are kept in [`schemas/{file}`]({place}); a correction there changes this page.")
    return page.path, page.text()


def _reasons(found: Iterable[Breach]) -> str:
    """Say what is wrong with a request, and where."""
    places: dict[str, dict[str, None]] = defaultdict(dict)
    for breach in found:
        reason = _REASONS[breach.where, breach.keyword]
        path = KeyPath(tuple(0 if name is None else name for name in breach.shape)).shape()
        name = path or breach.param or breach.header
        place = f"`{name}`" if name else "the body" if reason.endswith(" in") else ""
        places[reason][place] = None
    return "; ".join(f"{reason} {', '.join(names)}".strip() for reason, names in places.items())
