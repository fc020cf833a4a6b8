"""The corpus: SalesIQ traffic that every benchmark reads, as files of any size.

python benches/corpus.py traffic.jsonl [--exchanges 20000] [--megabytes 0] [--faults 0] [--seed 1]
python benches/corpus.py traffic.har

A seed decides the bytes, so they are the same every time. Without faults, the corpus is valid by every rule if you
allow its intended refusals: `check --allow-code 1007 --allow-code 1014 --allow-code 1019 --allow-code 1024`.
"""

from __future__ import annotations

import argparse
import json
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from exchanges import REFUSALS, Exchanges, Made
from salesiq_validate import Validator
from salesiq_validate.judging.settings import RuleSettings

#: With these options, `check` judges the corpus as `validator` does.
ALLOWED = ("--no-config", *(f"--allow-code={code}" for code in REFUSALS))


def corpus(count: int, *, seed: int = 1, faults: int = 0) -> list[Made]:
    """Return a number of exchanges; a given percentage of them has one fault."""
    return list(Exchanges(seed=seed, faults=faults).make(count))


def validator() -> Validator:
    """Return the validator of all benchmarks: every rule, with the intended refusals of the corpus allowed."""
    return Validator(strict_json=False, settings=RuleSettings(allow_codes=REFUSALS))


def as_line(made: Made) -> bytes:
    """Return one line of Exchange JSON Lines, with its line break."""
    return json.dumps(made.line, ensure_ascii=False).encode() + b"\n"


def as_entry(made: Made) -> bytes:
    """Return one entry of a HAR."""
    sent, got = made.line["request"], made.line["response"]
    query = [{"name": name, "value": value} for name, value in parse_qsl(urlsplit(sent["url"]).query)]
    request = {
        "method": sent["method"],
        "url": sent["url"],
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(sent["headers"]),
        "queryString": query,
        "headersSize": -1,
        "bodySize": len(sent["body"] or ""),
    }
    if sent["body"] is not None:
        request["postData"] = {"mimeType": "application/json", "text": sent["body"]}
    response = {
        "status": got["status"],
        "statusText": "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(got["headers"]),
        "content": {"size": len(got["body"].encode()), "mimeType": "application/json", "text": got["body"]},
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1,
    }
    timings = {"send": 0.4, "wait": 52.5, "receive": 0.9}
    whole = {"startedDateTime": made.line["time"], "time": 53.8, "request": request, "response": response}
    return json.dumps({**whole, "cache": {}, "timings": timings}, ensure_ascii=False).encode()


def _pairs(headers: dict[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers.items()]


def write(path: Path, made: list[Made], *, megabytes: float = 0) -> int:
    """Write exchanges in the suffix's format, once or repeatedly up to a size; return how many were written."""
    is_har = path.suffix == ".har"
    pieces = [as_entry(one) if is_har else as_line(one) for one in made]
    size = sum(map(len, pieces))
    count = max(1, round(megabytes * 1_000_000 * len(pieces) / size)) if megabytes else len(pieces)
    with path.open("wb") as file:
        if is_har:
            file.write(b'{"log": {"version": "1.2", "creator": {"name": "corpus", "version": "1"}, "entries": [\n')
        for number, piece in enumerate(islice(cycle(pieces), count)):
            file.write(b",\n" + piece if is_har and number else piece)
        if is_har:
            file.write(b"\n]}}\n")
    return count


def main() -> None:
    """Write one file and, next to it, a list of its faults."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="ends with .jsonl or .har")
    parser.add_argument("--exchanges", type=int, default=20_000, help="how many different ones")
    parser.add_argument("--megabytes", type=float, default=0, help="write them again and again up to this size")
    parser.add_argument("--faults", type=int, default=0, help="of a hundred exchanges; at most 60")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    made = corpus(options.exchanges, seed=options.seed, faults=options.faults)
    count = write(options.file, made, megabytes=options.megabytes)
    print(f"{count:,} exchanges, {options.file.stat().st_size / 1e6:.1f} MB")
    if options.faults:
        planted = {number: one.fault._asdict() for number, one in enumerate(made) if one.fault is not None}
        faults = options.file.with_suffix(".faults.json")
        faults.write_text(json.dumps(planted, indent=1) + "\n", encoding="utf-8")
        print(f"{len(planted):,} faults, by the number of the exchange, in {faults}")


if __name__ == "__main__":
    main()
