"""Soak the stand-in: a hundred thousand requests of several clients, every answer compared with what it must be.

    python benches/soak.py [REQUESTS] [CLIENTS]

It prints the rate, and what memory grew by between the first tenth and the end. `proxy.py` sends the same requests.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

HEADERS = {"Authorization": f"Zoho-oauthtoken 1000.{'0' * 32}.{'0' * 32}", "Content-Type": "application/json"}
DEPARTMENTS = "/api/v2/example/departments"
RIGHT = json.dumps({"name": "Billing", "operators": ["104000000000456"]}).encode()
WRONG = json.dumps({"name": "Billing", "operators": {"id": "104000000000456"}}).encode()


class Soaked(NamedTuple):
    """What came of some requests."""

    #: How many were answered as they must be.
    right: int
    #: How long each took.
    seconds: list[float]


def soak(url: str, *, requests: int, clients: int) -> Soaked:
    """Send requests from clients that each keep a connection."""
    shares = [requests // clients + (number < requests % clients) for number in range(clients)]
    with ThreadPoolExecutor(clients) as pool:
        done = list(pool.map(lambda share: _client(url, *share), enumerate(shares)))
    return Soaked(sum(each.right for each in done), [took for each in done for took in each.seconds])


def _client(url: str, number: int, requests: int) -> Soaked:
    address = urlsplit(url)
    right = 0
    seconds: list[float] = []
    with closing(HTTPConnection(address.hostname or "", address.port, timeout=60)) as connection:
        for turn in range(requests):
            began = time.perf_counter()
            id_ = str(104_000_000_000_000 + number * 1_000_000 + turn)
            kind = turn % 4
            if kind == 0:
                status, answer = _send(connection, "GET", f"{DEPARTMENTS}/{id_}")
                right += status == 200 and answer["data"]["id"] == id_
            elif kind == 1:
                status, answer = _send(connection, "GET", f"{DEPARTMENTS}?index=21")
                right += status == 200 and len(answer["data"]) == 5
            elif kind == 2:
                status, answer = _send(connection, "POST", DEPARTMENTS, RIGHT)
                right += status == 200 and "data" in answer
            else:
                status, answer = _send(connection, "POST", DEPARTMENTS, WRONG)
                right += status == 200 and answer["error"].get("json_key") == "operators"
            seconds.append(time.perf_counter() - began)
    return Soaked(right, seconds)


def _send(connection: HTTPConnection, method: str, path: str, body: bytes | None = None) -> tuple[int, dict]:
    connection.request(method, path, body, HEADERS)
    response = connection.getresponse()
    return response.status, json.loads(response.read())


def resident_mib(process: int | str = "self") -> float:
    """Return the memory of a process, by its id, as Linux tells it."""
    pages = int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def main() -> None:
    """Soak, and print what came of it."""
    from salesiq_validate.server import StandIn

    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    clients = int(sys.argv[2]) if len(sys.argv) > 2 else 8
    with StandIn() as stand_in:
        first = requests // 10
        right = soak(stand_in.url, requests=first, clients=clients).right
        before, began = resident_mib(), time.perf_counter()
        right += soak(stand_in.url, requests=requests - first, clients=clients).right
        seconds = time.perf_counter() - began
        print(
            f"{right:,} of {requests:,} answers right, {(requests - first) / seconds:,.0f} a second, {clients} clients"
        )
        print(f"{resident_mib():.1f} MiB resident, {resident_mib() - before:+.1f} since the first tenth")
    if right != requests:
        sys.exit(1)


if __name__ == "__main__":
    main()
