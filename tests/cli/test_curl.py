"""curl commands: what they would send. The expectations were compared with curl 7.88 itself."""

from __future__ import annotations

import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesiq_validate.cli.curl import read_curl
from salesiq_validate.cli.shell_words import split_command
from salesiq_validate.exceptions import UnusableArgument

URL = "https://salesiq.zoho.com/api/v2/example/operators"
FILES = {"body.json": b'{"a":\r\n 1}\n', "headers.txt": b"X-A: 1\nX-B: 2\n", "-": b"typed", "in/a b.json": b"{}"}
FORM = ("content-type", "application/x-www-form-urlencoded")
JSON = ("content-type", "application/json")


def sent(command: str):
    words = split_command(command)
    assert words[0] == "curl"
    return read_curl(words[1:], FILES.__getitem__)


def of(command: str):
    """Method, what stands behind the URL, headers and body."""
    request = sent(command.replace("URL", URL)).request
    headers = sorted((name.lower(), value) for name, value in request.headers)
    return request.method, request.url.removeprefix(URL), headers, request.body


@pytest.mark.parametrize(
    ("command", "method", "behind", "headers", "body"),
    [
        ("curl URL", "GET", "", [], None),
        ("curl -X DELETE URL", "DELETE", "", [], None),
        ("curl -sSXPOST URL", "POST", "", [], None),
        ("curl --request=PUT URL", "PUT", "", [], None),
        ("curl --url URL --request POST", "POST", "", [], None),
        ("curl -I URL", "HEAD", "", [], None),
        ("curl -d a=b -d c=d URL", "POST", "", [FORM], b"a=b&c=d"),
        ("curl -XPATCH URL -d a=b", "PATCH", "", [FORM], b"a=b"),
        ("curl -d '' URL", "POST", "", [FORM], b""),
        ("curl -d @body.json URL", "POST", "", [FORM], b'{"a": 1}'),
        ("curl -d @- URL", "POST", "", [FORM], b"typed"),
        (
            "curl --data-binary @body.json -H 'Content-Type: application/json' URL",
            "POST",
            "",
            [JSON],
            FILES["body.json"],
        ),
        ("curl --data-raw @body.json URL", "POST", "", [FORM], b"@body.json"),
        ("curl --data-urlencode 'a b=c d&e' --data-urlencode '=x y' URL", "POST", "", [FORM], b"a b=c+d%26e&x+y"),
        ("curl --data-urlencode n@body.json URL", "POST", "", [FORM], b"n=%7B%22a%22%3A%0D%0A+1%7D%0A"),
        ("curl --data-urlencode 'a+b' URL", "POST", "", [FORM], b"a%2Bb"),
        ("curl -G -d a=b -d c=d 'URL?z=1#there'", "GET", "?z=1&a=b&c=d", [], None),
        ("curl --get --data-urlencode 'q=a b' URL", "GET", "?q=a+b", [], None),
        ("curl --url-query 'a=b c' --url-query +d=e URL", "GET", "?a=b+c&d=e", [], None),
        ("curl --json '{\"a\":' --json 1} URL", "POST", "", [("accept", "application/json"), JSON], b'{"a":1}'),
        ("curl --json @body.json -H 'accept: x/y' URL", "POST", "", [("accept", "x/y"), JSON], FILES["body.json"]),
        ("curl -d x -H 'content-type: text/plain' URL", "POST", "", [("content-type", "text/plain")], b"x"),
        ("curl -d x -H 'Content-Type:' URL", "POST", "", [], b"x"),
        ("curl -u me:word URL", "GET", "", [("authorization", "Basic bWU6d29yZA==")], None),
        ("curl --oauth2-bearer made-up URL", "GET", "", [("authorization", "Bearer made-up")], None),
        (
            "curl -A agent/1 -e http://from/ URL",
            "GET",
            "",
            [("referer", "http://from/"), ("user-agent", "agent/1")],
            None,
        ),
        ("curl -b 'a=b; c=d' -b jar.txt URL", "GET", "", [("cookie", "a=b; c=d")], None),
        ("curl -H 'X-Empty;' -H 'Accept:' -H 'nothing' -H 'X: 1' URL", "GET", "", [("x", "1"), ("x-empty", "")], None),
        ("curl -H @headers.txt URL", "GET", "", [("x-a", "1"), ("x-b", "2")], None),
        ("curl -b a=b -b c=d URL", "GET", "", [("cookie", "a=b;c=d")], None),
        ("curl -T body.json URL", "PUT", "", [], FILES["body.json"]),
        ("curl -T body.json URL/files/", "PUT", "/files/body.json", [], FILES["body.json"]),
        ("curl -T body.json 'URL/files/?a=b#c'", "PUT", "/files/body.json?a=b#c", [], FILES["body.json"]),
        ("curl -T 'in/a b.json' URL/files/", "PUT", "/files/a%20b.json", [], b"{}"),
        ("curl -T - URL/files/", "PUT", "/files/", [], b"typed"),
        ("curl -X POST -T body.json URL/files/", "POST", "/files/body.json", [], FILES["body.json"]),
        ("curl -kLv --max-time 5 -o /dev/null -w '%{http_code}' -x proxy:1 URL", "GET", "", [], None),
        ("curl --no-keepalive -4 --http1.1 --compressed -- URL", "GET", "", [], None),
    ],
)
def test_what_a_command_sends(command, method, behind, headers, body):
    assert of(command) == (method, behind, sorted(headers), body)
    assert sent(command).notes == ()


def test_files_travel_as_parts():
    command = (
        "curl -F a=b -F 'f=@body.json' "
        "-F 'g=@body.json;type=application/json;filename=\"o\\\"x.txt\"' -F 'h=<body.json' "
        "-F 'i=x;type=text/html' --form-string 'j=@x;y' URL"
    )
    method, _, headers, body = of(command)
    boundary = re.fullmatch(r"multipart/form-data; boundary=(-+[0-9a-f]{16})", dict(headers)["content-type"])[
        1
    ].encode()
    assert method == "POST"
    assert body.split(b"--" + boundary) == [
        b"",
        b'\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n',
        b'\r\nContent-Disposition: form-data; name="f"; filename="body.json"\r\n'
        b"Content-Type: application/octet-stream\r\n\r\n" + FILES["body.json"] + b"\r\n",
        b'\r\nContent-Disposition: form-data; name="g"; filename="o%22x.txt"\r\n'
        b"Content-Type: application/json\r\n\r\n" + FILES["body.json"] + b"\r\n",
        b'\r\nContent-Disposition: form-data; name="h"\r\n\r\n' + FILES["body.json"] + b"\r\n",
        b'\r\nContent-Disposition: form-data; name="i"\r\nContent-Type: text/html\r\n\r\nx\r\n',
        b'\r\nContent-Disposition: form-data; name="j"\r\n\r\n@x;y\r\n',
        b"--\r\n",
    ]


def test_a_type_that_was_given_gets_the_boundary():
    _, _, headers, body = of("curl -F a=b -H 'Content-Type: multipart/form-data' URL")
    assert dict(headers)["content-type"].startswith("multipart/form-data; boundary=")
    assert dict(headers)["content-type"].rpartition("=")[2].encode() in body
    _, _, headers, _ = of("curl -F a=b -H 'Content-Type: multipart/form-data; boundary=x' URL")
    assert dict(headers)["content-type"] == "multipart/form-data; boundary=x"


def test_a_url_without_a_scheme_is_http():
    assert sent("curl salesiq.zoho.com/api/v2/example").request.url == "http://salesiq.zoho.com/api/v2/example"


@pytest.mark.parametrize(
    ("command", "notes"),
    [
        ("curl --unheard-of URL", ["the curl option --unheard-of is not known, so it was ignored"]),
        ("curl -°s URL", ["the curl option -° is not known, so it was ignored"]),
        ("curl URL URL", ["only the first of several URLs is checked"]),
        ("curl URL --next URL", ["only the first of several requests is checked; everything after --next is ignored"]),
        ("curl https://[", ["the URL cannot be read"]),
    ],
)
def test_what_is_not_understood_is_told(command, notes):
    assert list(sent(command).notes) == notes


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("curl", "has no URL"),
        ("curl -s", "has no URL"),
        ("curl URL -X", "-X has no argument"),
        ("curl URL --header", "--header has no argument"),
        ("curl URL -F a", "write --form NAME=CONTENT in the curl command"),
    ],
)
def test_what_curl_would_refuse_is_told(command, expected):
    with pytest.raises(UnusableArgument, match=expected):
        sent(command)


# --- words of a shell -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("curl  a\tb\n", ["curl", "a", "b"]),
        ("curl 'a b' \"c d\" e\\ f", ["curl", "a b", "c d", "e f"]),
        ("curl 'a'\"b\"c", ["curl", "abc"]),
        ("curl '' \"\"", ["curl", "", ""]),
        ("curl \\\n  -X POST \\\r\n  URL", ["curl", "-X", "POST", "URL"]),
        ('curl "a \\"b\\" \\\\ \\$c \\n $d `e`"', ["curl", 'a "b" \\ $c \\n $d `e`']),
        (r"curl $'it\'s \x41\u00e9\n\t\\ \101'", ["curl", "it's Aé\n\t\\ A"]),
        (r"curl $'\UFFFFFFFF\q'", ["curl", "\ufffdq"]),
        ("curl $TOKEN a$", ["curl", "$TOKEN", "a$"]),
        ("curl 'a|b' | jq . ; rm x", ["curl", "a|b"]),
        ("curl a; rm b", ["curl", "a"]),
        ("curl a && rm b", ["curl", "a"]),
        ("curl a > out.json", ["curl", "a"]),
        ("curl https://x/?a=1&b=2", ["curl", "https://x/?a=1&b=2"]),
        ("curl ';' '>'", ["curl", ";", ">"]),
        ('curl ^"https://x/?a=1^&b=2^" ^\r\n  -H ^"X: ^\\^"y^\\^"^"', ["curl", "https://x/?a=1&b=2", "-H", 'X: "y"']),
        ("", []),
    ],
)
def test_words_are_those_of_a_shell(text, words):
    assert split_command(text) == words


@pytest.mark.parametrize("text", ["curl 'a", 'curl "a', "curl $'a", 'curl a"b', "curl \\"])
def test_a_quote_that_is_not_closed_is_told(text):
    with pytest.raises(UnusableArgument, match="not closed"):
        split_command(text)


@given(st.lists(st.text(alphabet="ab '\"\\$|;&>\n\té", min_size=1), max_size=4))
def test_quoted_words_come_back(words):
    quoted = " ".join("'" + word.replace("'", "'\\''") + "'" for word in words)
    assert split_command(quoted) == words


PIECES = st.sampled_from(
    [
        "-d",
        "-X",
        "-H",
        "--json",
        "-F",
        "a=@-",
        "a",
        "@body.json",
        "@-",
        "-G",
        "--url",
        URL,
        "-u",
        "--next",
        "--",
        "-",
        "-I",
    ]
)


@given(st.lists(PIECES | st.text(max_size=8), max_size=8))
def test_no_words_end_in_anything_but_the_exception(words):
    def read_file(name):
        if name not in FILES:
            raise UnusableArgument("no such file")
        return FILES[name]

    with contextlib.suppress(UnusableArgument):
        request = read_curl(words, read_file).request
        assert request.method
        assert request.url


@given(st.text(max_size=60))
def test_no_text_ends_in_anything_but_the_exception(text):
    with contextlib.suppress(UnusableArgument):
        assert all(isinstance(word, str) for word in split_command(text))
