"""What every hostile recording, body and schema is put through, and what must hold whatever it is."""

from __future__ import annotations

import json
import tempfile
import unicodedata
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from hypothesis import strategies as st
from tests.cli.shell import run
from tests.engine.test_wild_schemas import hold_engines_equal
from tests.fuzz.hostile import CANARY, CANARY_NAME, PRIVATE, Recording
from tests.test_proportion import HEADERS, URL, hold_in_proportion

from salesiq_validate import Exchange, Request, Validator
from salesiq_validate.exceptions import SchemaNotUsable
from salesiq_validate.recordings.scrub.scrubber import Scrubber
from salesiq_validate.reporters import REPORTERS

#: Options that must change nothing about safety; with the last, values are shown that nobody knows to be secret.
OPTIONS = (
    (),
    ("--strict-json",),
    ("--limit", "max-depth=6", "--limit", "max-entries=2"),
    ("--limit", "max-line-bytes=600"),
    ("--variable", f"variable={CANARY}", "--severity", "SIQ7=error", "--fail-on", "info"),
    ("--show-values",),
)
#: Those with which sound exchanges are still judged.
_HARMLESS = frozenset({(), ("--strict-json",), OPTIONS[4], OPTIONS[5]})
options = st.sampled_from(OPTIONS)
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def check(recording: Recording, given: tuple[str, ...]) -> None:
    """Judge a recording with every reporter at once, and look at everything that is written."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        file, extension = here / "recording", here / "drift.extension.json"
        file.write_bytes(recording.text)
        outputs = [part for name in REPORTERS for part in ("--output", f"{name}={here / name}.out")]
        outcome = run(
            "check",
            file,
            "--no-config",
            "--format",
            "text",
            *outputs[2:],
            *given,
            "--coverage",
            "--drift-extension",
            extension,
        )
        assert outcome.code in (0, 1, 2), outcome.code
        written = {name: (here / f"{name}.out").read_text("utf-8") for name in list(REPORTERS)[1:]}
        written |= {"text": outcome.out, "stderr": outcome.err}
        for name, text in written.items():
            look_at(name, text, secret="--show-values" not in given)
        json.loads(written["sarif"])
        ET.fromstring(written["junit"])
        for line in written["jsonl"].splitlines():
            json.loads(line)
        if extension.exists():
            text = extension.read_text("ascii")
            assert CANARY not in text, "the extension file shows a secret"
            again = run("check", file, "--no-config", *given, "--extend", extension, "--allow-empty")
            assert again.code in (0, 1) or outcome.code == 2, again.err
        found = json.loads(written["json"])["findings"]
        judged = sound_in(found)
        if given in _HARMLESS:
            assert judged >= recording.sound, f"{judged} of {recording.sound} sound exchanges were judged"


def sound_in(findings: list[dict[str, Any]]) -> int:
    """Return how many sound exchanges were judged: each has one fault."""
    return sum(1 for item in findings if item["rule"] == "SIQ402" and item["json_key"] == "operators")


def scrub(recording: Recording) -> None:
    """Rewrite a recording; what comes out can be read again."""
    with tempfile.TemporaryDirectory() as folder:
        file, clean = Path(folder) / "recording", Path(folder) / "clean"
        file.write_bytes(recording.text)
        outcome = run("scrub", file, "--no-config", "--to", clean, "--ids")
        assert outcome.code in (0, 2), outcome.code
        look_at("stderr", outcome.err, secret=True)
        text = clean.read_text("utf-8", "surrogateescape") if clean.exists() else ""
        for word in (PRIVATE, PRIVATE.replace(" ", "%20"), PRIVATE.replace(" ", "+"), CANARY_NAME):
            assert word not in text, "the scrubbed recording holds what somebody wrote"
        if outcome.code == 0 and clean.stat().st_size:
            again = run("check", clean, "--no-config", "--allow-empty", "--format", "json")
            assert again.code in (0, 1), again.err
            judged = sound_in(again.document["findings"])
            assert judged >= recording.sound, f"{judged} of {recording.sound} sound exchanges are judged as before"


#: What a body is made of, many times over.
_PIECES = (
    *(
        "{}",
        "[",
        "{",
        '{"":',
        '"a":1',
        '"é %":1',
        "01",
        "null",
        "1e999",
        ",",
        ":",
        '"',
        "\\",
        "\\ud800",
        "\ufffd",
        "]",
        "}",
    ),
    *("a", "9", "a@b.c ", "+1 (2) ", "1.2.3.", "://", "a:b:", "%25", "=", "&", "eyJh", " ", "\n- ", "<", "😀"),
)
pieces = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=4).map("".join)
#: Where they stand.
_AROUND = {
    "alone": lambda text: text,
    "elements": lambda text: f'{{"name": "a", "operators": [{text}1]}}',
    "members": lambda text: f'{{"name": "a", {text}"b": 1}}',
    "a text": lambda text: json.dumps({"name": text}),
}
around = st.sampled_from(list(_AROUND))
_VALIDATOR = Validator()


def cost(piece: str, place: str) -> None:
    """Judge and scrub a body of a piece repeated, and of twice as many: neither costs much more than twice as much."""
    bodies = {n: _AROUND[place](piece * n).encode() for n in (200, 400)}
    hold_in_proportion(
        lambda n: _VALIDATOR.check_request("POST", URL, headers=HEADERS, content=bodies[n]).findings, 200
    )
    scrubber = Scrubber(key=b"k")
    hold_in_proportion(lambda n: scrubber.exchange(Exchange(Request("POST", URL, HEADERS, bodies[n]))), 200)


def judge_by(schema: Any, documents: list[Any]) -> None:
    """Judge documents by something that may be a schema: it is refused, or the engines that are installed agree."""
    if find_spec("jsonschema_rs") is not None:
        hold_engines_equal(schema, documents)
    for document in documents:
        try:
            _VALIDATOR.check_request("POST", URL, headers=HEADERS, json=document, schema=schema)
        except SchemaNotUsable:
            return


def look_at(name: str, text: str, *, secret: bool) -> None:
    """Tell whether an output is fit to be seen: nothing secret, and nothing that a terminal obeys."""
    if secret:
        for word in (CANARY, CANARY.replace("/", "%2F"), CANARY.replace("/", "\\/"), CANARY_NAME):
            assert word not in text, f"{name} shows a secret"
    for character in set(text) - {"\n"}:
        kind = unicodedata.category(character)
        assert kind not in ("Cc", "Cs"), f"{name} holds the control character U+{ord(character):04X}"
        assert character not in _TURNING, f"{name} holds U+{ord(character):04X}, which turns text round"
