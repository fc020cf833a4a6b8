"""Comparison: what general API tools find in the shipped recording, with the contract that this project exports.

python benches/comparison.py                               prints a table
python benches/comparison.py --json benches/comparison.json   saves it; `python docs/generate.py` makes the page from it

It looks for Redocly CLI and Prism on the PATH, and for openapi-core in this environment, and names missing ones.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from salesiq_validate.exchange import Exchange, Request, Response
from salesiq_validate.recordings import read

ROOT = Path(__file__).resolve().parents[1]
RECORDING = "examples/support-desk.har"
#: The operator that it deletes does not exist; the request alone cannot show this.
_UNTELLABLE = {14}
#: Names the recorded answer that the server behind Prism gives.
_ENTRY = "X-Entry"
#: Addresses repeat ids of the traffic; to name a call is not a leak.
_ADDRESS = re.compile(r"(?:https?:/)?/[^\s\"]+")
#: Values shorter than this may occur in messages by chance.
_LONG = 6


class Said(NamedTuple):
    """The output of a tool about the recording."""

    #: Entry and text of each finding about a request.
    requests: list[tuple[int, str]]
    #: Entry and text of each finding about an answer.
    answers: list[tuple[int, str]]
    #: All output, in which we search for values of the traffic.
    printed: str


class Missing(Exception):
    """We cannot run a tool here; the argument says why."""


@cache
def exchanges() -> tuple[Exchange, ...]:
    """Return the recording, entry by entry."""
    return tuple(entry for entry in read(ROOT / RECORDING) if isinstance(entry, Exchange))


def refused() -> set[int]:
    """Return the entries that SalesIQ refused, all of them with HTTP 200."""
    return {at for at, exchange in enumerate(exchanges()) if b'"error"' in _body(exchange.response)}


def measured(say: Callable[[], Said]) -> dict[str, Any]:
    """Count the findings of a tool."""
    said = say()
    everything = [*said.requests, *said.answers]
    printed = _ADDRESS.sub("", said.printed)
    return {
        "findings": len(everything),
        "false": sum(is_false(entry, text) for entry, text in everything),
        "wrong": sorted(_entries(said.requests) & (refused() - _UNTELLABLE)),
        "refusals": sorted(_entries(said.answers) & refused()),
        "prints_values": any(value in printed for value in _values()),
    }


def is_false(entry: int, text: str) -> bool:
    """Tell whether a finding is about an exchange that SalesIQ accepted, another host, or a correct token."""
    request = exchanges()[entry].request
    assert request is not None
    token = next((value for name, value in request.headers if name.lower() == "authorization"), "")
    return entry not in refused() or (token.startswith("Zoho-oauthtoken ") and "security requirements" in text)


def _entries(said: list[tuple[int, str]]) -> set[int]:
    return {entry for entry, text in said if not is_false(entry, text)}


def ours() -> Said:
    """Run `salesiq-validate check`."""
    printed = _run(
        [sys.executable, "-m", "salesiq_validate", "check", RECORDING, "--no-config", "--format", "jsonl"], {0, 1}
    )
    found = [document for document in map(json.loads, printed.splitlines()) if "rule" in document]
    texts = [(document["origin"]["entry"], document["side"], document["message"]) for document in found]
    return Said(
        [(entry, text) for entry, side, text in texts if side == "request"],
        [(entry, text) for entry, side, text in texts if side == "response"],
        printed + _run([sys.executable, "-m", "salesiq_validate", "check", RECORDING, "--no-config"], {0, 1}),
    )


def redocly(contract: Path) -> Said:
    """Run `redocly drift`."""
    if shutil.which("redocly") is None:
        raise Missing("npm install --global @redocly/cli")
    command = ["redocly", "drift", RECORDING, "--api", str(contract)]
    rows = list(csv.DictReader(io.StringIO(_run([*command, "--format", "csv"], {0, 1}))))
    texts = [(int(row["exchange_index"]), row["target"], row["message"]) for row in rows]
    return Said(
        [(entry, text) for entry, target, text in texts if target == "request"],
        [(entry, text) for entry, target, text in texts if target != "request"],
        "".join(_run([*command, "--format", form], {0, 1}) for form in ("pretty", "json")),
    )


def openapi_core(contract: Path) -> Said:
    """Ask openapi-core of each exchange."""
    try:
        from openapi_core import OpenAPI
    except ImportError as error:
        raise Missing("pip install openapi-core") from error
    # The contract has an authorisation scheme that openapi-core does not know; it warns once for each request.
    warnings.filterwarnings("ignore", message="Unsupported scheme type")
    api = OpenAPI.from_file_path(str(contract))
    said = Said([], [], "")
    for at, exchange in enumerate(exchanges()):
        asked, got = _Asked(exchange), _Got(exchange)
        said.requests.extend((at, _in_words(error)) for error in api.iter_request_errors(asked))
        # If it finds no operation, it repeats this for the answer.
        texts = {_in_words(error) for error in api.iter_request_errors(asked)}
        answers = map(_in_words, api.iter_response_errors(asked, got))
        said.answers.extend((at, text) for text in answers if text not in texts)
    return said._replace(printed="\n".join(text for _, text in (*said.requests, *said.answers)))


def prism(contract: Path) -> Said:
    """Send each request through `prism proxy` to a server that gives the recorded answers of SalesIQ."""
    if shutil.which("prism") is None:
        raise Missing("npm install --global @stoplight/prism-cli")
    said = Said([], [], "")
    with _replaying() as upstream, _listening(["prism", "proxy", str(contract), upstream]) as port:
        for at, exchange in enumerate(exchanges()):
            sent = exchange.request
            assert sent is not None
            url = urlsplit(sent.url)
            if url.netloc != "salesiq.zoho.com":
                continue
            connection = HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request(
                sent.method,
                url.path + (f"?{url.query}" if url.query else ""),
                _body(sent),
                {**dict(sent.headers), _ENTRY: str(at)},
            )
            answer = connection.getresponse()
            text = answer.read().decode()
            violations = json.loads(answer.headers.get("sl-violations") or "[]")
            if answer.status != 200:
                # Prism answers itself if no operation has the URL.
                said.requests.append((at, text))
            for violation in violations:
                side = said.requests if violation["location"][0] == "request" else said.answers
                side.append((at, violation["message"]))
    return said._replace(printed="\n".join(text for _, text in (*said.requests, *said.answers)))


class _Asked:
    """A request in the form that openapi-core expects."""

    def __init__(self, exchange: Exchange) -> None:
        from openapi_core.datatypes import RequestParameters
        from werkzeug.datastructures import Headers, ImmutableMultiDict

        request = exchange.request
        assert request is not None
        parts = urlsplit(request.url)
        headers = Headers(list(request.headers))
        self.host_url, self.path = f"{parts.scheme}://{parts.netloc}", parts.path
        self.method = request.method.lower()
        self.body = _body(request) or None
        self.content_type = headers.get("Content-Type", "")
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(parse_qsl(parts.query)), header=headers, cookie=ImmutableMultiDict()
        )


class _Got:
    """An answer in the form that openapi-core expects."""

    def __init__(self, exchange: Exchange) -> None:
        from werkzeug.datastructures import Headers

        response = exchange.response
        assert response is not None
        self.status_code, self.headers = response.status, Headers(list(response.headers))
        self.content_type = self.headers.get("Content-Type", "").partition(";")[0]
        self.data = _body(response)


def _in_words(error: BaseException | None) -> str:
    """Return an error with its cause, in words."""
    texts = []
    while error is not None:
        texts += [str(error), *(str(inner) for inner in getattr(error, "schema_errors", ()))]
        error = error.__cause__
    return ": ".join(texts)


@contextlib.contextmanager
def _replaying() -> Iterator[str]:
    """Run a server that gives the recorded answer of the entry named in a header."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            response = exchanges()[int(self.headers[_ENTRY])].response
            assert response is not None
            body = _body(response)
            self.send_response(response.status or 200)
            self.send_header("Content-Type", dict(response.headers).get("Content-Type", "application/json"))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815 - the names that the server calls

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@contextlib.contextmanager
def _listening(command: list[str]) -> Iterator[int]:
    """Run another tool's server, yield its port as soon as it accepts connections, and end it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    with subprocess.Popen(
        [*command, "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            for _ in range(300):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            else:
                raise Missing("it does not start")
            yield port
        finally:
            process.terminate()


def _run(command: list[str], codes: set[int]) -> str:
    """Return the output of a command that runs at the root of the project."""
    environment = {**os.environ, "REDOCLY_TELEMETRY": "off", "NO_COLOR": "1"}
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if ran.returncode not in codes:
        raise SystemExit(f"{' '.join(command)}: exit code {ran.returncode}\n{ran.stderr}")
    return ran.stdout


def _body(message: Request | Response | None) -> bytes:
    body = None if message is None else message.body
    return body if isinstance(body, bytes) else b""


@cache
def _values() -> frozenset[str]:
    """Return the values of bodies, except those of the envelope."""
    found: set[str] = set()

    def collect(value: Any) -> None:
        if isinstance(value, dict):
            for name, member in value.items():
                if name not in {"error", "url", "object"}:
                    collect(member)
        elif isinstance(value, list):
            for member in value:
                collect(member)
        elif isinstance(value, str) and len(value) >= _LONG:
            found.add(value)

    for exchange in exchanges():
        for message in (exchange.request, exchange.response):
            with contextlib.suppress(ValueError):
                collect(json.loads(_body(message)))
    return frozenset(found)


def compare() -> dict[str, Any]:
    """Run every tool, and list the missing ones."""
    tools: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        plain, fitting = Path(folder, "plain.json"), Path(folder, "fitting.json")
        export = [sys.executable, "-m", "salesiq_validate", "export", "openapi", "--no-config", "--output"]
        _run([*export, str(plain)], {0})
        _run([*export, str(fitting), "--types", "lenient", "--auth", "apikey"], {0})
        for name, of, say in (
            ("salesiq-validate check", _of_package("salesiq-validate"), ours),
            ("redocly drift", _of_command("redocly"), lambda: redocly(plain)),
            ("redocly drift, fitting contract", _of_command("redocly"), lambda: redocly(fitting)),
            ("openapi-core, fitting contract", _of_package("openapi-core"), lambda: openapi_core(fitting)),
            ("prism proxy, fitting contract", _of_command("prism"), lambda: prism(fitting)),
        ):
            try:
                tools.append({"name": name, "version": of, **measured(say)})
            except Missing as reason:
                tools.append({"name": name, "left_out": str(reason)})
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "recording": RECORDING,
        "exchanges": len(exchanges()),
        "refused": len(refused()),
        "wrong": len(refused() - _UNTELLABLE),
        "tools": tools,
    }


def _of_package(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _of_command(name: str) -> str:
    if shutil.which(name) is None:
        return ""
    printed = subprocess.run([name, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"\d+\.\d+\.\d+", printed)
    return found[0] if found else ""


def main() -> None:
    """Print the table, and save it if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, help="file to keep the figures in")
    arguments = parser.parse_args()
    result = compare()
    print(f"{result['exchanges']} exchanges, {result['refused']} refused, {result['wrong']} of them tellable")
    for tool in result["tools"]:
        print(tool)
    if arguments.json is not None:
        arguments.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
