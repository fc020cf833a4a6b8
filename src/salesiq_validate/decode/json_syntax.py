"""What is wrong with a text that is no JSON, and what to do: one phrase for each place where it can break.

No phrase quotes the text, because bodies are not shown unless asked.
"""

from __future__ import annotations

import re
from typing import Final

_WORD: Final = re.compile(r"-?[A-Za-z_$][\w$]*+")
_FORM: Final = re.compile(r"[\w.\[\]%+-]++=")
_NUMBER_LIKE: Final = re.compile(r"[+-]?\.?[0-9]")
_TYPOGRAPHIC_QUOTES: Final = frozenset("\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb\u2032\u2033\uff02\uff07`")
#: Looks empty or blank, and is no white space of JSON's.
_STRANGE_BLANKS: Final = frozenset(
    "\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000\u200b\u2060\ufeff"
) | {chr(code) for code in range(0x2000, 0x200B)}

_COMMENT: Final = "a comment stands here, and JSON has none; remove it"
_DOUBLE_QUOTES: Final = 'JSON takes double quotes (") only; replace the others'
_BLANK: Final = (
    "a character stands here that looks blank but is no white space of JSON's, such as a no-break space; "
    "replace it by a space"
)
_TEMPLATE: Final = "a placeholder of a template is left in the body; fill it in before sending"
_ESCAPED_TWICE: Final = "a backslash stands outside of a string: the JSON was probably escaped twice; send it as it is"
_NUL: Final = "a NUL character stands outside of a string; send the JSON text alone"


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
        return "the body is HTML or XML, not JSON; look at what was really sent or answered"
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
        return "an equals sign stands after a member name; write a colon"
    return _anywhere(text, at) or "a colon is missing between a member's name and its value; add it"


def comma_wanted(text: str, at: int, *, in_array: bool) -> str:
    """Say why neither a comma nor the closing bracket follows a value."""
    char = text[at]
    if char == '"' or (in_array and (char in "[{-" or char.isalnum())):
        return f"a comma is missing before {'an element' if in_array else 'a member'}; add it"
    if char in "]}":
        return _wrong_bracket("]" if in_array else "}")
    if char == ";":
        return "a semicolon stands after a value; write a comma"
    if char == ":":
        return "a colon stands after a value; " + ("an array has no member names" if in_array else "write a comma")
    return _anywhere(text, at) or (
        f"a comma or the closing {']' if in_array else '}'} is missing after a value; "
        "if that value is a string, a quote inside it may lack its backslash"
    )


def end_wanted(text: str, at: int) -> str:
    """Say why a document must not go on."""
    char = text[at]
    if char in "]}":
        return "a bracket closes here that was never opened; remove it"
    if char == "\0":
        return "a NUL character follows the document; send the JSON text alone"
    if char in '{["':
        return "a second document follows the first, and a body holds one; put several into an array"
    return (
        _anywhere(text, at)
        or "something follows the end of the document; remove it, or look for a bracket that closes too early"
    )


def malformed_number(text: str, at: int) -> str:
    """Say why this is no number, although it begins like one."""
    digits = at + (text[at] in "+-")
    if text.startswith(".", digits):
        return "a number needs a digit before its decimal point; write 0 in front"
    if text[digits : digits + 2].lower() in {"0x", "0o", "0b"}:
        return "JSON knows decimal numbers only; write the number in decimal, or as a string"
    return "this begins like a number and is none; write numbers like -12.5e3, and anything else as a string"


def bad_escape(text: str, at: int) -> str:
    """Say why the backslash at this character escapes nothing."""
    if text.startswith("\\u", at):
        return "four hexadecimal digits must follow \\u; write them, or two backslashes for one"
    return 'this backslash escapes nothing; write two for one (JSON knows \\" \\\\ \\/ \\b \\f \\n \\r \\t and \\uXXXX)'


def _anywhere(text: str, at: int) -> str | None:
    """Say what a character means that has no business outside of a string, wherever it stands."""
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
        return "an ellipsis stands here, as in an abridged example; write out what it stands for"
    return None


def _word(word: str) -> str:
    if word.lower() in {"true", "false", "null"}:
        return "true, false and null are written in lower case; write them so"
    if word in {"None", "nil", "undefined", "NULL"}:
        return "the word for no value is null; write that, or leave the member out"
    if word.lower().lstrip("-") in {"nan", "inf", "infinity"}:
        return "JSON has no word for what is no finite number; send a number, or null"
    return "a word stands here without quotes; put a text in double quotes (only true, false and null go without)"


def _wrong_bracket(wanted: str) -> str:
    return f"the wrong bracket closes here, {wanted} was expected; look whether one is missing before it"
