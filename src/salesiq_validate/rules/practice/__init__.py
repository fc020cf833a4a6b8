"""Rules SIQ7xx about practice: things that work today, and for which there is a better way."""

from salesiq_validate.rules.practice import (
    deprecated_version,
    partial_failure,
    secret_in_recording,
    secret_in_source,
    token_in_url,
    unknown_scope,
    unsafe_integer,
)

RULES = (
    token_in_url,
    secret_in_recording,
    deprecated_version,
    unsafe_integer,
    partial_failure,
    secret_in_source,
    unknown_scope,
)
