"""What the tests of the contract share: validators, and how many examples are worth their time."""

from __future__ import annotations

from functools import cache

from hypothesis import HealthCheck, settings

from salesiq_validate import Exchange, Report, Request, Validator
from salesiq_validate.contract import all_operations

OPERATIONS = {operation.id: operation for operation in all_operations()}
ROUTABLE = {name: operation for name, operation in OPERATIONS.items() if operation.path is not None}


def examples(count: int) -> settings:
    """That many examples in the everyday profile, and in others as many more as they ask for."""
    many = count * settings.default.max_examples // 100
    # Two hundred operations: a slow or picky one is no failure, and the first example need not be the smallest.
    return settings(max_examples=many, suppress_health_check=list(HealthCheck))


@cache
def validator(scopes: frozenset[str] | None = None) -> Validator:
    return Validator(scopes=scopes)


def judge(request: Request, scopes: frozenset[str] | None = None) -> Report:
    return validator(scopes).check(Exchange(request))
