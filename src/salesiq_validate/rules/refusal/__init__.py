"""Rules SIQ6xx about refusals: error envelopes, and the place in the request that caused them."""

from salesiq_validate.rules.refusal import (
    lost_json_key,
    refused,
)

RULES = (
    refused,
    lost_json_key,
)
