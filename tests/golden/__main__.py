"""Writes what the pipeline says today: `python -m tests.golden`. Look at the difference before you commit it."""

from __future__ import annotations

import sys

from tests.golden.net import FINDINGS, RUNS, WORDS, findings_text, said, words_text


def main() -> None:
    now = {name: said(name) for name in RUNS}
    FINDINGS.write_text(findings_text(now), "utf-8")
    WORDS.write_text(words_text(now), "utf-8")
    sys.stdout.write("written; now `git diff --stat tests/golden`\n")


if __name__ == "__main__":
    main()
