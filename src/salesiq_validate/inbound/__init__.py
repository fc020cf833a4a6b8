"""Inbound messages: verify what SalesIQ sends, and judge it and what is answered.

Only signatures need the extra `inbound`, which brings cryptography.
"""

from salesiq_validate.inbound.signature import verifier, verify

__all__ = ["verifier", "verify"]
