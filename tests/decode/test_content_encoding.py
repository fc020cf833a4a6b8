from __future__ import annotations

import gzip
import random
import sys
import types
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesiq_validate.decode.content_encoding import decompress
from salesiq_validate.decode.zstd import zstd_module
from salesiq_validate.limits import MIB, Limits

LIMITS = Limits()
PLAIN = b'{"name": "Support", "operators": ["1", "2"]}' * 20
NOISE = random.Random(1).randbytes(3 * MIB)


def raw_deflate(body):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


def kinds(problems):
    return [(problem.kind.value, problem.repaired) for problem in problems]


def brotli(body):
    return pytest.importorskip("brotli").compress(body, quality=1)


def zstd(body):
    return zstd_module().compress(body)


@pytest.mark.parametrize("body", [b"", b"{}", PLAIN, NOISE], ids=["nothing", "short", "text", "noise"])
@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        (" GZip ", gzip.compress),
        ("identity, gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", raw_deflate),
        ("br", brotli),
        ("zstd", zstd),
        ("identity", bytes),
        ("", bytes),
        (None, bytes),
    ],
)
def test_one_layer_is_undone(body, encoding, pack):
    assert decompress(pack(body), encoding, LIMITS) == (body, ())


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "gzip, gzip", "no-such-encoding"])
@pytest.mark.parametrize("body", [b"", b"1", b"\xef\xbb\xbf{}", b'{"a": "\xc3\xa9"}\r\n\t', b"<html>", b"8a", b"x\n"])
def test_a_body_that_is_plain_already_passes_silently(body, encoding):
    assert decompress(body, encoding, LIMITS) == (body, ())


@pytest.mark.parametrize(
    ("body", "encoding", "kind", "words"),
    [
        (gzip.compress(gzip.compress(PLAIN)), "gzip, gzip", "unknown-encoding", "more than once"),
        (gzip.compress(PLAIN), "compress", "unknown-encoding", "is not gzip"),
        (gzip.compress(PLAIN), "deflate", "bad-compression", "damaged"),
        (zlib.compress(PLAIN), "gzip", "bad-compression", "damaged"),
        (gzip.compress(PLAIN)[:-1], "gzip", "bad-compression", "cut off"),
        (gzip.compress(PLAIN)[:30], "gzip", "bad-compression", "cut off"),
        (gzip.compress(NOISE)[:-9], "gzip", "bad-compression", "cut off"),
        (b"\x1f\x8b", "gzip", "bad-compression", "cut off"),
        (zlib.compress(PLAIN)[:-5], "deflate", "bad-compression", "cut off"),
        (raw_deflate(PLAIN)[:-5], "deflate", "bad-compression", "cut off"),
        (gzip.compress(PLAIN)[:-8] + b"\x00" * 8, "gzip", "bad-compression", "damaged"),
        (b"\xff\xfe\xfd", "deflate", "bad-compression", "damaged"),
    ],
)
def test_what_cannot_be_undone_is_told(body, encoding, kind, words):
    plain, problems = decompress(body, encoding, LIMITS)
    assert plain == b""
    assert kinds(problems) == [(kind, False)]
    assert words in problems[0].detail


def test_members_of_gzip_may_follow_one_another():
    assert decompress(gzip.compress(b"[1,") + gzip.compress(b"2]") + b"\0" * 100, "gzip", LIMITS) == (b"[1,2]", ())


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(PLAIN) + b"more", "gzip"),
        (zlib.compress(PLAIN) + b"more", "deflate"),
        (raw_deflate(PLAIN) + b"\0", "deflate"),
    ],
)
def test_what_follows_the_compressed_bytes_is_told_and_passed_over(body, encoding):
    plain, problems = decompress(body, encoding, LIMITS)
    assert plain == PLAIN
    assert kinds(problems) == [("bad-compression", True)]


def test_members_of_gzip_are_counted():
    plain, problems = decompress(gzip.compress(b"1") * 1_500, "gzip", LIMITS)
    assert plain == b"1" * 1_000
    assert kinds(problems) == [("bad-compression", True)]


ENCODINGS = [
    (gzip.compress, "gzip"),
    (zlib.compress, "deflate"),
    (brotli, "br"),
    (zstd, "zstd"),
]


@pytest.mark.parametrize(("pack", "encoding"), ENCODINGS, ids=["gzip", "deflate", "br", "zstd"])
def test_bombs_are_not_unpacked(pack, encoding):
    bomb = pack(bytes(20 * MIB))
    plain, problems = decompress(bomb, encoding, LIMITS)
    assert plain == b""
    assert kinds(problems) == [("ratio-exceeded", False)]


@pytest.mark.parametrize(("pack", "encoding"), ENCODINGS, ids=["gzip", "deflate", "br", "zstd"])
def test_what_comes_out_is_limited(pack, encoding):
    packed = pack(NOISE)
    assert decompress(packed, encoding, Limits(max_body_bytes=len(NOISE))) == (NOISE, ())
    plain, problems = decompress(packed, encoding, Limits(max_body_bytes=len(NOISE) - 1))
    assert plain == b""
    assert kinds(problems) == [("too-large", False)]


def test_the_ratio_is_judged_past_a_mebibyte():
    limits = Limits(max_ratio=2)
    assert decompress(gzip.compress(bytes(MIB)), "gzip", limits) == (bytes(MIB), ())
    assert kinds(decompress(gzip.compress(bytes(MIB + 1)), "gzip", limits)[1]) == [("ratio-exceeded", False)]


@pytest.mark.parametrize(
    ("encoding", "modules"), [("br", ["brotli", "brotlicffi"]), ("zstd", ["compression.zstd", "backports.zstd"])]
)
def test_a_missing_package_is_named_by_its_extra(encoding, modules, monkeypatch):
    for module in modules:
        monkeypatch.setitem(sys.modules, module, None)
    plain, problems = decompress(b"\xff\xfe", encoding, LIMITS)
    assert plain == b""
    assert kinds(problems) == [("unknown-encoding", False)]
    extra = {"br": "brotli", "zstd": "zstd"}[encoding]
    assert f"pip install 'salesiq-validate[{extra}]'" in problems[0].detail


class OldDecompressor:
    """brotli before 1.2: nothing bounds what one call returns."""

    def is_finished(self):
        return False

    def process(self, data):
        raise AssertionError


def test_brotli_that_cannot_be_bounded_is_not_used(monkeypatch):
    old = types.SimpleNamespace(Decompressor=OldDecompressor, error=ZeroDivisionError)
    monkeypatch.setitem(sys.modules, "brotli", old)
    assert kinds(decompress(b"\xff\xfe", "br", LIMITS)[1]) == [("unknown-encoding", False)]


def test_brotlicffi_serves_as_well(monkeypatch):
    real = pytest.importorskip("brotli")
    monkeypatch.setitem(sys.modules, "brotli", None)
    monkeypatch.setitem(sys.modules, "brotlicffi", real)
    assert decompress(real.compress(PLAIN), "br", LIMITS) == (PLAIN, ())


@pytest.mark.parametrize(("cut", "words"), [(slice(-5), "cut off"), (slice(3, None), "damaged")])
def test_broken_brotli_is_told(cut, words):
    plain, (problem,) = decompress(brotli(NOISE)[cut], "br", LIMITS)
    assert (plain, problem.kind.value) == (b"", "bad-compression")
    assert words in problem.detail


def test_broken_zstd_is_told():
    packed = zstd(PLAIN)
    plain, problems = decompress(packed[:-10] + b"\xff" * 10, "zstd", LIMITS)
    assert plain == b""
    assert kinds(problems) == [("bad-compression", False)]


@given(st.binary(), st.sampled_from(["gzip", "deflate", "gzip, deflate", "x", None]), st.booleans())
def test_nothing_raises(body, encoding, packed):
    if packed:
        body = gzip.compress(body, mtime=0)[: len(body) + 15]
    plain, problems = decompress(body, encoding, LIMITS)
    assert plain == b"" or all(problem.repaired for problem in problems)
