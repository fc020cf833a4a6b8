"""The parts of an Authorization header, for the rules that check it."""

from __future__ import annotations

import enum
import re
from typing import TYPE_CHECKING, Final

from salesiq_validate.finding import Edit, Fix

if TYPE_CHECKING:
    from salesiq_validate.contract.servers import Authorization

#: What programs write where a variable held nothing, or an object instead of a text.
_NO_TOKEN: Final = re.compile(r"undefined|null|none|nan|\[object [a-z]+\]", re.IGNORECASE)
#: How placeholders and redacted tokens begin; a blank inside of one tells nothing about the real token.
_STAND_IN: Final = tuple("<[({*$%")


class HeaderForm(enum.Enum):
    """What an Authorization header contains, as far as its form shows."""

    OTHER_SCHEME = "another scheme"
    ONLY_SCHEME = "a scheme and no token"
    TWO_SCHEMES = "two schemes in front of the token"
    TWO_TOKENS = "a blank inside of the token"
    NOTHING = "a word for an empty variable instead of a token"
    RIGHT = "the scheme and one token"


def shape_of_header(value: str, facts: Authorization) -> HeaderForm:
    """Return the form of a header that is not blank."""
    scheme, _, token = value.strip().partition(" ")
    known = facts.scheme.lower()
    if scheme.lower() != known:
        return HeaderForm.OTHER_SCHEME
    token = token.strip()
    if not token:
        return HeaderForm.ONLY_SCHEME
    if _NO_TOKEN.fullmatch(token):
        return HeaderForm.NOTHING
    first, *more = token.split()
    if first.lower() == known or first.lower() in facts.wrong_schemes:
        return HeaderForm.TWO_SCHEMES
    return HeaderForm.TWO_TOKENS if more and not token.startswith(_STAND_IN) else HeaderForm.RIGHT


def fix_of_header(value: str, facts: Authorization) -> Fix:
    """Return the fix with the right scheme before the token, or before a placeholder if there is no clear token."""
    *scheme, token = value.split() or [""]
    if len(scheme) < 3 and facts.token.search(token):
        return Fix((Edit("set-scheme", facts.scheme),))
    return Fix((Edit("set-header", f"{facts.scheme} {{access_token}}"),))
