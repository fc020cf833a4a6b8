"""Placeholders: texts that recorders, filters and people write instead of a secret.

If a filter drops a header, there is nothing to judge. If it replaces the header's value, the recording shows a value
that no client sent. Neither may cause a finding, so a credential with a placeholder counts as not recorded. A scheme
that is still readable and not SalesIQ's (`Bearer <redacted>`) is kept, because the client sent it.
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
    """Tell whether a text is a placeholder for a value that was removed."""
    return _PLACEHOLDER.fullmatch(text.strip()) is not None


def without_placeholders(headers: Headers) -> tuple[Headers, frozenset[str]]:
    """Remove an Authorization header whose value was replaced, and list the header as not recorded."""
    for name, value in headers:
        # Compare lengths first, because this runs for every header of every entry.
        if len(name) == 13 and name.lower() == "authorization":
            found = _SCHEME.fullmatch(value.strip())
            if _is_taken_out(value) or (found and found[1].lower() in _OURS and _is_taken_out(found[2])):
                return tuple(pair for pair in headers if pair[0] != name), frozenset({"authorization"})
    return headers, _NOTHING
