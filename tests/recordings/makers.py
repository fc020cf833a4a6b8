"""One wrong call and its refusal, in the structure of everybody who records traffic."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import zipfile

HOST = "https://salesiq.zoho.com"
PATH = "/api/v2/northwind-desk/departments"
URL = HOST + PATH
TOKEN = "Zoho-oauthtoken 1000.0123abcd.4567cdef"
SENT = {"name": "Billing"}
REFUSED = {
    "error": {"code": 1015, "message": "Either the input stream is invalid or absent", "json_key": "operators"},
}
ANSWER = json.dumps(REFUSED)
JSON = "application/json"
ANSWERED = "application/json;charset=UTF-8"


def indented(text: str, by: int) -> str:
    return text.replace("\n", "\n" + " " * by)


def ruby(*, head: str = "---\n", body: str | None = None) -> str:
    packed = base64.encodebytes(ANSWER.encode()).decode().strip()
    body = body or f"encoding: ASCII-8BIT\n      string: !binary |-\n        {indented(packed, 8)}"
    return f"""{head}http_interactions:
- request:
    method: post
    uri: {URL}
    body:
      encoding: UTF-8
      string: '{json.dumps(SENT)}'
    headers:
      User-Agent:
      - Faraday v2.9.0
      Content-Type:
      - {JSON}
  response:
    status:
      code: 200
      message: OK
    headers:
      Content-Type:
      - {ANSWERED}
    body:
      {body}
  recorded_at: Tue, 24 Nov 2026 08:00:03 GMT
recorded_with: VCR 6.2.0
"""


OLD_RUBY = f"""---
- !ruby/struct:VCR::HTTPInteraction
  request: !ruby/struct:VCR::Request
    method: :post
    uri: {URL}
    body: '{json.dumps(SENT)}'
    headers:
      user-agent:
      - Ruby
      content-type:
      - {JSON}
  response: !ruby/struct:VCR::Response
    status: !ruby/struct:VCR::ResponseStatus
      code: 200
      message: OK
    headers:
      content-type:
      - {ANSWERED}
    body: '{ANSWER}'
"""

REORDERED = f"""\ufeffhttp_interactions:
- recorded_at: Tue, 24 Nov 2026 08:00:03 GMT
  response:
    status: {{code: 200, message: OK}}
    headers: {{Content-Type: [{ANSWERED}]}}
    body: {{encoding: UTF-8, string: '{ANSWER}'}}
  request:
    method: post
    uri: {URL}
    body: {{encoding: UTF-8, string: '{json.dumps(SENT)}'}}
    headers: {{User-Agent: [Ruby], Content-Type: [{JSON}]}}
recorded_with: VCR 6.2.0
"""

PYDANTIC = f"""interactions:
- request:
    headers:
      content-type:
      - {JSON}
      user-agent:
      - python-httpx/0.28.1
    method: POST
    parsed_body:
      name: Billing
    uri: {URL}
  response:
    headers:
      content-type:
      - {ANSWERED}
    parsed_body:
      error:
        code: 1015
        message: Either the input stream is invalid or absent
        json_key: operators
    status:
      code: 200
      message: OK
version: 1
"""

CASSETTER = f"""version: 1
interactions:
- request:
    method: POST
    uri: {URL}
    headers:
      content-type:
      - {JSON}
      user-agent:
      - python-httpx/0.28.1
    body:
      type: json
      content:
        name: Billing
  response:
    status: 200
    headers:
      content-type:
      - {ANSWERED}
    body:
      type: json
      content:
        error:
          code: 1015
          message: Either the input stream is invalid or absent
          json_key: operators
  recorded_at: '2026-11-24T08:00:00Z'
"""

CASSETTER_TOML = f"""version = 1

[[interactions]]
recorded_at = "2026-11-24T08:00:00Z"

[interactions.request]
method = "POST"
uri = "{URL}"
body_type = "json"
body_content = '{json.dumps(SENT)}'

[interactions.request.headers]
content-type = ["{JSON}"]
user-agent = ["python-httpx/0.28.1"]

[interactions.response]
status = 200
body_type = "text"
body_content = '''{ANSWER}'''

[interactions.response.headers]
content-type = ["{ANSWERED}"]
"""

GO = f"""---
version: 2
interactions:
    - id: 0
      request:
        proto: HTTP/1.1
        content_length: 19
        host: salesiq.zoho.com
        body: '{json.dumps(SENT)}'
        form: {{}}
        headers:
            Authorization:
                - {TOKEN}
            Content-Type:
                - {JSON}
            User-Agent:
                - Go-http-client/1.1
        url: {URL}
        method: POST
      response:
        proto: HTTP/2.0
        content_length: -1
        uncompressed: true
        body: '{ANSWER}'
        headers:
            Content-Type:
                - {ANSWERED}
        status: 200 OK
        code: 200
        duration: 219.283ms
"""

R = f"""http_interactions:
- request:
    method: post
    uri: {URL}
    body:
      encoding: ''
      string: '{json.dumps(SENT)}'
    headers:
      User-Agent: libcurl/8.5.0 r-curl/5.2.0 crul/1.4.0
      Content-Type: {JSON}
  response:
    status:
      status_code: 200
      category: Success
      reason: OK
      message: 'Success: (200) OK'
    headers:
      status: HTTP/2 200
      content-type: {ANSWERED}
    body:
      encoding: ''
      file: no
      string: '{ANSWER}'
  recorded_at: 2026-11-24 08:00:03 GMT
  recorded_with: vcr/1.2.2, webmockr/0.9.0
"""

PHP = f"""
-
    request:
        method: POST
        url: '{URL}'
        headers:
            Host: salesiq.zoho.com
            User-Agent: ''
            Content-Type: {JSON}
        body: '{json.dumps(SENT)}'
    response:
        status:
            code: 200
            message: OK
        headers:
            content-type: '{ANSWERED}'
        body: '{ANSWER}'
    index: 0
"""

ELIXIR = [
    {
        "request": {
            "body": json.dumps(SENT),
            "headers": {"Authorization": TOKEN, "Content-Type": JSON, "User-Agent": "hackney"},
            "method": "post",
            "options": [],
            "request_body": "",
            "url": URL,
        },
        "response": {
            "binary": False,
            "body": ANSWER,
            "headers": {"Content-Type": ANSWERED},
            "status_code": 200,
            "type": "ok",
        },
    }
]

EASY_CSHARP = [
    {
        "Duration": 73,
        "RecordedAt": "2026-11-24T08:00:00.4564797-06:00",
        "Request": {
            "Body": json.dumps(SENT),
            "ContentHeaders": {"Content-Type": JSON},
            "Method": "POST",
            "RequestHeaders": {"User-Agent": "EasyVCR"},
            "Uri": URL,
        },
        "Response": {
            "Body": ANSWER,
            "ContentHeaders": {"Content-Type": ANSWERED},
            "HttpVersion": "1.1",
            "ResponseHeaders": {"Server": "ZGS"},
            "Status": {"Code": 200, "Message": "OK"},
        },
    }
]

EASY_JAVA = [
    {
        "duration": 73,
        "recordedAt": 1795852803,
        "request": {
            "body": json.dumps(SENT),
            "headers": {"User-Agent": ["Java"], "Content-Type": [JSON]},
            "method": "POST",
            "uri": URL,
        },
        "response": {
            "body": ANSWER,
            "headers": {"Content-Type": [ANSWERED]},
            "httpVersion": "1.1",
            "status": {"code": 200, "message": "OK"},
            "uri": URL,
        },
    }
]

_POSTMAN_REQUEST = {
    "method": "POST",
    "header": [{"key": "Content-Type", "value": JSON}],
    "body": {"mode": "raw", "raw": json.dumps(SENT)},
    "url": {"raw": URL, "protocol": "https", "host": ["salesiq", "zoho", "com"], "path": PATH.split("/")[1:]},
}
_POSTMAN_ANSWER = {
    "name": "refused",
    "originalRequest": _POSTMAN_REQUEST,
    "code": 200,
    "header": [{"key": "Content-Type", "value": ANSWERED}],
    "body": ANSWER,
}
INFO = {"name": "Desk", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}


def collection(*, description: str = "", first: str = "info") -> dict[str, object]:
    item = {"name": "Create", "description": description, "request": _POSTMAN_REQUEST, "response": [_POSTMAN_ANSWER]}
    parts = {"info": INFO, "item": [item]}
    return dict(sorted(parts.items(), key=lambda part: part[0] != first))


NEWMAN = {
    "collection": collection(),
    "environment": {"values": []},
    "globals": {"values": []},
    "run": {
        "stats": {"requests": {"total": 1}},
        "executions": [
            {
                "cursor": {"position": 0},
                "item": {"name": "Create"},
                "request": {
                    **_POSTMAN_REQUEST,
                    "url": {key: value for key, value in _POSTMAN_REQUEST["url"].items() if key != "raw"},
                },
                "response": {
                    "id": "1",
                    "status": "OK",
                    "code": 200,
                    "header": [{"key": "Content-Type", "value": ANSWERED}],
                    "stream": {"type": "Buffer", "data": list(ANSWER.encode())},
                    "responseTime": 219,
                },
            }
        ],
    },
}

_NOCK = {"scope": f"{HOST}:443", "method": "POST", "path": PATH, "body": SENT, "status": 200, "response": REFUSED}
NOCK = [{**_NOCK, "rawHeaders": ["Content-Type", ANSWERED, "Server", "ZGS"], "responseIsBinary": False}]
NOCK_WITH_HEADERS = [
    {
        **_NOCK,
        "reqheaders": {"authorization": [TOKEN], "content-type": JSON},
        "rawHeaders": {"content-type": ANSWERED},
    }
]
NOCK_PACKED = [
    {
        **_NOCK,
        "response": [gzip.compress(ANSWER.encode()).hex()],
        "rawHeaders": ["Content-Type", ANSWERED, "Content-Encoding", "gzip"],
    }
]

_MAPPING = {
    "id": "8d3d6c52-9b4e-4a7e-8f5c-6a1f6e3b0c11",
    "name": "departments",
    "request": {
        "url": PATH,
        "method": "POST",
        "headers": {"Accept": {"equalTo": JSON}},
        "bodyPatterns": [
            {"equalToJson": json.dumps(SENT), "ignoreArrayOrder": True, "ignoreExtraElements": True},
        ],
    },
    "response": {"status": 200, "body": ANSWER, "headers": {"Content-Type": ANSWERED}},
    "uuid": "8d3d6c52-9b4e-4a7e-8f5c-6a1f6e3b0c11",
    "persistent": True,
    "insertionIndex": 4,
}
WIREMOCK = {"mappings": [_MAPPING], "meta": {"total": 1}}
WIREMOCK_BY_HAND = {
    "request": {"urlPath": PATH, "method": "POST", "bodyPatterns": [{"equalToJson": SENT}]},
    "response": {"status": 200, "jsonBody": REFUSED},
}

_HEADERS = [{"name": "Content-Type", "value": JSON}]
_ENTRY = {
    "startedDateTime": "2026-11-24T08:00:00.000Z",
    "time": 1,
    "request": {
        "method": "POST",
        "url": URL,
        "headers": [*_HEADERS, {"name": "Authorization", "value": TOKEN}],
        "bodySize": 19,
        "postData": {"mimeType": JSON, "text": json.dumps(SENT)},
    },
    "response": {
        "status": 200,
        "headers": [{"name": "Content-Type", "value": ANSWERED}],
        "content": {"size": len(ANSWER), "mimeType": ANSWERED, "text": ANSWER},
        "bodySize": -1,
    },
}
COMMENTED_HAR = {"comment": "c" * 100_000, "log": {"comment": "c", "version": "1.2", "entries": [_ENTRY]}}


def playwright() -> bytes:
    """A HAR whose bodies stand in files of their own, in a zip archive with them."""
    names = {}
    entry = json.loads(json.dumps(_ENTRY))
    for part, key, text in (
        (entry["request"]["postData"], "_file", json.dumps(SENT)),
        (entry["response"]["content"], "_file", ANSWER),
    ):
        name = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest() + ".json"
        names[name] = text
        part.update({"text": "", key: name})
    entry["response"]["content"].pop("text")
    log = {"version": "1.2", "creator": {"name": "Playwright", "version": "1.56.0"}, "entries": [entry]}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("har.har", json.dumps({"log": log}))
        for name, text in names.items():
            archive.writestr(name, text)
    return packed.getvalue()


def as_bytes(recording: object) -> bytes:
    if isinstance(recording, bytes):
        return recording
    return recording.encode() if isinstance(recording, str) else json.dumps(recording, indent=2).encode()


#: Every maker's recording, by a name.
MAKERS = {
    "Ruby's VCR, binary": ruby(),
    "Ruby's VCR, text": ruby(body=f"encoding: UTF-8\n      string: '{ANSWER}'"),
    "Ruby's VCR before 2": OLD_RUBY,
    "Ruby's VCR, a mark and another order": REORDERED,
    "pydantic-ai's serializer": PYDANTIC,
    "cassetter, YAML": CASSETTER,
    "cassetter, TOML": CASSETTER_TOML,
    "go-vcr": GO,
    "R's vcr": R,
    "PHP-VCR": PHP,
    "ExVCR": ELIXIR,
    "EasyVCR, C#": EASY_CSHARP,
    "EasyVCR, Java": EASY_JAVA,
    "Postman": collection(),
    "Postman, items first": collection(description="x" * 70_000, first="item"),
    "Postman's API": {"collection": collection()},
    "newman": NEWMAN,
    "nock": NOCK,
    "nock, with headers": NOCK_WITH_HEADERS,
    "nock, packed": NOCK_PACKED,
    "WireMock, recorded": WIREMOCK,
    "WireMock, one mapping": _MAPPING,
    "WireMock, by hand": WIREMOCK_BY_HAND,
    "HAR, long comment": COMMENTED_HAR,
    "Playwright's .har.zip": playwright(),
}
