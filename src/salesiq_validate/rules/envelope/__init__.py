"""Rules SIQ5xx about the envelope of an answer, as far as real answers keep to it."""

from salesiq_validate.rules.envelope import (
    answer_content_type,
    answer_drift,
    data_and_error,
    http_status,
    malformed_error,
    message_drift,
    missing_envelope_key,
    no_envelope,
    optional_error_keys,
    sync_time,
    unknown_code,
    unreadable_answer,
    wrong_envelope_type,
)

RULES = (
    unreadable_answer,
    no_envelope,
    data_and_error,
    missing_envelope_key,
    wrong_envelope_type,
    malformed_error,
    unknown_code,
    message_drift,
    optional_error_keys,
    answer_content_type,
    http_status,
    sync_time,
    answer_drift,
)
