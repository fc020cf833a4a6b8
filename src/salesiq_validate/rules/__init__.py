"""The rules: one documented unit a file, one explicit registry, and the stages in which they run.

To add a rule: write its module, add it to its family below, add its examples to its page. The order inside `REQUEST` is
the order in which findings are reported and `Report.reply` is chosen.
"""

from __future__ import annotations

from types import ModuleType
from typing import Final

from attrs import frozen

from salesiq_validate.exceptions import UnknownName
from salesiq_validate.finding import Rule
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
from salesiq_validate.rules.headers import (
    malformed_token,
    missing_authorization,
    missing_content_type,
    scope_not_granted,
    wrong_authorization_scheme,
    wrong_content_type,
    wrong_header_value,
)
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
from salesiq_validate.rules.practice import (
    deprecated_version,
    partial_failure,
    secret_in_recording,
    token_in_url,
    unsafe_integer,
)
from salesiq_validate.rules.reading import (
    body_not_judged,
    broken_recording,
    entry_too_large,
    limit_hit,
    two_bodies,
    unreadable_body,
    unreadable_entry,
    unreadable_headers,
    unresolved_variable,
)
from salesiq_validate.rules.refusal import lost_json_key, refused
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

#: Rules about recordings, which readers of recordings apply themselves.
READING: Final = (
    unreadable_entry,
    two_bodies,
    entry_too_large,
    limit_hit,
    unreadable_body,
    unreadable_headers,
    broken_recording,
    unresolved_variable,
    secret_in_recording,
)
URL: Final = (
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
HEADERS: Final = (
    missing_authorization,
    wrong_authorization_scheme,
    malformed_token,
    scope_not_granted,
    wrong_content_type,
    missing_content_type,
    wrong_header_value,
)
PARAMS: Final = (
    missing_param,
    unusable_param,
    wrong_param_type,
    undocumented_param,
    operator_id_param,
    department_id_param,
    doubtful_param,
)
BODY: Final = (
    body_not_judged,
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
    unsafe_integer,
)
REFUSAL: Final = (refused, lost_json_key)
ANSWER: Final = (
    body_not_judged,
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
    partial_failure,
)
#: Facts about several names at once, which no schema says; of few operations.
TOGETHER: Final = (exclusive_names, missing_under_condition)
PRACTICE: Final = (token_in_url, deprecated_version)
#: Codes of rules that are gone, which no other rule gets. SIQ703 told of portals that were called at several data
#: centres: `--data-center` says of each call whether it went to the right one.
RETIRED: Final = frozenset({"SIQ703"})


def rule_of(module: ModuleType) -> Rule:
    """Return the rule that a module defines."""
    return Rule(
        code=module.CODE,
        name=module.NAME,
        severity=module.SEVERITY,
        predicts=tuple(module.PREDICTS),
        doc=module.__doc__ or "",
        status=getattr(module, "STATUS", "stable"),
        since=getattr(module, "SINCE", "0.1"),
    )


@frozen(eq=False, repr=False)
class Registry:
    """Every rule by its code and by its name."""

    rules: tuple[Rule, ...]

    def find(self, name: str) -> Rule:
        """Return the rule of a code (`SIQ403`) or name (`wrong-json-type`).

        Raises:
            UnknownName: no such rule; with the nearest.
        """
        for rule in self.rules:
            if name.upper() == rule.code or name.lower() == rule.name:
                return rule
        raise UnknownName("rule", name, tuple(word for rule in self.rules for word in (rule.code, rule.name)))


RULE_OF: Final[dict[ModuleType, Rule]] = {
    module: rule_of(module)
    for module in (*READING, *URL, *HEADERS, *PARAMS, *BODY, *TOGETHER, *REFUSAL, *ANSWER, *PRACTICE)
}
REGISTRY: Final = Registry(tuple(sorted(RULE_OF.values(), key=lambda rule: rule.code)))
