"""Inbound messages: verify the messages that SalesIQ sends, and check them and the answers.

Only signatures need the extra `inbound`, which installs cryptography. Middleware is in `inbound.asgi` and
`inbound.wsgi`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesiq_validate.inbound.signature import verifier, verify

if TYPE_CHECKING:
    from salesiq_validate.exchange import HeadersLike
    from salesiq_validate.finding import Report

__all__ = ["check_bot_answer", "check_bot_request", "check_delivery", "verifier", "verify"]


def check_delivery(body: Any, *, headers: HeadersLike = None) -> Report:
    """Check an event delivery; see `Validator.check_delivery`."""
    from salesiq_validate.validator import shared_validator

    return shared_validator().check_delivery(body, headers=headers)


def check_bot_request(body: Any, *, headers: HeadersLike = None) -> Report:
    """Check a request to a bot; see `Validator.check_bot_request`."""
    from salesiq_validate.validator import shared_validator

    return shared_validator().check_bot_request(body, headers=headers)


def check_bot_answer(answer: Any, *, status: int = 200) -> Report:
    """Check the answer of a bot; see `Validator.check_bot_answer`."""
    from salesiq_validate.validator import shared_validator

    return shared_validator().check_bot_answer(answer, status=status)
