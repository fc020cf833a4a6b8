"""Measure one route look-up with 30 operations and with all of them."""

from __future__ import annotations

import itertools

import measuring

from salesiq_validate.catalogue import all_operations
from salesiq_validate.catalogue.routing import Router
from salesiq_validate.catalogue.servers import Servers

URL = "https://salesiq.zoho.com/api/v2/northwind-desk/departments/{}/operators"


def main() -> None:
    """Print the table; every look-up has a URL of its own, so none is remembered."""
    few = [found for found in all_operations() if found.resource in ("departments", "operators", "trigger_rules")]
    numbers = itertools.count(100000000000001)
    some, every = Router(few, Servers.load()), Router(all_operations(), Servers.load())
    tasks = {
        f"{len(some.operations)} operations": lambda: some.route("PUT", URL.format(next(numbers))),
        f"{len(every.operations)} operations": lambda: every.route("PUT", URL.format(next(numbers))),
    }
    print(measuring.machine())
    print(measuring.table(measuring.interleaved(tasks, calls=2000), floor=next(iter(tasks))))


if __name__ == "__main__":
    main()
