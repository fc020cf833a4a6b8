"""An extension file of a made-up resource, for what no documented operation has: forms, mandatory headers, codes."""

from __future__ import annotations

from typing import Any

from salesiq_validate.validator import Validator

_SCREEN_NAME: dict[str, Any] = {"name": "screen_name", "in": "path", "required": True, "schema": {"type": "string"}}
_FIELDS: dict[str, Any] = {
    "text": {"type": "string", "minLength": 1},
    "priority": {"type": "integer", "minimum": 1, "maximum": 5},
    "ratio": {"type": "number"},
    "pinned": {"type": "boolean"},
    "labels": {"type": "array", "items": {"type": "integer"}},
    "mode": {"type": "string", "enum": ["public", "private"], "x-salesiq-basis": {"enum": "inferred"}},
    "author": {"type": "string", "pattern": "^[0-9]+$", "x-salesiq-error": 1024},
    "department": {"type": "string", "pattern": "^[0-9]+$", "x-salesiq-error": 1025},
    "due": {"type": "integer", "x-salesiq-format": "epoch_ms"},
    "until": {"type": "integer"},
    "color": {"type": "string", "x-salesiq-format": "color", "x-salesiq-known-values": ["red", "green"]},
    "secret_number": {"type": "string", "pattern": "^[0-9]+$", "x-salesiq-error": 1302},
}


def _form(*required: str) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "additionalProperties": False, "properties": _FIELDS}


DOCUMENT: dict[str, Any] = {
    "resource": "notes",
    "title": "Notes",
    "operations": [
        {
            "operationId": "add_note",
            "method": "POST",
            "path": "/api/v2/{screen_name}/notes",
            "parameters": [_SCREEN_NAME],
            "x-salesiq-exclusive": [{"names": ["due", "until"], "in": "body", "basis": "example"}],
            "x-salesiq-conditions": [
                {"in": "body", "when": {"key": "pinned", "equals": [True, "true"]}, "require": ["priority"]},
                {"in": "body", "when": {"key": "until", "present": True}, "require": ["mode"], "basis": "inferred"},
            ],
            "requestBody": {
                "required": True,
                "content": {
                    "application/x-www-form-urlencoded": {"schema": _form("text")},
                    "application/json": {"schema": _form("text")},
                },
            },
        },
        {
            "operationId": "attach_to_note",
            "method": "PUT",
            "path": "/api/v2/{screen_name}/notes/{note_id}",
            "parameters": [
                _SCREEN_NAME,
                {"name": "note_id", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}},
                {"name": "X-Note-Kind", "in": "header", "required": True, "schema": {"type": "string"}},
                {
                    "name": "X-Note-Place",
                    "in": "header",
                    "required": False,
                    "schema": {"type": "string", "enum": ["top", "end"], "x-salesiq-basis": {"enum": "inferred"}},
                },
            ],
            "requestBody": {
                "required": True,
                "content": {
                    "multipart/form-data": {
                        "schema": {
                            "type": "object",
                            "required": ["scan"],
                            "additionalProperties": False,
                            "properties": {
                                "scan": {
                                    "type": "string",
                                    "x-salesiq-format": "binary",
                                    "x-salesiq-max-bytes": 8,
                                    "x-salesiq-basis": {"x-salesiq-max-bytes": "example"},
                                },
                                "caption": {"type": "string"},
                                "page": {"type": "integer"},
                            },
                        }
                    }
                },
            },
        },
        {
            "operationId": "find_notes",
            "method": "GET",
            "path": "/api/v2/{screen_name}/notes",
            "security": [
                {"oauth2": ["SalesIQ.notes.READ", "SalesIQ.departments.READ"]},
                {"oauth2": ["SalesIQ.notes.ALL"]},
            ],
            "parameters": [
                _SCREEN_NAME,
                {"name": "q", "in": "query", "required": True, "schema": {"type": "string"}},
                {
                    "name": "ids",
                    "in": "query",
                    "required": False,
                    "explode": False,
                    "schema": {"type": "array", "items": {"type": "integer"}, "maxItems": 3},
                },
                {
                    "name": "filter",
                    "in": "query",
                    "required": False,
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "required": ["field"],
                                "additionalProperties": False,
                                "properties": {
                                    "field": {"type": "string"},
                                    "values": {"type": "array", "items": {"type": "integer"}},
                                },
                            }
                        }
                    },
                },
                {"name": "pinned", "in": "query", "required": False, "schema": {"type": "boolean"}},
                {"name": "ratio", "in": "query", "required": False, "schema": {"type": "number"}},
                {"name": "authtoken", "in": "query", "required": False, "schema": {"type": "string"}},
            ],
        },
        {
            "operationId": "open_note",
            "method": "GET",
            "path": "/api/v2/{screen_name}/notes/{note_id}",
            "x-salesiq-complete": False,
            "parameters": [
                _SCREEN_NAME,
                {
                    "name": "note_id",
                    "in": "path",
                    "required": True,
                    "schema": {"type": "string", "pattern": "^n[0-9]+$"},
                },
            ],
        },
    ],
    "errors": [{"code": 4711, "message": "Note is locked"}],
}

NOTES = Validator(extensions=[DOCUMENT])
