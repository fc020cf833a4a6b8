"""Soak the proxy in front of the stand-in, and measure what it adds to a call.

    python benches/proxy.py [REQUESTS] [CLIENTS]

Both run as commands, the proxy with `--record`; the clients are threads of this process. The script compares every
answer with the expected one, checks that every call was recorded, and measures the proxy's memory. The added time of a
call is a median over rounds. They alternate between the stand-in and the proxy, so that a busy machine slows both.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from pathlib import Path

from soak import command, resident_mib, soak

ROUNDS = 12


def added(direct: str, proxied: str, *, requests: int, clients: int) -> tuple[list[float], list[float]]:
    """Return the medians of rounds of requests in milliseconds: without the proxy, and what it adds."""
    without, more = [], []
    for _ in range(ROUNDS):
        first, second = (
            statistics.median(soak(url, requests=requests, clients=clients).seconds) * 1_000
            for url in (direct, proxied)
        )
        without.append(first)
        more.append(second - first)
    return without, more


def _core_seconds(process: int) -> float:
    times = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Soak and measure, and print the results."""
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    clients = int(sys.argv[2]) if len(sys.argv) > 2 else 8
    with tempfile.TemporaryDirectory() as folder, command("serve") as (_, direct):
        recorded = Path(folder) / "traffic.jsonl"
        with command("proxy", "--to", direct, "--record", str(recorded)) as (process, proxied):
            first = requests // 10
            right = soak(proxied, requests=first, clients=clients).right
            before, began = resident_mib(process), _core_seconds(process)
            right += soak(proxied, requests=requests - first, clients=clients).right
            memory, took = resident_mib(process), (_core_seconds(process) - began) / (requests - first)
            print(f"{right:,} of {requests:,} answers right, {clients} clients; {took * 1_000:.2f} ms of a core a call")
            print(f"{memory:.1f} MiB resident, {memory - before:+.1f} since the first tenth")
            sent, of_a_round = requests, max(requests // 25, clients)
            for number in sorted({1, clients}):
                without, more = added(direct, proxied, requests=of_a_round, clients=number)
                sent += ROUNDS * of_a_round
                low, middle, high = statistics.quantiles(more)
                print(
                    f"{number} client{'s' * (number > 1)}: {statistics.median(without):.2f} ms without the proxy, "
                    f"{middle:+.2f} ms with it ({low:+.2f} to {high:+.2f})"
                )
        lines = recorded.read_bytes().count(b"\n")
    print(f"{lines:,} of {sent:,} calls recorded")
    if right != requests or lines != sent:
        sys.exit(1)


if __name__ == "__main__":
    main()
