"""Examples: requests and answers that the contract accepts, with made-up values of the documented types.

The pages of operations, the stand-in and the exported description use the same code.
"""

from __future__ import annotations

from salesiq_validate.examples.answers import ExampleAnswers
from salesiq_validate.examples.requests import HOST, ExampleRequest, example_parameter, example_request
from salesiq_validate.examples.values import UNMADE, ExampleValues

__all__ = [
    "HOST",
    "UNMADE",
    "ExampleAnswers",
    "ExampleRequest",
    "ExampleValues",
    "example_parameter",
    "example_request",
]
