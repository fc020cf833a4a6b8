"""The page of one operation: its requests and answers, how sure they are, and a valid request."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.cli.schema_tree import Field, basis_in_words, field_of, fields_of, types_of
from salesiq_validate.contract.operation import Operation, Parameter
from salesiq_validate.engine.references import inline_refs
from salesiq_validate.examples import HOST, ExampleAnswers, example_request
from salesiq_validate.reporters.words import joined

if TYPE_CHECKING:
    from salesiq_validate.cli.page import Page

FORMAT: Final = "salesiq-validate/operation-v1"
_IN: Final = {"path": "Path parameters", "query": "Query parameters", "header": "Headers"}


def operation_document(operation: Operation) -> dict[str, Any]:
    """Return all we know about an operation, for programs."""
    example = example_request(operation)
    return {
        "format": FORMAT,
        **summary_document(operation),
        "aliases": list(operation.aliases),
        "deprecated": operation.document.get("deprecated", False),
        "when": operation.document.get("when"),
        "basis": dict(operation.basis),
        "parameters": [
            {
                "name": parameter.name,
                "in": parameter.location,
                "required": parameter.required,
                "written": parameter.serialisation,
                **_without(_parameter_field(operation, parameter).as_document(), "json_key", "required"),
            }
            for parameter in operation.parameters
        ],
        "body": [
            {
                "content_type": media,
                "required": operation.body_required,
                "types": list(types_of(schema)),
                "fields": [found.as_document() for found in fields_of(schema)],
            }
            for media, schema in _bodies(operation)
        ],
        "answer": {
            "object": list(operation.objects),
            "empty": operation.empty_response,
            "fields": [found.as_document() for found in _answer(operation)],
        },
        "rules_between_fields": list(_between(operation)),
        "errors": [
            {"code": error.code, "message": error.message, "meaning": error.meaning} for error in operation.errors
        ],
        "complete": operation.complete,
        "missing": list(operation.missing),
        "notes": list(operation.notes),
        "example": None
        if example is None
        else {
            "method": example.method,
            "url": example.url,
            "headers": dict(example.headers),
            "body": example.body,
            "curl": example.as_curl(),
        },
    }


def summary_document(operation: Operation) -> dict[str, Any]:
    """Return an operation's entry in a list, for programs."""
    return {
        "operation": operation.id,
        "resource": operation.resource,
        "method": operation.method,
        "path": operation.path,
        "summary": operation.summary,
        "scopes": [list(way) for way in operation.scopes],
        "source": operation.source,
        "read": operation.read,
        "repeatable": operation.is_repeatable,
    }


def show_operation(page: Page, operation: Operation, answers: ExampleAnswers) -> None:
    """Write the page of an operation.

    Arguments:
        page: the page to write to.
        operation: the operation to show.
        answers: makes the example of a success.
    """
    page.title(operation.id, operation.summary)
    url = f"https://{HOST}{operation.path}" if operation.path else "(its path is not documented)"
    page.call(operation.method, url)
    page.facts(
        [
            ("deprecated", "yes" if operation.document.get("deprecated") else ""),
            ("also", ", ".join(operation.aliases)),
            ("meant when", _when(operation)),
            ("scope", scopes_in_words(operation) or "not documented"),
            ("repeat", f"{'safe' if operation.is_repeatable else 'not safe'} ({operation.repeatable_basis.value})"),
            ("source", f"{operation.source} (read {operation.read})" if operation.read else operation.source),
            ("basis", _basis_in_words(operation)),
        ]
    )
    for location, heading in _IN.items():
        found = [
            _parameter_field(operation, parameter)
            for parameter in operation.parameters
            if parameter.location == location
        ]
        if found:
            page.heading(heading)
            page.fields(found)
    for media, schema in _bodies(operation):
        page.heading(f"Body ({media}{', required' if operation.body_required else ''})")
        fields = list(fields_of(schema))
        page.fields(fields)
        if not fields:
            page.paragraph(f"{' or '.join(types_of(schema)) or 'Anything'}; its members are not documented.")
    _more(page, "Between fields", _between(operation))
    _show_answer(page, operation)
    _more(page, "Error codes of its page", (f"{e.code} {e.message} {e.meaning}".strip() for e in operation.errors))
    _more(page, "Not known", operation.missing)
    _more(page, "Notes", operation.notes)
    _show_example(page, operation, answers)


def scopes_in_words(operation: Operation) -> str:
    """Return the scopes that an operation needs, "" if they are not documented."""
    return " or ".join(" with ".join(way) for way in operation.scopes)


def body_fields(operation: Operation) -> Iterator[Field]:
    """Yield every field of an operation's request bodies."""
    for _, schema in _bodies(operation):
        yield from fields_of(schema)


def parameter_fields(operation: Operation) -> Iterator[Field]:
    """Yield the query parameters of an operation."""
    for parameter in operation.parameters:
        if parameter.location == "query":
            yield _parameter_field(operation, parameter)


def _bodies(operation: Operation) -> list[tuple[str, dict[str, Any]]]:
    return [(media, inline_refs(schema, operation.definitions)) for media, schema in operation.bodies.items()]


def _answer(operation: Operation) -> Iterator[Field]:
    if operation.data is not None:
        yield from fields_of(inline_refs(operation.data, operation.definitions))


def _parameter_field(operation: Operation, parameter: Parameter) -> Field:
    schema = dict(inline_refs(parameter.schema, operation.definitions))
    if parameter.description:
        schema["description"] = parameter.description
    schema["x-salesiq-basis"] = {**schema.get("x-salesiq-basis", {}), **parameter.basis}
    return field_of(schema, name=parameter.name, json_key=parameter.name, required=parameter.required)


def _show_answer(page: Page, operation: Operation) -> None:
    fields = list(_answer(operation))
    objects = " or ".join(operation.objects)
    if fields or objects or operation.empty_response:
        page.heading("Answer" + (f" ({objects})" if objects else ""))
    if operation.empty_response:
        page.paragraph("A success may come without a body.")
    if fields:
        page.paragraph("Below `data`, as far as the page shows it:")
        page.fields(fields)
        taken = _taken_from_elsewhere(operation)
        if taken:
            page.paragraph(f"{taken}.")


def _taken_from_elsewhere(operation: Operation) -> str:
    """Say from where fields of an answer come if the operation's own page does not show them."""
    data = operation.data or {}
    return str(next((part["x-salesiq-note"] for part in (data, data.get("items", {})) if "x-salesiq-note" in part), ""))


def _show_example(page: Page, operation: Operation, answers: ExampleAnswers) -> None:
    example = example_request(operation)
    if example is None:
        return
    page.heading("Example, with made-up values")
    page.code(example.as_curl(), indent=2)
    if example.body is not None and not example.is_multipart:
        page.paragraph("Its body:")
        page.code(json.dumps(example.body, ensure_ascii=False, indent=2))
    answer = answers.example(operation)
    if answer is not None:
        page.paragraph("A success:")
        page.code(json.dumps(answer, ensure_ascii=False, indent=2))


def _more(page: Page, heading: str, texts: Iterable[str]) -> None:
    found = list(texts)
    if found:
        page.heading(heading)
        page.items(found)


def _between(operation: Operation) -> Iterator[str]:
    """Yield facts that a schema cannot express, in words."""
    for group in operation.document.get("x-salesiq-exclusive", ()):
        yield f"{joined(group['names'])} exclude one another ({group.get('basis', 'documented')})"
    for condition in operation.document.get("x-salesiq-conditions", ()):
        when = condition["when"]
        equals = joined([str(value).lower() for value in when.get("equals", ())], "or")
        given = f"{when['key']} is {equals or ('not given' if 'absent' in when else 'given')}"
        needed = joined(condition["require"])
        yield f"{needed} must be given when {given} ({condition.get('basis', 'documented')})"


def _when(operation: Operation) -> str:
    when = operation.when
    if when is None:
        return ""
    marks = [f"the body has {name}" for name in sorted(when.body)]
    marks += [f"the query has {name}" + (f"={value}" if value else "") for name, value in when.query.items()]
    if when.header is not None:
        name, value = when.header
        marks.append(f"the header {name.title()} is {value}" if value else f"the header {name.title()} is sent")
    return " or ".join(marks)


def _basis_in_words(operation: Operation) -> str:
    facts = ("path", "method", "scopes", "content_type", "body")
    return basis_in_words({fact: operation.basis[fact] for fact in facts if fact in operation.basis})


def _without(document: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in names}
