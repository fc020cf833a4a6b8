"""Bodies, URLs and headers that are made to break a reader, as lines of Exchange JSON Lines."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Iterator
from typing import Any

PORTAL = "https://salesiq.zoho.com/api/v2/northwind-desk"
AUTHORIZATION = {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef"}
JSON = {**AUTHORIZATION, "Content-Type": "application/json"}
#: The example of the API's own page on New Key Details, which is not even JSON.
KEY_DETAILS = (
    '{"department":{"status":012345},"app_ids":["1001",1002],'
    '"operators":[{"name":"Ada"},{"name":{"first":"Grace"}}],"open":true,}'
)
SOUND = '{"name":"Billing","operators":["104000000000001"]}'
BODIES = {
    "key details": KEY_DETAILS,
    "nothing": "",
    "blanks": " \n ",
    "null": "null",
    "a number": "12",
    "a list": "[]",
    "an empty object": "{}",
    "cut off": SOUND[:30],
    "rubbish behind it": SOUND + "x",
    "two documents": SOUND + SOUND,
    "a byte order mark": "\ufeff" + SOUND,
    "duplicate keys": '{"name":"a","name":7,"operators":["1"]}',
    "duplicate keys, deep": '{"name":"a","operators":["1"],"email_configurations":{"from_email":1,"from_email":2}}',
    "NaN": '{"name":NaN,"operators":[-Infinity]}',
    "a huge number": '{"name":"a","operators":[' + "9" * 400 + "]}",
    "a huge exponent": '{"name":"a","operators":[1e999999]}',
    "an integer beyond 2^53": '{"name":"a","operators":[9007199254740993]}',
    "an integer beyond 64 bits": '{"name":"a","operators":[18446744073709551616]}',
    "lone surrogates": '{"name":"\\ud800","operators":["\\udfff"],"\\ud800":1}',
    "a NUL": '{"name":"\\u0000","operators":["1"],"\\u0000":1}',
    "a raw control character": '{"name":"\x01","operators":["1"]}',
    "single quotes": "{'name':'a','operators':['1']}",
    "comments": '{"name":"a",/* no */"operators":["1"]}',
    "names like secrets": '{"name":"a","operators":["1"],"ada@example.com":1,"4111111111111111":2,"x y":3}',
    "names with syntax": '{"name":"a","operators":["1"],"a.b[0]":{"":1},"":{"\\"":2}}',
    "deep lists": '{"name":' + "[" * 60 + "]" * 60 + ',"operators":["1"]}',
    "too deep": '{"name":' + "[" * 5_000 + "]" * 5_000 + "}",
    "too deep and cut off": '{"a":' * 5_000,
    "many faults": '{"name":[],"operators":[' + "{}," * 40 + '[]],"is_public":9,"u":1,"v":2}',
}
BYTES = {
    "Latin-1": b'{"name":"caf\xe9","operators":["1"]}',
    "UTF-16": SOUND.encode("utf-16"),
    "an image": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "gzip that nobody announced": gzip.compress(SOUND.encode(), mtime=0),
}
PACKED = {
    "packed": gzip.compress(SOUND.encode(), mtime=0),
    "packed with a fault": gzip.compress(b'{"name":{},"operators":["1"]}', mtime=0),
    "packed and cut off": gzip.compress(SOUND.encode(), mtime=0)[:25],
    "packed and too much": gzip.compress(b" " * 4_000_000, mtime=0),
    "not packed at all": SOUND.encode(),
}
FORMS = {
    "a form": "name=Billing&operators=1",
    "a broken form": "name=%zz&&=&a=%ff&name=2;x",
    "JSON as a form": SOUND,
}
PART = 'Content-Disposition: form-data; name="file"; filename="a.exe"\r\nContent-Type: application/x-msdownload\r\n\r\n'
PARTS = {
    "parts": f"--b\r\n{PART}MZ\r\n--b--\r\n",
    "parts without an end": f"--b\r\n{PART}MZ",
    "an empty file": f"--b\r\n{PART}\r\n--b--\r\n",
    "no parts": "nothing of the kind",
}
URLS = {
    "no scheme": "salesiq.zoho.com/api/v2/northwind-desk/departments",
    "a user and a port": "https://ada:secret@salesiq.zoho.com:8443/api/v2/northwind-desk/departments",
    "capitals": "HTTPS://SALESIQ.ZOHO.COM/API/V2/northwind-desk/Departments",
    "doubled slashes": "https://salesiq.zoho.com//api//v2/northwind-desk/departments//",
    "dots": f"{PORTAL}/../northwind-desk/./departments",
    "percent signs": f"{PORTAL}/depart%6Dents/%2e%2e%2F%00?a=%zz&=&b",
    "parameters twice": f"{PORTAL}/conversations?limit=1&limit=x&limit=1000000&page=%31&unheard=1",
    "an empty parameter": f"{PORTAL}/conversations?limit=",
    "a fragment": f"{PORTAL}/departments#?limit=x",
    "a misspelt resource": f"{PORTAL}/departmnts",
    "an invented resource": f"{PORTAL}/chats?limit=5",
    "no screen name": "https://salesiq.zoho.com/api/v2/departments",
    "another version": "https://salesiq.zoho.com/api/v9/northwind-desk/departments",
    "another host": "https://crm.zoho.com/api/v2/northwind-desk/departments",
}
ANSWERS = {
    "a list": "[]",
    "both": '{"data":{},"error":{"code":1007,"message":"x"}}',
    "neither": '{"url":"/","object":"x"}',
    "a code that is a text": '{"error":{"code":"1007","message":"Invalid datatypes found in params"}}',
    "an unknown code": '{"error":{"code":4711,"message":"x","json_key":"operators[1"}}',
    "a path that leads nowhere": '{"error":{"code":1015,"message":"x","json_key":"operators[7].name"}}',
    "a page": "<html>Bad gateway</html>",
    "cut off": '{"data":[{"id":',
    "too deep": '{"data":' + "[" * 5_000 + "]" * 5_000 + "}",
    "nothing": "",
}


def hostile() -> Iterator[dict[str, Any]]:
    """All of them, named."""
    for name, text in BODIES.items():
        yield _posted(name, body=text)
    yield _posted("New Key Details", url=f"{PORTAL}/newkeydetails", body=KEY_DETAILS)
    for name, packed in BYTES.items():
        yield _posted(name, body_base64=base64.b64encode(packed).decode())
    for name, packed in PACKED.items():
        headers = {**JSON, "Content-Encoding": "gzip"}
        yield _posted(name, headers, body_base64=base64.b64encode(packed).decode())
    for name, text in FORMS.items():
        headers = {**AUTHORIZATION, "Content-Type": "application/x-www-form-urlencoded"}
        yield _posted(name, headers, body=text)
    for name, text in PARTS.items():
        headers = {**AUTHORIZATION, "Content-Type": "multipart/form-data; boundary=b"}
        yield _posted(name, headers, f"{PORTAL}/conversations/104000000000123/messages", body=text)
    for name, url in URLS.items():
        yield _call(f"URL: {name}", "GET", url, AUTHORIZATION, body=None)
    for method in ("get", "FETCH", "", "GET\r\nX: 1"):
        yield _call(f"method: {method!r}", method, f"{PORTAL}/departments", AUTHORIZATION, body=None)
    for value in ("", "Bearer x", "Zoho-oauthtoken", "Zoho-oauthtoken \u00e9", "Zoho-oauthtoken a b c"):
        yield _call(f"token: {value!r}", "GET", f"{PORTAL}/departments", {"Authorization": value}, body=None)
    for value in ("", "json", "application/json; charset=latin-1", "text/json", "application/JSON;;"):
        yield _posted(f"type: {value!r}", {**AUTHORIZATION, "Content-Type": value}, body=SOUND)
    for name, text in ANSWERS.items():
        response = {"status": 200, "headers": {"Content-Type": "application/json"}, "body": text}
        yield {**_posted(f"answer: {name}", body=SOUND), "response": response}


def _posted(
    name: str, headers: dict[str, str] = JSON, url: str = f"{PORTAL}/departments", **body: str
) -> dict[str, Any]:
    return _call(name, "POST", url, headers, **body)


def _call(name: str, method: str, url: str, headers: dict[str, str], **body: str | None) -> dict[str, Any]:
    return {"id": name, "request": {"method": method, "url": url, "headers": headers, **body}}
