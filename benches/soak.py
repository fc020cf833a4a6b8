"""Soak the stand-in: 55,000 requests of 12 clients, with every answer compared with the expected one.

    python benches/soak.py [REQUESTS] [CLIENTS]

At the same time, a hostile client posts 250 KB of unlisted keys every second. The script prints the rate, how long
answers took, and how much the stand-in's memory grew between the first tenth and the end. `proxy.py` sends the same
requests.
"""

from __future__ import annotations

import json
import os
import re
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

HEADERS = {"Authorization": f"Zoho-oauthtoken 1000.{'0' * 32}.{'0' * 32}", "Content-Type": "application/json"}
DEPARTMENTS = "/api/v2/example/departments"
RIGHT = json.dumps({"name": "Billing", "operators": ["104000000000456"]}).encode()
WRONG = json.dumps({"name": "Billing", "operators": {"id": "104000000000456"}}).encode()
#: Some 250 KB.
UNLISTED = json.dumps({f"key_{number}": number for number in range(14_000)}).encode()


class Soaked(NamedTuple):
    """The results of some requests."""

    #: How many got the expected answer.
    right: int
    #: How long each took.
    seconds: list[float]


def soak(url: str, *, requests: int, clients: int) -> Soaked:
    """Send requests from clients; each keeps its connection open."""
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
    """Return the memory of a process by its id, on Linux."""
    pages = int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


@contextmanager
def command(*options: str) -> Iterator[tuple[int, str]]:
    """Start a server command; yield its process and its address."""
    words = [sys.executable, "-m", "salesiq_validate", *options, "--port", "0", "--no-config"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:[0-9]+", process.stdout.readline())
        assert found is not None, f"{options[0]} does not serve"
        # If we did not read its output, the process would block when it prints.
        reading = threading.Thread(target=process.stdout.read)
        reading.start()
        try:
            yield process.pid, found[0]
        finally:
            process.send_signal(signal.SIGINT)
            reading.join()


@contextmanager
def hostile_client(url: str) -> Iterator[None]:
    """Post a body that takes long to judge, once a second."""
    ended = threading.Event()
    address = urlsplit(url)

    def post() -> None:
        while not ended.wait(1):
            with closing(HTTPConnection(address.hostname or "", address.port, timeout=60)) as connection:
                _send(connection, "POST", DEPARTMENTS, UNLISTED)

    thread = threading.Thread(target=post)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def main() -> None:
    """Soak, and print the results."""
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 55_000
    clients = int(sys.argv[2]) if len(sys.argv) > 2 else 12
    with command("serve") as (process, url), hostile_client(url):
        first = requests // 10
        right = soak(url, requests=first, clients=clients).right
        before, began = resident_mib(process), time.perf_counter()
        more = soak(url, requests=requests - first, clients=clients)
        seconds, after = time.perf_counter() - began, resident_mib(process)
    right += more.right
    cuts = statistics.quantiles([took * 1000 for took in more.seconds], n=100)
    print(f"{right:,} of {requests:,} answers right, {(requests - first) / seconds:,.0f} a second, {clients} clients")
    print(
        f"half of them within {cuts[49]:.0f} ms, 99 % within {cuts[98]:.0f} ms, the slowest {max(more.seconds):.2f} s"
    )
    print(f"{after:.1f} MiB resident, {after - before:+.1f} since the first tenth")
    if right != requests:
        sys.exit(1)


if __name__ == "__main__":
    main()
