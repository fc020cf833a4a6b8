"""A shell for tests: runs the command line in this process and returns what a user would see."""

from __future__ import annotations

import json

from attrs import frozen
from click.testing import CliRunner

from salesiq_validate import ErrorCatalogue
from salesiq_validate.cli import main

try:
    RUNNER = CliRunner(mix_stderr=False)
except TypeError:  # click 8.2 keeps the streams apart by itself
    RUNNER = CliRunner()


@frozen
class Outcome:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def document(self):
        return json.loads(self.out)


def run(*arguments, stdin=b"", env=None) -> Outcome:
    # Reports that say when they were made are the same in two runs.
    env = {"SOURCE_DATE_EPOCH": "1795910400", **(env or {})}
    result = RUNNER.invoke(main, [str(argument) for argument in arguments], input=stdin, env=env)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.stderr
    assert "this is a bug" not in result.stderr, result.stderr
    return Outcome(result.exit_code, result.stdout, result.stderr)


TOKEN = "Zoho-oauthtoken 1000.aaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbb"
HEADERS = {"Authorization": TOKEN, "Content-Type": "application/json"}
DEPARTMENTS = "https://salesiq.zoho.com/api/v2/example/departments"


def exchange(url=DEPARTMENTS, *, method="GET", headers=HEADERS, json_=..., response=None, id_="one") -> dict:
    body = {} if json_ is ... else {"json": json_}
    return {"id": id_, "request": {"method": method, "url": url, "headers": headers, **body}, "response": response}


def answer(document, status=200) -> dict:
    return {"status": status, "headers": {"Content-Type": "application/json"}, "json": document}


REFUSAL = {"error": {"code": 1019, "message": ErrorCatalogue()[1019].message}}
CLEAN = exchange()
REFUSED = exchange(response=answer(REFUSAL))
WRONG_TYPE = exchange(method="POST", json_={"name": "Support", "operators": {"a": 1}})
UNKNOWN_KEY = exchange(method="POST", json_={"name": "Support", "operators": ["1"], "unheard_of": 1})
ELSEWHERE = exchange("https://example.com/")


def lines(*exchanges) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\n" for one in exchanges)


def recording(folder, *exchanges, name="traffic.jsonl"):
    path = folder / name
    path.write_bytes(lines(*exchanges))
    return path
