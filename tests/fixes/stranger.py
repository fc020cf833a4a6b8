"""A stranger to this package: a program that was given a finding of json-v1 and the words of docs/fixes.md."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit


def apply(request: dict[str, Any], finding: dict[str, Any], known: dict[str, str]) -> None:
    """Mend a request: method, url, headers, and the decoded body under `json`."""
    for edit in finding["fix"]["edits"]:
        kind, value = edit["edit"], edit.get("value")
        url = urlsplit(request["url"])
        if kind == "set-method":
            request["method"] = value
        elif kind == "use-https":
            request["url"] = url._replace(scheme="https").geturl()
        elif kind == "set-host":
            request["url"] = url._replace(netloc=value).geturl()
        elif kind == "set-path":
            old = url.path.lstrip("/").split("/")
            path = value
            for hole in re.findall(r"\{(\w+)\}", value):
                at = edit["segments"].get(hole)
                path = path.replace(f"{{{hole}}}", known[hole] if at is None else old[at])
            request["url"] = url._replace(path=path).geturl()
        elif kind in ("set-header", "set-scheme"):
            name = finding["header"]
            old_value = next((text for other, text in request["headers"].items() if other.lower() == name.lower()), "")
            request["headers"] = {a: b for a, b in request["headers"].items() if a.lower() != name.lower()}
            token = known["access_token"] if kind == "set-header" else old_value.split()[-1]
            request["headers"][name] = (
                f"{value} {token}" if kind == "set-scheme" else value.replace("{access_token}", token)
            )
        elif finding["where"] == "param":
            sent = _query(url)
            if edit["edit"] == "set" and finding["param"] not in dict(sent):
                sent.append((finding["param"], ""))
            pairs = [_pair(name, text, edit) if name == finding["param"] else (name, text) for name, text in sent]
            request["url"] = url._replace(query="&".join(f"{n}={quote(t)}" for n, t in filter(None, pairs))).geturl()
        else:
            request["json"] = _with(request["json"], _steps(finding["pointer"]), edit)


def _query(url: Any) -> list[tuple[str, str]]:
    return parse_qsl(url.query, keep_blank_values=True)


def _pair(name: str, text: str, edit: dict[str, Any]) -> tuple[str, str] | None:
    if edit["edit"] == "remove":
        return None
    if edit["edit"] == "rename":
        return edit["value"], text
    new = _changed(text, edit)
    return name, new if isinstance(new, str) else json.dumps(new)


def _steps(pointer: str) -> list[str]:
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def _with(node: Any, steps: list[str], edit: dict[str, Any]) -> Any:
    if not steps:
        return _changed(node, edit)
    first, *rest = steps
    if isinstance(node, list):
        at = int(first)
        if not rest and edit["edit"] == "remove":
            return node[:at] + node[at + 1 :]
        return [_with(item, rest, edit) if number == at else item for number, item in enumerate(node)]
    if not rest and edit["edit"] == "remove":
        return {name: value for name, value in node.items() if name != first}
    if not rest and edit["edit"] == "rename":
        return {edit["value"] if name == first else name: value for name, value in node.items()}
    return {**node, first: _with(node.get(first), rest, edit)}


def _changed(value: Any, edit: dict[str, Any]) -> Any:
    match edit["edit"]:
        case "set":
            return edit["value"]
        case "to-string":
            return json.dumps(value)
        case "to-json":
            return json.loads(value)
        case "to-list":
            return [value]
        case "remove-duplicates":
            return [item for at, item in enumerate(value) if item not in value[:at]]
    digits = str(value)
    seconds = {10: 1, 13: 1000}.get(len(digits)) if digits.isdigit() else None
    moment = int(digits) / seconds if seconds else datetime.fromisoformat(digits).timestamp()
    counted = round(moment * 1000) if edit["edit"] == "to-epoch-ms" else int(moment)
    return str(counted) if isinstance(value, str) else counted
