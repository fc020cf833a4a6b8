"""The contract for other tools: an OpenAPI 3.1 document, JSON Schemas, a list of error codes, a guide for agents."""

from __future__ import annotations

from salesiq_validate.export.errors import errors_csv, errors_document
from salesiq_validate.export.guide import guide
from salesiq_validate.export.jsonschema import json_schema
from salesiq_validate.export.openapi import openapi_document
from salesiq_validate.export.yaml import as_yaml

__all__ = ["as_yaml", "errors_csv", "errors_document", "guide", "json_schema", "openapi_document"]
