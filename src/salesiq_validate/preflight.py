"""Pre-flight without a validator of one's own: two functions over one shared `Validator` with default settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from salesiq_validate.catalogue.operation import Schema
from salesiq_validate.exchange import HeadersLike, Request
from salesiq_validate.report import Report
from salesiq_validate.validator import Validator


@cache
def shared_validator() -> Validator:
    """Return the validator behind `check_request` and `check_response`."""
    return Validator()


def check_request(
    method: str,
    url: str,
    *,
    headers: HeadersLike = None,
    params: Mapping[str, Any] | Iterable[tuple[str, Any]] | None = None,
    json: Any = ...,
    form: Any = ...,
    content: Any = ...,
    schema: Schema | None = None,
) -> Report:
    """Judge a request before it leaves; see `Validator.check_request`.

    Raises:
        UnusableArgument: more than one body.
        SchemaNotUsable: `schema` is no schema.
    """
    return shared_validator().check_request(
        method, url, headers=headers, params=params, json=json, form=form, content=content, schema=schema
    )


def check_response(
    status: int,
    *,
    headers: HeadersLike = None,
    json: Any = ...,
    content: Any = ...,
    request: Request | None = None,
) -> Report:
    """Judge a response; see `Validator.check_response`.

    Raises:
        UnusableArgument: more than one body.
    """
    return shared_validator().check_response(status, headers=headers, json=json, content=content, request=request)
