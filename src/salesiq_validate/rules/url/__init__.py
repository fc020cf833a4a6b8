"""Rules SIQ1xx about the URL and the method, in the order in which SalesIQ most likely looks."""
