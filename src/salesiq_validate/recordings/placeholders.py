"""Placeholders: texts that recorders, filters and people write instead of a secret.

A filter that drops a header leaves nothing to judge, and one that replaces its value leaves something that nobody sent.
Both must be silent, so a credential with a placeholder is treated like one that was not recorded. A scheme that is
still there and is not SalesIQ's (`Bearer <redacted>`) is kept, because it was sent.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from salesiq_validate.exchange import Headers

_NOTHING: Final[frozenset[str]] = frozenset()
_WORDS: Final = (
    r"redacted|filtered|removed|deleted|hidden|masked?|scrubbed|sanitized|sanitised|censored|obfuscated|omitted|"
    r"dummy|fake|placeholder|secret|token|access[_ -]?token|oauth[_ -]?token|authorization|authtoken|auth|value|none|"
    r"null|test|example|xxx+|your[_ -]?(?:access[_ -]?)?token"
)
#: A word in any brackets, a run of one masking character, or a variable of some template language.
_PLACEHOLDER: Final = re.compile(
    rf"[\W_]*(?:{_WORDS})[\W_]*|[*x.•█#-]+|\{{\{{.*\}}\}}|\$\{{.*\}}|\$[A-Z_]+|<[^>]*>|%[A-Z_]+%", re.IGNORECASE
)
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z-]*) +(.*)", re.DOTALL)
_OURS: Final = frozenset({"zoho-oauthtoken", "zoho-authtoken"})


def _is_taken_out(text: str) -> bool:
    """Tell whether a text is a placeholder for a removed value."""
    return _PLACEHOLDER.fullmatch(text.strip()) is not None


def without_placeholders(headers: Headers) -> tuple[Headers, frozenset[str]]:
    """Remove an Authorization whose value was removed, and list it as not recorded."""
    for name, value in headers:
        # By length first: this runs for every header of every entry.
        if len(name) == 13 and name.lower() == "authorization":
            found = _SCHEME.fullmatch(value.strip())
            if _is_taken_out(value) or (found and found[1].lower() in _OURS and _is_taken_out(found[2])):
                return tuple(pair for pair in headers if pair[0] != name), frozenset({"authorization"})
    return headers, _NOTHING
