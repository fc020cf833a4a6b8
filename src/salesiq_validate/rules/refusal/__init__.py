"""Rules SIQ6xx about refusals: error envelopes, located in the request that earned them."""
