"""Decode: from the bytes of a body to JSON, a form or multipart, under `Limits`; every trouble is a value."""

from __future__ import annotations

from salesiq_validate.decode.content_encoding import decompress
from salesiq_validate.decode.document import read_document
from salesiq_validate.decode.form import FormBody, read_form
from salesiq_validate.decode.json_text import JsonText, read_json
from salesiq_validate.decode.lines import Position
from salesiq_validate.decode.media_type import MediaType
from salesiq_validate.decode.multipart import MultipartBody, Part, read_multipart
from salesiq_validate.decode.problem import BROKEN, Problem, ProblemKind
from salesiq_validate.decode.text import decode_text

__all__ = [
    "BROKEN",
    "FormBody",
    "JsonText",
    "MediaType",
    "MultipartBody",
    "Part",
    "Position",
    "Problem",
    "ProblemKind",
    "decode_text",
    "decompress",
    "read_document",
    "read_form",
    "read_json",
    "read_multipart",
]
