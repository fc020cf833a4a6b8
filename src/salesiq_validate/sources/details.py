"""Details: reads the method, headers, parameters and body of one request, as far as a file shows them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from attrs import define, field

from salesiq_validate.sources.code import Pair
from salesiq_validate.sources.names import Frame
from salesiq_validate.sources.texts import HOLES, MOST_STEPS, Texts

VERBS: Final = re.compile(r"GET|POST|PUT|PATCH|DELETE|HEAD")
#: `requests.post`, `client.PutAsync`, `getForObject`, `Net::HTTP::Post`.
VERB: Final = re.compile(
    r"(?i)(?:wp_remote_|http)?(get|post|put|patch|delete|head)(?:_?(?:as)?(?:async|json|jsonasync|stringasync|fromjsonasync|forobject|forentity|request|raw|form))?"
)
#: Functions that send or make a request, with an address among their arguments.
SENDS: Final = re.compile(
    r"(?i)\$?fetch|\w*request(?:withcontext)?|httprequestmessage|axios|got|ky|ajax|urlopen|invokeurl|superagent|file_get_contents"
    r"|curl_init|curl_setopt(?:_array)?|ur[il]|openconnection|open|exchange|open_?async|invoke\w*|newbuilder"
)
_ASKS: Final = re.compile(rf"{VERB.pattern}|fetch|request|exchange|send", re.IGNORECASE)
#: What the name of an option, an argument or a method says about its value.
_ROLE: Final = re.compile(
    r"(?i)(?P<method>(?:set_?)?(?:request_?|http_?)?(?:method|type|verb)|curlopt_customrequest)|(?P<authorization>authorization)"
    r"|(?P<headers>(?:with|set|add|default|common|all_?http|http|request)*_?headers?(?:_?fields)?|curlopt_httpheader|update)"
    r"|(?P<bearer>with_?token|(?:set_?)?bearer_?(?:auth|token)|authenticationheadervalue)"
    r"|(?P<params>params|query|qs|search_?params|query_?param(?:eter)?s|parameters)"
    r"|(?P<body>json|data|(?:http_?|set_?)?body|payload|form(?:_params)?|content|curlopt_postfields|jsonbody|post|put|patch|send)"
    r"|(?P<url>ur[il]|endpoint|curlopt_url|request_?ur[il])|(?P<options>options|config|init|opts)"
)
#: How many arguments of a call we read to tell whether they have names.
_MOST_LOOKED_AT: Final = 8
_OPTION: Final = re.compile(
    r"(?i)method|headers|ur[il]|params|query|qs|json|body|data|form_params|timeout|baseurl|\w*parameters|curlopt_url"
)


class UnknownValue:
    """A value that the file does not show."""


UNSEEN: Final = UnknownValue()


@define(eq=False)
class SourceCall:
    """A request in a source file; places are offsets in the text."""

    #: With holes.
    url: str
    place: int
    method: str | None = None
    #: The header's value, with holes.
    authorization: str | None = None
    authorization_place: int = 0
    params: list[tuple[str, Any, int]] = field(factory=list)
    #: A document that may contain `UNSEEN`; None if the file shows no body.
    body: Any = None
    #: Places of the body's members.
    keys: dict[str, int] = field(factory=dict)
    #: Whether the file shows every member of the body.
    is_whole: bool = True
    #: What the code says about the server if the server is unknown.
    guess: str | None = None
    #: Whether the code sends it; otherwise it is only an address.
    is_sent: bool = False

    def moved(self, by: int) -> SourceCall:
        """Return the same call, with its places relative to the text around the block."""
        self.place += by
        self.authorization_place += by
        self.params = [(name, value, at + by) for name, value, at in self.params]
        self.keys = {name: at + by for name, at in self.keys.items()}
        return self


class Details(Texts):
    """Reads the details of calls in one file."""

    def options_of(self, values: list[int], frame: Frame | None) -> Iterator[tuple[int, Frame | None]]:
        """Yield the objects with options among arguments, and those that are spread in them."""
        for value in values:
            opened = self.object_at(value, frame)
            if opened is not None and any(_OPTION.fullmatch(pair.key) for pair in self.members(opened[0])):
                yield opened
                for one in self.spread_in(opened[0]):
                    inner = self.object_at(one, opened[1])
                    if inner is not None and inner[0] != opened[0]:
                        yield inner

    def spread_in(self, opening: int) -> list[int]:
        """Return values that are spread in an object or a call: `{...options}`, `get(url, **options)`."""
        return [at + 1 for at in self.starts_of(opening) if self.value(at) in ("...", "**")]

    def tell(
        self, call: SourceCall, names: list[str], loose: list[int], ranges: list[tuple[int, int]], frame: Frame | None
    ) -> None:
        """Fill in the details from a call's arguments, its chain and its variables."""
        call.is_sent = True
        first, last = ranges[0]
        told = [(pair, frame) for pair in self._of_chain(first, last)]
        is_known = True
        for opened, inner in self.options_of(loose, frame):
            told += [(pair, inner) for pair in self.members(opened)]
            is_known = is_known and all(self.object_at(one, inner) is not None for one in self.spread_in(opened))
        for at in [at for at in loose if self.name(at) and any(True for _ in self.options_of([at], frame))]:
            told += [(pair, frame) for pair in self._statements(self.name(at), -1, at) if pair.sign == "="]
        before = (
            pair
            for pair in self.pairs_in(first - 7, first)
            if pair.sign in ("=", ":=") and pair.value <= first < pair.value + 4
        )
        target = next(before, None)
        if target is not None:
            told += [(pair, frame) for pair in self._statements(target.key, last)]
        if names[-1].startswith("curl_setopt"):
            told += [(pair, frame) for pair in self._statements(self.name(loose[0]), -1, first)]
        if frame is not None:
            told += [
                (Pair(key, value, value, "="), outer)
                for key, (value, outer) in frame.arguments.items()
                if key not in frame.function.params
            ]
        others = [
            (pair, frame)
            for pair in self._of_others(names, loose, first)
            + [pair for one in ranges[1:] for pair in self.pairs_in(*one)]
        ]
        told += [(pair, inner) for pair, inner in others if role_of(pair) in ("authorization", "headers", "bearer")]
        for pair, inner in _once(told):
            if pair.value < self.count:
                self._listen(call, pair, inner)
        verbs = [verb for at in loose if (verb := self._verb(at, frame))]
        verbs += [found[1].upper() for name in reversed(names) if (found := VERB.fullmatch(name))]
        verbs += [pair.key.upper() for pair, _ in told if VERBS.fullmatch(pair.key.upper()) and pair.sign == "("]
        if call.method is None and (verbs or (is_known and any(map(SENDS.fullmatch, names)))):
            call.method = verbs[0] if verbs else "GET" if call.body is None else "POST"
        if names[-1] == "invokeurl" and call.method not in (None, "GET") and call.params and call.body is None:
            call.body, call.is_whole = {name: value for name, value, _ in call.params}, False
            call.keys, call.params = {name: place for name, _, place in call.params}, []
        for at in loose:
            self._listen_to_argument(call, at, frame)

    def _listen_to_argument(self, call: SourceCall, at: int, frame: Frame | None) -> None:
        """Read an argument without a name: a body, parameters or headers."""
        opened = self.object_at(at, frame)
        keys = {pair.key.lower() for pair in self.members(opened[0])} if opened is not None else set()
        if (
            any(map(_OPTION.fullmatch, keys))
            or not (keys or self._json(at)[0])
            or any(pair.place == at for pair in self.pairs_in(at, at) if pair.sign in (":", "="))
        ):
            return
        role = "body" if call.method in ("POST", "PUT", "PATCH") else "params"
        role = "headers" if not keys.isdisjoint(("authorization", "content-type")) else role
        self._listen(call, Pair(role, at, at, "="), frame)

    def _of_chain(self, first: int, last: int) -> list[Pair]:
        """Return what a call and the calls around it say, except for functions among their arguments."""
        found, behind = list[Pair](), first
        for pair in self.pairs_in(first, last):
            function = self.function_at(pair.place)
            if function is not None and first < function.start and pair.place > function.start:
                behind = max(behind, function.end)
            if pair.place >= behind and (
                pair.sign != "(" or self.parents[pair.place] == self.parents[first] or self.is_dot(pair.place - 1)
            ):
                found.append(pair)
        return found

    def _statements(self, variable: str, behind: int, within: int | None = None) -> list[Pair]:
        """Return what statements say about a variable: `request.method = "PUT"`, `curl_setopt($ch, KEY, value)`."""
        around = (
            self.function_at(within if within is not None else behind) if behind >= 0 or within is not None else None
        )
        first, last = (around.start, around.end) if around is not None else (0, self.count)
        found = list[Pair]()
        for token in self.names.get(variable, ())[:100]:
            if max(first, behind) < token <= last:
                if self.value(token - 1) == "(" and self.value(token + 1) == ",":
                    found += self.pairs_in(token + 1, self.end(token - 1))
                elif self.is_dot(token + 1) or self.value(token + 1) == "[":
                    pairs = self.pairs_in(token + 1, self.chain_end(token))
                    asks = any(pair.sign == "(" and _ASKS.fullmatch(pair.key) for pair in pairs)
                    found += [pair for pair in pairs if not asks or pair.sign == ","]
        return found

    def _of_others(self, names: list[str], loose: list[int], first: int) -> list[Pair]:
        """Return what the code says about the object whose method is called, and about objects that are passed."""
        receiver, found = names[-3:-2], list[Pair]()
        for at in loose:
            for token in range(at, min(self.chain_end(at), at + 8) + 1):
                if self.name(token) and not self.name(token)[:1].isupper():
                    for place, _ in self.values_of([self.name(token)], first, None):
                        inner = [self.name(one) for one in range(place, min(self.chain_end(place), place + 12) + 1)]
                        for name in {self.name(token), *filter(None, inner)}:
                            found += self._statements(name, -1, first)
        for name in receiver:
            found += self._statements(name, -1)
            for place, _ in self.values_of([name], first, None) or self.values_of(["this", name], first, None):
                found += self.pairs_in(place, self.chain_end(place))
        return found

    def _listen(self, call: SourceCall, pair: Pair, frame: Frame | None, depth: int = 0) -> None:
        """Read one named value."""
        role, at, place = role_of(pair), pair.value, self.starts[pair.place]
        if role == "method" and call.method is None:
            call.method = self._verb(at, frame)
        elif role in ("authorization", "bearer") and call.authorization is None:
            text = (
                self._scheme(at, frame)
                if role == "bearer" or (self.value(self.chain_end(at)) == ")" and self.value(at) == "new")
                else self.text(at, frame)
            )
            if text and not HOLES.match(text):
                call.authorization, call.authorization_place = text, place
        elif role == "headers" and depth < 4:
            self._listen_to_headers(call, at, frame, depth)
        elif role == "params":
            opened = self.object_at(at, frame) or (at, frame)
            chained = [one for one in self.pairs_in(opened[0], self.chain_end(opened[0])) if one.sign == ","]
            own = self.members(opened[0]) if opened[0] in self.arguments else []
            members = [*own, *(() if own else chained), *self._added(at)]
            call.params += [(one.key, self.document(one.value, opened[1]), self.starts[one.place]) for one in members]
        elif role == "body" and call.body is None and pair.sign != ",":
            self._embody(call, at, frame)

    def _scheme(self, at: int, frame: Frame | None) -> str:
        """Return what `withToken(token, "Bearer")` and `new AuthenticationHeaderValue("Bearer", token)` send."""
        opening = self.parents[at] if self.value(at) != "new" else at + 2
        words = [self.text(one, frame) for one in self.starts_of(opening)[:2]]
        return next((word for word in words if not HOLES.match(word)), "Bearer") + " " + self.hole()

    def _listen_to_headers(self, call: SourceCall, at: int, frame: Frame | None, depth: int) -> None:
        opened = self.object_at(at, frame)
        members = self.members(opened[0]) if opened is not None else []
        inner = opened[1] if opened is not None else None
        for pair in [*members, *self._added(at)]:
            if role_of(pair) == "authorization":
                self._listen(call, pair, inner, depth + 1)
        for one in self.starts_of(opened[0]) if opened is not None else ():
            if self.value(one) in ("...", "**"):
                self._listen_to_headers(call, one + 1, inner, depth + 1) if depth < 4 else None
            elif self.kind(one) in "so" and (line := re.fullmatch(r"(?i)authorization:\s*(.*)", self.text(one, inner))):
                call.authorization, call.authorization_place = line[1], self.starts[one]

    def _verb(self, at: int, frame: Frame | None) -> str | None:
        """Return the method that a value means: "PUT", `HttpMethod.Put`, `:put`, or a parameter with such a value."""
        last = self.chain_end(at + (self.value(at) in (":", ".")))
        word = self.values[last].upper().removeprefix("METHOD") if last < self.count else ""
        if not VERBS.fullmatch(word) and self.kind(at) == "n":
            word = self.text(at, frame).upper()
        return word if VERBS.fullmatch(word) else None

    def object_at(self, at: int, frame: Frame | None, depth: int = 0) -> tuple[int, Frame | None] | None:
        """Return the bracket of a value's object, following names, functions and `JSON.stringify(...)`."""
        while self.value(at) in ("new", "await", "...", "**", "@", "&", "("):
            at += 1
        self.steps += 1
        if self.steps > MOST_STEPS:
            return None
        if depth > 6 or at >= self.count or self.value(at) in ("{", "["):
            return (at, frame) if depth <= 6 and at < self.count else None
        last, names = at, [self.name(at)]
        if not names[0]:
            return None
        while self.is_dot(last + 1) and self.name(last + 2):
            last += 2
            names.append(self.name(last))
        braces = (token for token in range(last + 1, min(last + 9, self.count)) if self.value(token) == "{")
        brace = next(braces, 0)
        if brace and all(
            self.kinds[token] == "n" or self.value(token) in ("<", ">", "[", "]", ",", "(", ")")
            for token in range(last + 1, brace)
        ):
            return brace, frame
        opening = self.behind_types(last + 1)
        if self.value(opening) == "[":
            return None
        if self.value(opening) == "(":
            function = self.by_name.get(names[-1])
            if function is not None and function.result is not None and not function.start <= at <= function.end:
                return self.object_at(function.result, self.frame(function, opening, frame), depth + 1)
            is_object = (
                any(map(self.named, self.starts_of(opening)[:_MOST_LOOKED_AT]))
                or names[-1] in ("of", "array", "mapOf")
                or opening + 1 == self.end(opening)
            )
            return (opening, frame) if is_object else self.object_at(opening + 1, frame, depth + 1)
        found = (self.object_at(place, inner, depth + 1) for place, inner in self.values_of(names, at, frame))
        return next((one for one in found if one is not None), None)

    def _added(self, at: int) -> list[Pair]:
        """Return the members that earlier statements add to an object with a name."""
        last = at
        while self.is_dot(last + 1) and self.name(last + 2) and self.value(last + 3) != "(":
            last += 2
        if last != at:  # a member, which other functions may have filled
            return [pair for pair in self._statements(self.name(last), -1) if self.value(pair.place - 1) == "["]
        pairs = self._statements(self.name(at), -1, at) if self.name(at) else []
        return [
            pair
            for pair in pairs
            if self.kinds[pair.place] == "s" and pair.place < at and self.value(pair.place - 1) in ("(", "[")
        ]

    def _json(self, at: int, depth: int = 0) -> tuple[str, int]:
        """Return a JSON text in a value, and its token; "" if there is none."""
        for token in range(at, min(self.chain_end(at), at + 30) + 1):
            if self.kinds[token] in "so":
                text = self.text(token)
                return (text if text.lstrip().startswith("{") else ""), token
        is_name = self.name(at) and depth < 3 and self.value(at + 1) != "("
        places = self.values_of([self.name(at)], at, None) if is_name else []
        return self._json(places[0][0], depth + 1) if places else ("", at)

    def _embody(self, call: SourceCall, at: int, frame: Frame | None) -> None:
        opened = self.object_at(at, frame)
        if opened is None:
            text, token = self._json(at)
            call.body = document_of(text)
            call.keys = dict.fromkeys(call.body if isinstance(call.body, dict) else (), self.starts[token])
            return
        members = [*self.members(opened[0]), *self._added(at)]
        starts = self.starts_of(opened[0])
        if members or not starts:
            call.keys = {pair.key: self.starts[pair.place] for pair in members}
            call.is_whole = len(starts) <= len(members) and at <= opened[0] <= self.chain_end(at)
            call.body = {pair.key: self.document(pair.value, opened[1]) for pair in members}

    def document(self, at: int, frame: Frame | None, depth: int = 0) -> Any:
        """Return the document of a literal, with `UNSEEN` in place of values that it does not show."""
        behind = self.chain_end(min(at, self.count - 1)) + 1
        if depth > 12 or not (
            (self.value(behind) in (",", "}", "]", ")", ";", "") and self.kind(behind) not in "so")
            or self.has_break(behind)
        ):
            return UNSEEN
        is_named = self.kind(at) == "n" and self.value(behind - 1) not in ("]", ")")
        opened = self.object_at(at, frame) if self.value(at) in ("{", "[") or is_named else None
        if opened is not None and self.value(opened[0]) in ("{", "["):
            members = self.members(opened[0])
            if self.value(opened[0]) == "[" and not members:
                return [self.document(one, opened[1], depth + 1) for one in self.starts_of(opened[0])]
            return {pair.key: self.document(pair.value, opened[1], depth + 1) for pair in members}
        if self.kind(at) in "so":
            text = self.text(at, frame)
            return UNSEEN if HOLES.search(text) else text
        word = self.values[at] if at < self.count else ""
        if re.fullmatch(r"\d+(?:\.\d+)?", word):
            return float(word) if "." in word else int(word)
        return word.lower() == "true" if word.lower() in ("true", "false") else UNSEEN


def _once(told: list[tuple[Pair, Frame | None]]) -> list[tuple[Pair, Frame | None]]:
    """Return the details, each only once."""
    return list({(pair.place, pair.key): (pair, frame) for pair, frame in reversed(told)}.values())[::-1]


def role_of(pair: Pair) -> str | None:
    """Return the role of a value by the name of its pair."""
    found = _ROLE.fullmatch(pair.key)
    return found.lastgroup if found is not None else None


def document_of(text: str) -> Any:
    """Return the document of a JSON text with holes, None if it is not JSON."""
    bare = re.sub("(?<=[:\\[,])(\\s*)[\U000f0000-\U0010fffd]+(?=\\s*[,}\\]])", '\\1"\U000f0000"', text)
    try:
        return _with_unseen(json.loads(bare))
    except (ValueError, RecursionError):
        return None


def _with_unseen(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_unseen(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_with_unseen(item) for item in value]
    return UNSEEN if isinstance(value, str) and HOLES.search(value) else value
