from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesiq_validate.decode import json_fast
from salesiq_validate.decode.json_fast import is_shallow, is_shallow_text, refuse_depth


def nested(levels):
    document = 1
    for _ in range(levels):
        document = [document]
    return document


@pytest.fixture(params=["limits C", "does not limit C"])
def python(request, monkeypatch):
    """Python as it was up to 3.11, with a raised limit, and as it has been since."""
    monkeypatch.setattr(json_fast, "_LIMITS_C", request.param == "limits C")
    monkeypatch.setattr(sys, "getrecursionlimit", lambda: 1_000_000)


@pytest.mark.usefixtures("python")
@pytest.mark.parametrize(
    "text",
    [
        "[" * 1_501,
        '{"a":' * 1_501,
        "[]" * 5_000 + "[" * 1_501,
        "]" * 10 + "[" * 1_511,
        '["]]]]",' * 1_501,
        '["\\"]]]]",' * 1_501,
        '["\\\\",' * 1_501,
        '["' + "]" * 100_000 + '",' + "[" * 1_501,
        "[" * 1_501 + "]" * 100_000,
        "[" + "[],{}," * 20_000 + "[" * 1_500,
        '"\ud800"' + "[" * 1_501,
    ],
    ids=lambda text: text[:12],
)
def test_a_deep_text_is_refused(text):
    with pytest.raises(RecursionError):
        refuse_depth(text)
    with pytest.raises(RecursionError):
        refuse_depth(text.encode("utf-8", "surrogatepass"))


@pytest.mark.usefixtures("python")
@pytest.mark.parametrize(
    "text",
    [
        "",
        "[" * 1_500,
        "[" * 1_500 + "]" * 1_500,
        "[" + "[]," * 100_000 + "1]",
        '["' + "[" * 100_000 + '"]',
        '["' + '\\"[' * 100_000 + '"]',
        json.dumps([[{"a": ["[[[", "\\"]}]] * 3_000),
        "\ud800" * 2_000,
    ],
    ids=lambda text: text[:12],
)
def test_a_long_text_that_is_not_deep_is_not_refused(text):
    refuse_depth(text)
    refuse_depth(text.encode("utf-8", "surrogatepass"))


def test_an_ordinary_recursion_limit_of_old_pythons_is_guard_enough(monkeypatch):
    monkeypatch.setattr(json_fast, "_LIMITS_C", True)
    monkeypatch.setattr(sys, "getrecursionlimit", lambda: 1_000)
    refuse_depth("[" * 100_000)


@given(st.recursive(st.text('[]{}"\\a'), lambda inner: st.lists(inner) | st.dictionaries(st.text('[]{}"\\'), inner)))
def test_the_depth_of_a_text_is_its_documents(document):
    text = json.dumps(document).encode()
    depth = next(levels for levels in range(100) if is_shallow(document, levels))
    assert not json_fast._is_deep(text, depth)
    assert depth == 0 or json_fast._is_deep(text, depth - 1)


@pytest.mark.parametrize("piece", ["[", "[]", '"', '"\\', '""', '["a",', "x"])
def test_looking_takes_linear_time(piece):
    text = (piece * (3_000_000 // len(piece))).encode()
    began = time.process_time()
    json_fast._is_deep(text, 10**9)
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    ("text", "shallow"), [("[[1]]", True), ("[[[1]]]", False), ('{"a":[]}', True), ("[" * 9, False)]
)
def test_a_text_is_shallow_by_its_brackets(text, shallow):
    assert is_shallow_text(text, 2) is shallow
    assert is_shallow_text(text.encode(), 2) is shallow


def test_shallow_looks_at_depth_alone():
    assert is_shallow(nested(3), 3)
    assert not is_shallow({"a": nested(3)}, 3)


def test_no_depth_crashes_a_thread_with_a_small_stack():
    script = """
import sys, threading
from salesiq_validate.decode import json_fast
from salesiq_validate.decode.body import decode_json
from salesiq_validate.decode.problem import BROKEN
from salesiq_validate.decode.python_objects import read_document
from salesiq_validate.limits import Limits

document = 1
for _ in range(100_000):
    document = [document]

def work():
    for limit in (1_000, 3_000, 100_000):
        sys.setrecursionlimit(limit)
        assert not json_fast.is_plain(document, 200)
        assert read_document(document, Limits())[0] is BROKEN
        for strict in (True, False):
            assert decode_json("[" * 100_000, Limits(), strict=strict)[0] is BROKEN
            assert decode_json(b'{"a":' * 100_000, Limits(), strict=strict)[0] is BROKEN
    print("alive", flush=True)

threading.stack_size(512 * 1024)
thread = threading.Thread(target=work)
thread.start()
thread.join()
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (0, "alive\n"), done.stderr
