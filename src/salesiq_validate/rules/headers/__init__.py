"""Rules SIQ2xx about request headers."""

from salesiq_validate.rules.headers import (
    malformed_token,
    missing_authorization,
    missing_content_type,
    scope_not_granted,
    wrong_authorization_scheme,
    wrong_content_type,
    wrong_header_value,
)

RULES = (
    missing_authorization,
    wrong_authorization_scheme,
    malformed_token,
    scope_not_granted,
    wrong_content_type,
    missing_content_type,
    wrong_header_value,
)
