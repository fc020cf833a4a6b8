"""House rules of the made-up integrator Northwind."""
