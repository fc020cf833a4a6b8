"""Measure one department request through `Validator`, beside the bare engines on the same body."""

from __future__ import annotations

import measuring
from jsonschema import Draft202012Validator

from salesiq_validate import Validator
from salesiq_validate.catalogue import all_operations
from salesiq_validate.engine.inline import inline_refs

URL = "https://salesiq.zoho.com/api/v2/northwind-desk/departments"
HEADERS = {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef", "Content-Type": "application/json"}
VALID = {
    "name": "Billing",
    "is_public": True,
    "description": "Questions about invoices and payments",
    "operators": [str(100000000000001 + number) for number in range(10)],
    "email_configurations": {
        "from_email": "desk@example.com",
        **{f"is_{kind}_mail_enabled": "true" for kind in ("transcript", "blockip", "feedback", "missedchat", "cc")},
        **{
            f"{kind}_recipients": "team@example.com"
            for kind in ("transcript", "blockip", "feedback", "missedchat", "cc")
        },
    },
}
FAULTY = {**VALID, "is_public": ["yes"]}


def main() -> None:
    """Print the table."""
    operation = next(found for found in all_operations() if found.id == "create_department")
    schema = inline_refs(operation.bodies["application/json"], operation.definitions)
    validator = Validator()
    assert not validator.check_request("POST", URL, headers=HEADERS, json=VALID).findings
    assert len(validator.check_request("POST", URL, headers=HEADERS, json=FAULTY).findings) == 1
    reference = Draft202012Validator(schema)
    tasks = {
        "Validator.check_request, valid": lambda: validator.check_request("POST", URL, headers=HEADERS, json=VALID),
        "Validator.check_request, one fault": lambda: validator.check_request(
            "POST", URL, headers=HEADERS, json=FAULTY
        ),
        "jsonschema is_valid, body only": lambda: reference.is_valid(VALID),
    }
    try:
        import jsonschema_rs
    except ImportError:
        pass
    else:
        fast = jsonschema_rs.Draft202012Validator(schema)
        tasks["jsonschema-rs is_valid, body only"] = lambda: fast.is_valid(VALID)
        tasks["jsonschema-rs iter_errors, one fault"] = lambda: list(fast.iter_errors(FAULTY))
    print(measuring.machine())
    print(measuring.table(measuring.interleaved(tasks, calls=300), floor="Validator.check_request, valid"))


if __name__ == "__main__":
    main()
