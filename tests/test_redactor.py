from __future__ import annotations

import ipaddress
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesiq_validate.contract.private_values import private_names
from salesiq_validate.privacy.redactor import Redactor

TOKEN = "1000.8cb99d0123456789abcdef0123456789.9be0123456789abcdef0123456789abc"
SENSITIVE = [
    TOKEN,
    "bob.canary@example.org",
    "bob.canary%40example.org",
    "203.0.113.77",
    "2001:db8:85a3::8a2e:370:7334",
    "+44 20 7946 0958",
    "(020) 7946 0958",
    "415-555-2671",
    "Bearer canarycanary",
    "Zoho-oauthtoken canarycanary",
    "client_secret=canarycanary",
    '"password": "canary canary"',
    r"{\"refresh_token\":\"canary canary\"}",
    "Cookie: sid=canarycanary; other=canary2canary",
    "Set-Cookie: sid=canarycanary; Path=/",
    "https://canary:canarycanary@example.com/",
    "https://user:pa:canary2:x@example.com/",
    "https://canary:@example.com/",
    "https://a:canary@[::1]:8484/",
    "4111 1111 1111 1111",
    "5555555555554444",
    "3782-822463-10005",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJl",
]
#: The parts of the above that must never be seen.
CANARIES = re.compile(
    "canary|8cb99d01234|9be01234|203[.]0|85a3:|:7334|7946 0958|555-2671|1111 1111|5555554444|822463|eyJzdWIi",
    re.IGNORECASE,
)
redactor = Redactor(private_names(), key=b"tests")


@pytest.mark.parametrize("text", SENSITIVE)
def test_a_secret_is_replaced_wherever_it_stands(text):
    for around in (text, f"{text}\n", f" {text} ", f"before, {text}. After", f"<{text}>", f"({text})", f"a={text}&b=1"):
        assert not CANARIES.search(redactor.text(around)), around


@given(st.lists(st.sampled_from(SENSITIVE) | st.sampled_from(["word", "12345678", "café", "{}"])))
def test_no_secret_is_left_among_other_text(parts):
    assert not CANARIES.search(redactor.text(", ".join(parts)))
    assert not CANARIES.search(redactor.text("\n".join(parts)))


def test_a_telephone_number_does_not_swallow_the_head_of_a_token():
    for number in ("+44 20 7946", "+44 20 7946 0958", "020 7946"):
        assert not CANARIES.search(redactor.text(f"{number} {TOKEN}"))


@pytest.mark.parametrize(
    "text",
    [
        "operators[1].name",
        "2026-11-23T10:00:00Z",
        "10:00:00",
        "1732356000000",
        "123456000000012345",
        "active",
        "https://salesiq.example.com/api/v2/zylker/departments?index=1",
        "Content-Type: application/json",
        "1.26.0",
        "",
    ],
)
def test_what_is_not_sensitive_stays(text):
    assert redactor.text(text) == text
    assert redactor.url(text) == text


@pytest.mark.parametrize(
    ("name", "value", "form"),
    [
        ("Authorization", f"Zoho-oauthtoken {TOKEN}", r"Zoho-oauthtoken 1000\.0{26}[0-9a-f]{6}\.0{32}"),
        ("Authorization", "Basic Ym9iOmNhbmFyeQ==", r"Basic x{8}[0-9a-f]{8}"),
        ("authorization", "canarycanary", r"x{4}[0-9a-f]{8}"),
        ("Cookie", "a=b; c=d", r"[0-9a-f]{4} [0-9a-f]{3}"),
        ("X-ZCSRF-TOKEN", "abc", r"[0-9a-f]{3}"),
        ("client_secret", "", r""),
        ("otp_token", "123456", r"\d{6}"),
        ("phone", "9876543210", r"0{4}\d{6}"),
        ("visitor_phoneno", "9876543210", r"0{4}\d{6}"),
        ("fax", "9876543210", r"0{4}\d{6}"),
        ("homePhones", "9876543210", r"0{4}\d{6}"),
        ("Email", "bob", "xxx"),
        ("email", "bob@example.org", r"user-[0-9a-f]{8}@example\.com"),
        ("name", "Bob", "Bob"),
        ("Content-Type", "application/json", "application/json"),
    ],
)
def test_the_name_of_a_value_decides(name, value, form):
    shown = redactor.named(name, value)
    assert re.fullmatch(form, shown)
    assert not value or name in {"name", "Content-Type"} or shown != value


def test_parameters_of_a_url_keep_their_order():
    shown = redactor.url(f"https://example.com/oauth?client_id=a.b&code={TOKEN}&redirect_uri=x&state=y#bob@example.org")
    assert re.fullmatch(
        r"https://example\.com/oauth\?client_id=a\.b&code=1000\.0\S+&redirect_uri=x&state=y#user-[0-9a-f]{8}@example\.com",
        shown,
    )


def test_ip_addresses_become_addresses_that_belong_to_nobody():
    documentation = ipaddress.ip_network("2001:db8::/32")
    benchmarks = ipaddress.ip_network("198.18.0.0/15")
    assert ipaddress.ip_address(redactor.text("203.0.113.77")) in benchmarks
    assert ipaddress.ip_address(redactor.text("fe80::1")) in documentation


texts = st.text() | st.sampled_from(SENSITIVE)
names = st.sampled_from(["token", "phone", "client_secret", "name", "code", "bob.canary@example.org"])
documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=10,
)


def outline(value):
    """What a schema judges of a value, but for texts."""
    if isinstance(value, dict):
        return [outline(member) for member in value.values()]
    if isinstance(value, list):
        return [outline(item) for item in value]
    return type(value)


@given(documents)
def test_a_redacted_document_keeps_its_outline_and_no_secret(document):
    shown = redactor.document(document)
    assert outline(shown) == outline(document)
    assert not CANARIES.search(json.dumps(shown).replace("\\u", ""))


@pytest.mark.parametrize("number", [7, -7, 0, 9876543210, 2**64 - 1, 2**64, -(2**70), 1 << 20_000], ids=int.bit_length)
def test_a_number_under_a_sensitive_name_stays_a_number_of_its_size(number):
    shown = redactor.document({"phone": {"value": number}})["phone"]["value"]
    assert type(shown) is int
    assert (shown < 0) == (number < 0)
    assert (abs(shown) >= 2**64) == (abs(number) >= 2**64)
    if abs(number) < 2**64:
        assert len(str(shown)) == len(str(number)) or number == 0


def test_any_depth_is_borne():
    document = {"phone": "9876543210"}
    for _ in range(100_000):
        document = [document]
    shown = redactor.document(document)
    for _ in range(100_000):
        shown = shown[0]
    assert shown != {"phone": "9876543210"}


@given(texts)
def test_the_same_text_has_the_same_placeholder_within_a_run(text):
    assert redactor.text(text) == Redactor(private_names(), key=b"tests").text(text)


def test_runs_do_not_agree():
    assert Redactor(private_names()).text(TOKEN) != Redactor(private_names()).text(TOKEN)


def test_a_redactor_does_not_show_its_key():
    assert "tests" not in repr(redactor)


@pytest.mark.parametrize(
    "piece", ["eyJ-", "a@", "1000.", "://", ":", "1.", "+1 ", "token=", "bearer ", "-", " ", "%40"]
)
def test_hostile_texts_take_linear_time(piece):
    # A quadratic pattern would take minutes here and the suite's time limit would end it; a linear one takes 0.1 s.
    redactor.text(piece * 50_000)
