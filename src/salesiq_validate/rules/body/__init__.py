"""Rules SIQ4xx about JSON bodies and files."""

from salesiq_validate.rules.body import (
    department_id,
    doubtful_json,
    doubtful_json_value,
    empty_file,
    empty_update,
    file_without_name,
    large_file,
    malformed_body,
    missing_body,
    missing_json_key,
    operator_id,
    unknown_json_key,
    unusable_json_value,
    wrong_json_type,
)

RULES = (
    missing_body,
    malformed_body,
    doubtful_json,
    missing_json_key,
    wrong_json_type,
    unusable_json_value,
    operator_id,
    department_id,
    empty_update,
    unknown_json_key,
    empty_file,
    large_file,
    file_without_name,
    doubtful_json_value,
)
