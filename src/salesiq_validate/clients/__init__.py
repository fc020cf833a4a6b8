"""Taps of HTTP clients: they check every request to SalesIQ before it is sent, and every answer when it arrives.

`install` patches only the client that it gets, and `Installed.remove` restores it. Users import the hook, its
exceptions and its warnings from here.
"""

from __future__ import annotations

from salesiq_validate.clients.hook import Hook, Installation
from salesiq_validate.clients.refusal import SalesIQRefusal, retry_refusal, urllib3_retry_options
from salesiq_validate.exceptions import SalesIQWarning
from salesiq_validate.finding import InvalidExchange

__all__ = [
    "Hook",
    "Installation",
    "InvalidExchange",
    "SalesIQRefusal",
    "SalesIQWarning",
    "retry_refusal",
    "urllib3_retry_options",
]
