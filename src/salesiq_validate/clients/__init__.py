"""Pre-flight hooks for HTTP clients: requests, httpx, httpx2 and aiohttp.

Each module has `install(client)`, which judges every request to SalesIQ before a byte leaves and every answer when it
is there. Nothing is patched but the one client that is passed, and `Installed.remove` leaves it as it was.
What hooks raise and warn with is imported from here.
"""

from salesiq_validate.clients.refusal import SalesIQRefusal
from salesiq_validate.exceptions import SalesIQWarning

__all__ = ["SalesIQRefusal", "SalesIQWarning"]
