"""YAML for documents of plain JSON values and bytes, without a YAML library.

JSON is YAML, so every reader understands a text that is quoted as in JSON. Only names and words to which no version of
YAML gives another meaning are written without quotes. Blocks are used for readability.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from typing import Any, Final

#: Words, dotted names and paths: no syntax of YAML, no beginning of a number, no blanks at the ends.
_PLAIN: Final = re.compile(r"[A-Za-z_/][A-Za-z0-9_./-]*(?: [A-Za-z0-9_./()-]+)*")
#: Words that some version of YAML reads as null or as a boolean.
_WORDS: Final = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
#: Unescaped, these end a line or are not allowed in a YAML text; JSON does not escape them.
_UNPRINTABLE: Final = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def as_yaml(document: Any) -> str:
    """Return a document of plain JSON values as YAML; members keep their order."""
    return "".join(f"{line}\n" for line in _lines(document, ""))


def _lines(value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, dict) and value:
        for name, child in value.items():
            yield from _member(f"{indent}{_text(name)}:", child, f"{indent}  ")
    elif isinstance(value, list) and value:
        for child in value:
            if _is_block(child):
                first, *rest = _lines(child, f"{indent}  ")
                yield f"{indent}- {first[len(indent) + 2 :]}"
                yield from rest
            else:
                yield f"{indent}- {_scalar(child)}"
    else:
        yield f"{indent}{_scalar(value)}"


def _member(head: str, child: Any, indent: str) -> Iterator[str]:
    if _is_block(child):
        yield head
        yield from _lines(child, indent)
    else:
        yield f"{head} {_scalar(child)}"


def _is_block(value: Any) -> bool:
    """Tell whether a value needs its own lines; a list of a few words fits in one line."""
    if isinstance(value, list):
        return not all(isinstance(item, str | int | float) for item in value) or len(str(value)) > 80
    return isinstance(value, dict) and bool(value)


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bytes):
        return f'!!binary "{base64.b64encode(value).decode("ascii")}"'
    if isinstance(value, list):
        return f"[{', '.join(map(_scalar, value))}]"
    text = json.dumps(value)
    # YAML 1.1 reads 1e-05 as a word, and 1.0e-05 as a number.
    return text.replace("e", ".0e") if isinstance(value, float) and "." not in text else text


def _text(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return _UNPRINTABLE.sub(_escaped, json.dumps(text, ensure_ascii=False))


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
