"""Rules about reading: an entry or a body of a recording that cannot be read, a limit that was hit."""

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

RULES = (
    unreadable_entry,
    two_bodies,
    entry_too_large,
    limit_hit,
    unreadable_body,
    unreadable_headers,
    broken_recording,
    body_not_judged,
    unresolved_variable,
)
