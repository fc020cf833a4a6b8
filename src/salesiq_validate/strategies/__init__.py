"""Hypothesis strategies for requests, responses and refusals, made from the contract itself.

Only this part of the package imports Hypothesis; `pip install 'salesiq-validate[strategies]'` installs it.
Requests are complete: an absolute URL, headers with a made-up token, and a body of bytes.
"""

from __future__ import annotations

from salesiq_validate.exceptions import MissingExtra

try:
    import hypothesis as _hypothesis  # noqa: F401 - asked for here, so that its absence is told in our words
except ModuleNotFoundError:
    raise MissingExtra("salesiq_validate.strategies", "hypothesis", "strategies") from None

from salesiq_validate.strategies.answers import refusal, valid_response
from salesiq_validate.strategies.exchanges import exchange
from salesiq_validate.strategies.inbound import bot_request, delivery, invalid_bot_answer, valid_bot_answer
from salesiq_validate.strategies.invalid import ExpectedFinding, invalid_request, predictable_codes
from salesiq_validate.strategies.requests import valid_request
from salesiq_validate.strategies.schemas import from_schema

__all__ = [
    "ExpectedFinding",
    "bot_request",
    "delivery",
    "exchange",
    "from_schema",
    "invalid_bot_answer",
    "invalid_request",
    "predictable_codes",
    "refusal",
    "valid_bot_answer",
    "valid_request",
    "valid_response",
]
