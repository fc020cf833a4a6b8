"""Makes the corpus anew: `python -m tests.golden.make_corpus`.

The net needs neither this script nor Hypothesis. It is kept because a rule that is added brings examples with it; what
the strategies draw with a fixed seed may differ with each version of Hypothesis, and so does the corpus then.
"""

from __future__ import annotations

import base64
import gzip
import json
import re
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from tests.golden.hostile import hostile

from salesiq_validate import Exchange, Request, Response
from salesiq_validate.strategies import exchange, invalid_request, predictable_codes

ROOT = Path(__file__).parents[2]
CORPUS = Path(__file__).parent / "corpus"
#: Forms that a page may show, with the endings that recordings of them have. Each of these is a recording of its own.
RECORDINGS = {"har": "har", "postman": "json", "traffic": "jsonl"}
#: The first example that Hypothesis draws is always the smallest, the third is not.
DRAWN = 3
#: Codes of faults in the URL or a header, for which the smallest request will do.
EARLY = frozenset({1002, 1004, 1005, 1006, 1008, 1010})
#: What a token without the right scope earns; `check` judges that only where it is told of scopes.
OUT_OF_SCOPE = 1009
#: Files that are too large (1018) fill a gigabyte; the page of their rule has an example with a small limit.
MOST_BYTES = 100_000

_FENCE = re.compile(r"^## Example that (fails|passes)\n(.*?)(?=^## )", re.MULTILINE | re.DOTALL)


def page_examples(kind: str) -> Iterator[tuple[str, str]]:
    """The examples of all pages that are written in one form, each with the name of its page and section."""
    for page in sorted((ROOT / "docs/reference/rules").glob("SIQ*.md")):
        for verdict, text in _FENCE.findall(page.read_text("utf-8")):
            for found in re.findall(rf"```{kind}\n(.*?)\n```", text, re.DOTALL):
                yield f"{page.stem} {verdict}", found


def page_lines() -> Iterator[str]:
    for name, text in page_examples("jsonl"):
        for number, line in enumerate(text.splitlines(), start=1):
            try:
                yield json.dumps({**json.loads(line), "id": f"{name} {number}"}, ensure_ascii=False)
            except ValueError:  # the example of SIQ001
                yield line


def page_extension() -> str:
    """The extension file that the page of SIQ411 extends the contract with."""
    page = (ROOT / "docs/reference/rules/SIQ411.md").read_text("utf-8")
    (text,) = re.findall(r"```json\n(.*?)\n```", page, re.DOTALL)
    return text


def operations() -> list[str]:
    """The operationIds of the contract's files, those without a known path left out."""
    documents = [json.loads(path.read_bytes()) for path in sorted((ROOT / "schemas" / "operations").glob("*.json"))]
    return [one["operationId"] for document in documents for one in document["operations"] if one.get("path")]


def drawn() -> Iterator[str]:
    """For each operation a right call with its answer, a refused one, and one wrong request for each code."""
    for operation in operations():
        codes = predictable_codes(operation)
        yield line_of(f"{operation} succeeds", draw(exchange(operation), f"{operation} succeeds"))
        refused = codes[zlib.crc32(operation.encode()) % len(codes)]
        label = f"{operation} refused with {refused}"
        yield line_of(label, draw(exchange(operation, code=refused), label))
        for code in codes:
            if code != OUT_OF_SCOPE:
                yield drawn_request(operation, code)


def drawn_out_of_scope() -> Iterator[str]:
    """For each operation with documented scopes a right call, which is wrong for a token without them."""
    for operation in operations():
        if OUT_OF_SCOPE in predictable_codes(operation):
            yield drawn_request(operation, OUT_OF_SCOPE)


def drawn_request(operation: str, code: int) -> str:
    label = f"{operation} {code}"
    request, _ = draw(invalid_request(operation, code), label, number=1 if code in EARLY else DRAWN)
    return line_of(label, Exchange(request))


def draw(strategy: Any, label: str, *, number: int = DRAWN) -> Any:
    """The example of that number, or the last where there are fewer."""
    found: list[Any] = []

    @seed(zlib.crc32(label.encode()))
    @settings(
        max_examples=number,
        database=None,
        phases=[Phase.generate],
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def keep(value: Any) -> None:
        found.append(value)

    keep()
    return found[:number][-1]


def line_of(label: str, drawn: Exchange) -> str:
    request, response = drawn.request, drawn.response
    assert request is not None
    line: dict[str, Any] = {"id": label, "request": {"method": request.method, "url": request.url, **parts(request)}}
    if response is not None:
        line["response"] = {"status": response.status, **parts(response)}
    return json.dumps(line, ensure_ascii=False)


def parts(message: Request | Response) -> dict[str, Any]:
    headers = [list(pair) for pair in message.headers]
    body = message.body
    if body is None:
        return {"headers": headers, "body": None}
    assert isinstance(body, bytes)
    try:
        return {"headers": headers, "body": body.decode()}
    except UnicodeDecodeError:
        return {"headers": headers, "body_base64": base64.b64encode(body).decode("ascii")}


def main() -> None:
    for old in CORPUS.glob("*"):
        old.unlink()
    write("pages.jsonl", page_lines())
    write("pages.extension.json", [page_extension()])
    write("hostile.jsonl", map(json.dumps, hostile()))
    for kind, ending in RECORDINGS.items():
        for name, text in page_examples(kind):
            write(f"{name.replace(' ', '-')}.{ending}", [text])
    pack("drawn.jsonl.gz", drawn())
    pack("scopes.jsonl.gz", drawn_out_of_scope())
    sys.stdout.write("the corpus is made; now `python -m tests.golden`\n")


def write(name: str, lines: Iterator[str] | list[str]) -> None:
    (CORPUS / name).write_text("".join(f"{line}\n" for line in lines), "utf-8")


def pack(name: str, lines: Iterator[str]) -> None:
    text = "".join(f"{line}\n" for line in lines if len(line) < MOST_BYTES)
    # Without a time and a name in it, the same lines give the same file.
    (CORPUS / name).write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    main()
