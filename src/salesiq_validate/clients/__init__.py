"""Taps of HTTP clients, which judge every request to SalesIQ before a byte leaves, and every answer when it is there.

Nothing is patched but the one client that is passed to `install`, and `Installed.remove` leaves it as it was.
What users name is imported from here: the hook, and what hooks raise and warn with.
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
