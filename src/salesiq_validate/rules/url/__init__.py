"""Rules SIQ1xx about the URL and the method, in the order in which SalesIQ most likely looks."""

from salesiq_validate.rules.url import (
    insecure_scheme,
    malformed_path_id,
    malformed_screen_name,
    missing_screen_name,
    other_data_centre,
    other_screen_name,
    unknown_api_version,
    unknown_method,
    unknown_path,
    unknown_resource,
    unknown_server,
    wrong_method,
)

RULES = (
    unknown_server,
    other_data_centre,
    insecure_scheme,
    unknown_api_version,
    missing_screen_name,
    malformed_screen_name,
    other_screen_name,
    unknown_resource,
    unknown_path,
    wrong_method,
    unknown_method,
    malformed_path_id,
)
