"""The contract for other tools: as one OpenAPI 3.1 document, as JSON Schemas, and as a list of error codes."""

from __future__ import annotations

from salesiq_validate.export.errors import errors_csv, errors_document
from salesiq_validate.export.jsonschema import json_schema
from salesiq_validate.export.openapi import openapi_document
from salesiq_validate.export.yaml import as_yaml

__all__ = ["as_yaml", "errors_csv", "errors_document", "json_schema", "openapi_document"]
