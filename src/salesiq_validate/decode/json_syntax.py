"""Messages for texts that are not JSON: what is wrong and what to do, one for each kind of mistake.

No message quotes the text, because bodies are not shown by default.
"""

from __future__ import annotations

import re
from typing import Final

_WORD: Final = re.compile(r"-?[A-Za-z_$][\w$]*+")
_FORM: Final = re.compile(r"[\w.\[\]%+-]++=")
_NUMBER_LIKE: Final = re.compile(r"[+-]?\.?[0-9]")
_TYPOGRAPHIC_QUOTES: Final = frozenset("\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb\u2032\u2033\uff02\uff07`")
#: Characters that look empty or blank, but are not white space in JSON.
_STRANGE_BLANKS: Final = frozenset(
    "\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000\u200b\u2060\ufeff"
) | {chr(code) for code in range(0x2000, 0x200B)}

_COMMENT: Final = "JSON has no comments; remove it"
_DOUBLE_QUOTES: Final = 'JSON strings need double quotes ("); replace the other quotes'
_BLANK: Final = "this character looks blank but is not a blank in JSON, such as a no-break space; replace it by a space"
_TEMPLATE: Final = "the body still has a placeholder of a template; fill it in before you send it"
_ESCAPED_TWICE: Final = (
    "there is a backslash outside of a string; the JSON was probably escaped twice, so escape it once"
)
_NUL: Final = "there is a NUL character outside of a string; send only the JSON text"


def value_wanted(text: str, at: int) -> str:
    """Say why no value begins at this character."""
    char = text[at]
    if detail := _anywhere(text, at):
        return detail
    if char == "," or char in "]}":
        return "a value is missing " + ("before this comma" if char == "," else "before this bracket") + "; add it"
    if char == "+":
        return "a number must not begin with a plus sign; remove the sign"
    if _NUMBER_LIKE.match(text, at):
        return malformed_number(text, at)
    if word := _WORD.match(text, at):
        return _word(word[0])
    return "no JSON value begins with this character; put a text in double quotes"


def document_wanted(text: str, at: int) -> str:
    """Say why no document begins at this character."""
    if text[at] == "<":
        return "the body is HTML or XML, not JSON; look at the body as it was sent"
    if _FORM.match(text, at):
        return "the body looks like form fields, not JSON; send a JSON document"
    return value_wanted(text, at)


def name_wanted(text: str, at: int) -> str:
    """Say why no member's name begins at this character."""
    char = text[at]
    if detail := _anywhere(text, at):
        return detail
    if char == ",":
        return "a member is missing before this comma; remove the comma"
    if char == "{":
        return _TEMPLATE if text.startswith("{{", at - 1) else "an object inside an object needs a member name; add it"
    if char == "]":
        return _wrong_bracket("}")
    if _WORD.match(text, at) or char.isalnum():
        return 'a member name must be quoted; put it in double quotes ("name": ...)'
    return "a member name in double quotes is missing here"


def colon_wanted(text: str, at: int) -> str:
    """Say why no colon follows a member's name."""
    if text[at] == "=":
        return "there is an equals sign after a member name; write a colon"
    return _anywhere(text, at) or "a colon is missing between a member's name and its value; add it"


def comma_wanted(text: str, at: int, *, in_array: bool) -> str:
    """Say why neither a comma nor the closing bracket follows a value."""
    char = text[at]
    if char == '"' or (in_array and (char in "[{-" or char.isalnum())):
        return f"a comma is missing before {'an element' if in_array else 'a member'}; add it"
    if char in "]}":
        return _wrong_bracket("]" if in_array else "}")
    if char == ";":
        return "there is a semicolon after a value; write a comma"
    if char == ":":
        return "there is a colon after a value; " + ("an array has no member names" if in_array else "write a comma")
    return _anywhere(text, at) or (
        f"a comma or the closing {']' if in_array else '}'} is missing after a value; "
        "if that value is a string, a quote inside it may lack its backslash"
    )


def end_wanted(text: str, at: int) -> str:
    """Say why a document must not go on."""
    char = text[at]
    if char in "]}":
        return "this closing bracket has no opening bracket; remove it"
    if char == "\0":
        return "there is a NUL character after the document; send only the JSON text"
    if char in '{["':
        return "there is a second document after the first; send one document, or put both into an array"
    return (
        _anywhere(text, at)
        or "there is something after the end of the document; remove it, or look for a bracket that closes too early"
    )


def malformed_number(text: str, at: int) -> str:
    """Say why this is not a number, although it begins like one."""
    digits = at + (text[at] in "+-")
    if text.startswith(".", digits):
        return "a number needs a digit before its decimal point; write 0 before it"
    if text[digits : digits + 2].lower() in {"0x", "0o", "0b"}:
        return "JSON numbers are decimal; write the number in decimal, or as a string"
    return "this begins like a number but is not one; write numbers like -12.5e3, and anything else as a string"


def bad_escape(text: str, at: int) -> str:
    """Say why the escape at this backslash is not valid."""
    if text.startswith("\\u", at):
        return "four hexadecimal digits must follow \\u; write them, or two backslashes for one"
    return 'this backslash escapes nothing; write two for one (JSON knows \\" \\\\ \\/ \\b \\f \\n \\r \\t and \\uXXXX)'


def _anywhere(text: str, at: int) -> str | None:
    """Explain a character that is not allowed outside of a string."""
    char = text[at]
    if char == "#" or text.startswith(("//", "/*"), at):
        return _COMMENT
    if char == "'" or char in _TYPOGRAPHIC_QUOTES:
        return _DOUBLE_QUOTES
    if char in _STRANGE_BLANKS:
        return _BLANK
    if char == "\\":
        return _ESCAPED_TWICE
    if char == "\0":
        return _NUL
    if text.startswith(("<%", "${", "{%", "%{"), at):
        return _TEMPLATE
    if text.startswith("...", at) or char == "\u2026":
        return "this ellipsis is from a shortened example; replace it by the real content"
    return None


def _word(word: str) -> str:
    if word.lower() in {"true", "false", "null"}:
        return "write true, false and null in lower case"
    if word in {"None", "nil", "undefined", "NULL"}:
        return "JSON's word for no value is null; write null, or leave out the member"
    if word.lower().lstrip("-") in {"nan", "inf", "infinity"}:
        return "JSON has no infinity and no NaN; send a number, or null"
    return "this word has no quotes; put a text in double quotes (only true, false and null have none)"


def _wrong_bracket(wanted: str) -> str:
    return f"the wrong bracket closes here, {wanted} was expected; look whether one is missing before it"
