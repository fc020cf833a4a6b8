"""Peers that judge a decoded body by a schema: alternatives for the work, each in its fastest way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

import contract
from exchanges import Request
from measuring import Task
from salesiq_validate.decode import json_fast

Verdict = Callable[[Any], bool]
#: Returns all errors of a document.
Errors = Callable[[Any], object]


class Missing(Exception):
    """A peer cannot take part here; the argument says why."""


class Peer(Protocol):
    """Another tool."""

    name: str
    #: Whether it takes a good part of a millisecond for an exchange, so that it gets few of them.
    is_slow: bool

    def lines(self, lines: Iterable[bytes], /) -> int:
        """Judge whole lines of Exchange JSON Lines, and return how many have a fault."""
        ...

    def tasks(self, lines: Sequence[bytes], /) -> list[Task]:
        """The tasks to time."""
        ...

    def close(self) -> None:
        """End its processes."""
        ...


class BodyPeer:
    """A tool that judges bodies; the shortest possible code does the rest.

    Raises:
        Missing: it is not installed.
    """

    name: str
    is_slow = False

    def __init__(self) -> None:
        try:
            self.verdicts: Mapping[str, Verdict] = self._verdicts(contract.schemas())
        except ImportError as error:
            raise Missing("because it is not installed") from error

    def _verdicts(self, schemas: Mapping[str, Any]) -> Mapping[str, Verdict]:
        raise NotImplementedError

    def errors(self, name: str) -> Errors:
        """Return the function that finds all errors of a body, not only the first."""
        raise NotImplementedError

    def tasks(self, lines: Sequence[bytes]) -> list[Task]:
        return [Task(f"{self.name}, bodies alone", lambda: self.lines(lines), units=len(lines))]

    def body_task(self, name: str, texts: Sequence[str]) -> Task:
        """One verdict on each body, already parsed."""
        documents, verdict = [json_fast.loads(text) for text in texts], self.verdicts[name]

        def judge() -> None:
            for document in documents:
                verdict(document)

        return Task(self.name, judge, units=len(documents))

    def preflight(self, requests: Sequence[Request]) -> Task:
        """One verdict on the body of each request, and all errors of a faulty one."""
        errors = {kind: self.errors(kind) for kind in {request.kind for request in requests}}
        pairs = [
            (self.verdicts[request.kind] if request.fault is None else errors[request.kind], request.body)
            for request in requests
        ]

        def judge() -> None:
            for tell, body in pairs:
                tell(body)

        return Task(f"{self.name}, body alone", judge, units=len(pairs))

    def close(self) -> None:
        """Do nothing: nothing was started."""

    def lines(self, lines: Iterable[bytes]) -> int:
        """Parse, route and judge both bodies; ignore headers and parameters."""
        loads, route, verdicts = json_fast.loads, contract.route, self.verdicts
        refused, wrong = verdicts[contract.REFUSAL], 0
        for line in lines:
            item = loads(line)
            sent, got = item["request"], item["response"]
            body, answer = route(sent["method"], sent["url"])
            is_right = body is None or verdicts[body](loads(sent["body"]))
            document = loads(got["body"])
            is_right &= refused(document) if "error" in document else verdicts[answer](document)
            wrong += not is_right
        return wrong


class _Draft202012(BodyPeer):
    """A library with a class for the version of JSON Schema that the project uses."""

    def _class(self) -> Any:
        raise NotImplementedError

    def _verdicts(self, schemas: Mapping[str, Any]) -> Mapping[str, Verdict]:
        make = self._class()
        self._validators = {name: make(schema) for name, schema in schemas.items()}
        return {name: validator.is_valid for name, validator in self._validators.items()}

    def errors(self, name: str) -> Errors:
        iter_errors = self._validators[name].iter_errors
        return lambda document: [error.message for error in iter_errors(document)]


class JsonschemaRs(_Draft202012):
    """The project's default engine, without the project around it."""

    name = "jsonschema-rs"

    def _class(self) -> Any:
        from jsonschema_rs import Draft202012Validator

        return Draft202012Validator


class Jsonschema(_Draft202012):
    """The project's reference engine, without the project around it."""

    name = "jsonschema"
    is_slow = True

    def _class(self) -> Any:
        from jsonschema import Draft202012Validator

        return Draft202012Validator


class FastJsonschema(BodyPeer):
    """Python code generated from schemas."""

    name = "fastjsonschema"

    def _verdicts(self, schemas: Mapping[str, Any]) -> Mapping[str, Verdict]:
        import fastjsonschema

        def verdict(schema: Any) -> Verdict:
            check = fastjsonschema.compile(schema, use_default=False)

            def is_valid(document: Any) -> bool:
                try:
                    check(document)
                except fastjsonschema.JsonSchemaException:
                    return False
                return True

            return is_valid

        return {name: verdict(schema) for name, schema in schemas.items()}

    def errors(self, name: str) -> Errors:
        import fastjsonschema

        check = fastjsonschema.compile(contract.schemas()[name], use_default=False, fast_fail=False)

        def errors(document: Any) -> object:
            try:
                check(document)
            except fastjsonschema.JsonSchemaException as error:
                return error
            return []

        return errors


class Pydantic(BodyPeer):
    """Models written by hand that accept the same as the schemas."""

    name = "pydantic"

    def _verdicts(self, schemas: Mapping[str, Any]) -> Mapping[str, Verdict]:
        from pydantic import ValidationError

        import models

        def verdict(name: str) -> Verdict:
            check = models.adapter(name).validate_python

            def is_valid(document: Any) -> bool:
                try:
                    check(document)
                except ValidationError:
                    return False
                return True

            return is_valid

        self._error, self._adapter = ValidationError, models.adapter
        return {name: verdict(name) for name in schemas}

    def errors(self, name: str) -> Errors:
        check, error_type = self._adapter(name).validate_python, self._error

        def errors(document: Any) -> object:
            try:
                check(document)
            except error_type as error:
                return error.errors(include_url=False)
            return []

        return errors


#: From the fastest to the slowest; the peers for JavaScript and OpenAPI have separate files.
BODY_PEERS: tuple[type[BodyPeer], ...] = (JsonschemaRs, Pydantic, FastJsonschema, Jsonschema)
