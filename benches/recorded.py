"""Measure recorded traffic: Exchange JSON Lines and HAR, read and judged, beside the parser alone.

    python benches/recorded.py [--exchanges 4000] [--megabytes 0]

With --megabytes, a file of that size is streamed by `check` and its peak resident memory printed.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import measuring

from salesiq_validate import Exchange, Validator, recordings
from salesiq_validate.decode import fastjson
from salesiq_validate.limits import Limits

HOST = "https://salesiq.zoho.com"
TOKEN = "Zoho-oauthtoken 1000.0123456789abcdef0123456789abcdef.fedcba9876543210fedcba9876543210"  # noqa: S105 - made up
WORDS = ("support", "sales", "billing", "returns", "premium", "trial", "order", "refund", "website", "café", "Zürich")


class Maker:
    """Makes exchanges of the usual kinds from a seed: the same ones every time."""

    def __init__(self, seed: int = 1) -> None:
        self.random = random.Random(seed)

    def number(self) -> str:
        return str(self.random.randrange(10**14, 10**15))

    def words(self, count: int) -> str:
        return " ".join(self.random.choices(WORDS, k=count))

    def department(self) -> dict[str, Any]:
        return {
            "name": self.words(2),
            "is_public": True,
            "description": self.words(12),
            "operators": [self.number() for _ in range(8)],
            "email_configurations": {
                "from_email": "desk@example.com",
                **{f"is_{kind}_mail_enabled": "true" for kind in ("transcript", "feedback", "missedchat")},
                **{f"{kind}_recipients": "team@example.com" for kind in ("transcript", "feedback", "missedchat")},
            },
        }

    def conversation(self) -> dict[str, Any]:
        return {
            "id": self.number(),
            "reference_id": self.number()[:6],
            "question": self.words(15),
            "start_time": "1700000000000",
            "visitor": {"id": self.number(), "name": self.words(1), "email": "ada@example.com"},
            "department": {"id": self.number(), "name": self.words(1)},
        }

    def exchange(self) -> dict[str, Any]:
        """Return one exchange in the form of a line of Exchange JSON Lines."""
        path = "/api/v2/northwind-desk/departments"
        if self.random.random() < 0.6:
            method, sent, data, name = (
                "POST",
                self.department(),
                {**self.department(), "id": self.number()},
                "department",
            )
        else:
            method, sent, name = "GET", None, "list"
            path = f"/api/v2/northwind-desk/conversations?page={self.random.randrange(1, 9)}&limit=20"
            data = [self.conversation() for _ in range(12)]
        answer = {"url": path.partition("?")[0], "object": name, "data": data}
        headers = {"Host": "salesiq.zoho.com", "Accept": "*/*", "Connection": "keep-alive", "Authorization": TOKEN}
        return {
            "id": self.number(),
            "request": {
                "method": method,
                "url": HOST + path,
                "headers": {**headers, "Content-Type": "application/json"},
                "body": None if sent is None else json.dumps(sent, ensure_ascii=False),
            },
            "response": {
                "status": 200,
                "headers": {
                    "Server": "ZGS",
                    "Content-Type": "application/json;charset=UTF-8",
                    "Connection": "keep-alive",
                },
                "body": json.dumps(answer, ensure_ascii=False),
            },
        }


def as_har(lines: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the same exchanges as HAR 1.2."""

    def pairs(headers: dict[str, str]) -> list[dict[str, str]]:
        return [{"name": name, "value": value} for name, value in headers.items()]

    entries = []
    for line in lines:
        sent, got = line["request"], line["response"]
        request = {"method": sent["method"], "url": sent["url"], "headers": pairs(sent["headers"])}
        if sent["body"] is not None:
            request["postData"] = {"mimeType": "application/json", "text": sent["body"]}
        content = {"size": len(got["body"]), "mimeType": "application/json", "text": got["body"]}
        response = {"status": got["status"], "headers": pairs(got["headers"]), "content": content}
        entries.append({"startedDateTime": "2026-11-23T10:00:00Z", "request": request, "response": response})
    return {"log": {"version": "1.2", "creator": {"name": "bench", "version": "1"}, "entries": entries}}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--exchanges", type=int, default=4000)
    parser.add_argument("--megabytes", type=int, default=0)
    options = parser.parse_args()
    maker = Maker()
    made = [maker.exchange() for _ in range(options.exchanges)]
    lines = [json.dumps(line, ensure_ascii=False).encode() for line in made]
    validator = Validator(strict_json=False)
    with tempfile.TemporaryDirectory() as folder:
        jsonl, har = Path(folder) / "traffic.jsonl", Path(folder) / "traffic.har"
        jsonl.write_bytes(b"\n".join(lines) + b"\n")
        har.write_text(json.dumps(as_har(made), ensure_ascii=False), "utf-8")

        def parse_alone() -> None:
            for line in lines:
                item = fastjson.loads(line)
                if item["request"]["body"]:
                    fastjson.loads(item["request"]["body"])
                fastjson.loads(item["response"]["body"])

        def read(path: Path) -> None:
            for _ in recordings.read(path, limits=Limits()):
                pass

        def judge(path: Path) -> None:
            for entry in recordings.read(path, limits=Limits()):
                if isinstance(entry, Exchange):
                    assert not validator.check(entry).findings

        tasks = {
            "the parser alone: line and both bodies": parse_alone,
            "JSON Lines, read": lambda: read(jsonl),
            "JSON Lines, read and judged": lambda: judge(jsonl),
            "HAR, read and judged": lambda: judge(har),
        }
        print(measuring.machine())
        figures = measuring.interleaved(tasks, calls=1, rounds=9)
        each = {name: [value / options.exchanges for value in values] for name, values in figures.items()}
        print(f"{options.exchanges} valid exchanges of {sum(map(len, lines)) // len(lines)} bytes")
        print(measuring.table(each, floor="the parser alone: line and both bodies"))
        if options.megabytes:
            stream(lines, Path(folder) / "large.jsonl", options.megabytes)


def stream(lines: list[bytes], path: Path, megabytes: int) -> None:
    """Check a file of that size in a process of its own, and print its peak resident memory."""
    with path.open("wb") as file:
        while file.tell() < megabytes * 1_000_000:
            file.writelines(line + b"\n" for line in lines)
    program = (
        "import resource, sys; from salesiq_validate.cli import main\n"
        "try: main()\n"
        "finally: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, 'MiB at the peak', file=sys.stderr)"
    )
    arguments = ["check", str(path), "--format", "json", "--no-config"]
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False)
    print(f"{megabytes} MB as JSON Lines: {done.stderr.strip()}")


if __name__ == "__main__":
    main()
