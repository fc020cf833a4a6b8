"""Say what the Zoho SalesIQ API would answer, and which field it would name."""
