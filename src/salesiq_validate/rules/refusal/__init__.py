"""Rules SIQ6xx about refusals: error envelopes, located in the request that earned them."""

from salesiq_validate.rules.refusal import (
    lost_json_key,
    refused,
)

RULES = (
    refused,
    lost_json_key,
)
