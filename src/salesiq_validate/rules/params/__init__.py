"""Rules SIQ3xx about query parameters and form fields."""

from salesiq_validate.rules.params import (
    department_id_param,
    doubtful_param,
    exclusive_names,
    missing_param,
    missing_under_condition,
    operator_id_param,
    undocumented_param,
    unusable_param,
    wrong_param_type,
)

RULES = (
    missing_param,
    unusable_param,
    wrong_param_type,
    undocumented_param,
    operator_id_param,
    department_id_param,
    doubtful_param,
    exclusive_names,
    missing_under_condition,
)
