"""Names: the functions of a file, and the values of its names."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final, NamedTuple

from attrs import define

from salesiq_validate.sources.code import Code
from salesiq_validate.sources.languages import GO, JS, PYTHON, RUBY

#: How many tokens and links of a chain we read together; no handwritten call has more.
MOST: Final = 2_000
MOST_LINKS: Final = 60
_DEFINES: Final = re.compile(r"def|function|func|fun|fn|sub")
_CONTROL: Final = re.compile(
    r"|if|for|while|switch|catch|return|else|elif|with|when|match|foreach|until|unless|and|or|not|in|async|new|await"
)
_NO_DEFINITION: Final = re.compile(r"\.|->|\?\.?|new|::|=|\(|return|await|throw")
_IN_RESULT: Final = re.compile(r"[:<>|.?*\[(]|->")
_BY_INDENT: Final = (PYTHON, RUBY)


@define(eq=False)
class Function:
    """A function of the file."""

    name: str
    params: list[str]
    #: The bracket of its parameters.
    start: int
    end: int
    #: The beginning of its return value.
    result: int | None = None
    outer: Function | None = None


class Frame(NamedTuple):
    """One call of a function in the file: where its arguments begin, and the frame in which to read them."""

    function: Function
    arguments: Mapping[str, tuple[int, Frame | None]]


class Assignment(NamedTuple):
    """An assignment of a value to a name; a parameter has no value."""

    place: int
    value: int | None
    function: Function | None
    #: The object that has this member: "self", "config"; "" for a member of something else, None for a variable.
    holder: str | None


class Names(Code):
    """The values of the names of one file."""

    @cached_property
    def functions(self) -> list[Function]:
        """The functions of the file in their order."""
        made = (self._function(token) for token in range(self.count) if self.value(token) in ("(", "=>"))
        found = sorted((one for one in made if one is not None), key=lambda one: (one.start, -one.end))
        around: list[Function] = []
        for function in found:
            while around and around[-1].end < function.end:
                around.pop()
            function.outer = around[-1] if around else None
            around.append(function)
        return found

    @cached_property
    def by_name(self) -> dict[str, Function]:
        """The functions by name, the first of each."""
        return {function.name: function for function in reversed(self.functions) if function.name}

    def _function(self, start: int) -> Function | None:
        """Return the function whose parameters begin at a bracket, or whose only parameter is before an arrow."""
        if self.value(start) == "=>":
            if (
                self.language is not JS
                or not self.name(start - 1)
                or self.value(start - 2) not in ("=", "(", ",", ":", "async")
            ):
                return None
            start, body, params = start - 1, start, [self.name(start - 1)]
        else:
            body, params = (
                self._body(self.end(start) + 1) if self.end(start) > start else self.count,
                list(self._params(start)),
            )
        head = start - 1
        if self.value(head) == ">":  # request<T>(
            head = next((token - 1 for token in range(head, max(head - 8, 0), -1) if self.value(token) == "<"), head)
        name, before = self.name(head), self.value(head - 1)
        is_defined = _DEFINES.fullmatch(before) or _DEFINES.fullmatch(name)
        if before == ")" and self.language is GO:
            is_defined = _DEFINES.fullmatch(self.value(self.other.get(head - 1, 0) - 1))
        is_plain = self.language not in _BY_INDENT and self.value(body) == "{" and not _NO_DEFINITION.fullmatch(before)
        is_plain = is_plain and self.value(head)[:1] != "@"
        if body >= self.count or not (
            is_defined or self.value(body) == "=>" or (is_plain and not _CONTROL.fullmatch(name))
        ):
            return None
        if _DEFINES.fullmatch(name) or _CONTROL.fullmatch(name):  # named by assignment
            while self.value(head) in ("async", "(") or _DEFINES.fullmatch(self.value(head)):
                head -= 1
            name = self.name(head - 1) if self.value(head) in ("=", ":") else ""
        end = self._end(start, body)
        returns = bisect_left(self.names.get("return", []), body), self.names.get("return", [])
        result = next(iter(returns[1][returns[0] : returns[0] + 1]), end) + 1
        if self.value(body) in ("=>", "=") and self.value(body + 1) != "{":
            result = body + 1
        return Function(name, params, start, end, result if result <= end else None)

    def _body(self, at: int) -> int:
        """Return the brace, arrow, sign or line end after a function's parameters; the last token if there is none."""
        token = at
        while token < min(at + 30, self.count):
            if self.value(token) in ("{", "=>", "=") or (
                self.language in _BY_INDENT and token > at - (self.value(at) != ":") and self.has_break(token)
            ):
                return token
            if self.kinds[token] != "n" and (
                not _IN_RESULT.fullmatch(self.value(token)) or (self.value(token) == "(" and self.language is not GO)
            ):
                break
            token = self.end(token) + 1 if self.value(token) == "(" else token + 1
        return self.count

    def _params(self, opening: int) -> Iterator[str]:
        for at in self.arguments[opening][:30]:
            token, names = at, []
            while token < self.end(opening) and self.value(token) not in (",", "=", ":", "?"):
                names += [self.name(token)] if self.name(token) else []
                token = self.end(token) + 1
            if names and names[-1] not in ("self", "cls"):
                yield names[0 if self.language is GO else -1]

    def _end(self, start: int, body: int) -> int:
        if self.language not in _BY_INDENT:
            opening = body if self.value(body) == "{" else body + 1
            return self.end(opening) if self.value(opening) == "{" else self.chain_end(opening)
        indent, lines = self.indent(start), self._line_starts
        for token in lines[bisect_right(lines, body - 1) :]:
            if self.indent(token) <= indent and self.parents[token] == self.parents[start] and token > body:
                return token - 1
        return self.count - 1

    @cached_property
    def _line_starts(self) -> list[int]:
        return [token for token in range(self.count) if self.has_break(token)]

    @cached_property
    def _function_starts(self) -> list[int]:
        return [function.start for function in self.functions]

    def function_at(self, token: int) -> Function | None:
        """Return the innermost function around a token."""
        index = bisect_right(self._function_starts, token) - 1
        function = self.functions[index] if index >= 0 else None
        while function is not None and function.end < token:
            function = function.outer
        return function

    @cached_property
    def given(self) -> dict[str, list[Assignment]]:
        """Every assignment to a name, in the order of the file."""
        found: dict[str, list[Assignment]] = defaultdict(list)
        for function in self.functions:
            for name in function.params:
                found[name].append(Assignment(function.start, None, function, None))
        for pair in self.pairs:
            parent = self.parents[pair.place]
            bracket, around = self.value(parent), self.function_at(pair.place)
            is_defined = pair.sign == "," and self.name(parent - 1) == "define"
            if (pair.sign in ("(", ",", "", "to") and not is_defined) or (
                pair.sign in (":", "=>") and bracket not in ("{", "[") and self.kind(pair.place - 1) != "n"
            ):
                continue
            is_param = around is not None and around.start == parent
            if bracket == "(" and not is_param and not is_defined and self.value(parent - 1) not in ("const", "var"):
                continue
            holder = self._holder(parent) if pair.sign in (":", "=>") and self.kind(pair.place - 1) != "n" else None
            if self.is_dot(pair.place - 1) or self.values[pair.place][:1] == "@":
                holder = self.name(pair.place - 2) if self.is_dot(pair.place - 1) else "self"
            found[pair.key].append(Assignment(pair.place, pair.value, around, holder))
        for at in self.names.get("as", ()) if self.language is PYTHON else ():  # with ... as name
            value = next((token + 1 for token in range(at, max(at - 60, 0), -1) if self.value(token) == "with"), at)
            found[self.name(at + 1)].append(Assignment(at + 1, value, self.function_at(at), None))
        for several in found.values():
            several.sort(key=lambda one: one.place)
        return found

    def _holder(self, bracket: int) -> str:
        """Return the name of the object in a bracket."""
        while bracket > 1 and self.value(bracket - 1) not in ("=", ":", "=>") and not self.name(bracket - 1):
            bracket = self.parents[bracket]
        return self.name(bracket - 2) if bracket > 1 and self.value(bracket - 1) in ("=", ":", "=>") else ""

    def values_of(self, names: list[str], at: int, frame: Frame | None) -> list[tuple[int, Frame | None]]:
        """Return the places of a name's possible values, the most likely first; none if no value is known."""
        known = self.given.get(names[-1], [])
        if len(names) > 1:
            return self._members_of(names[-2], names[-1], frame, known[:200])
        function = self.function_at(at)
        while function is not None:
            if frame is not None and frame.function is function and names[0] in frame.arguments:
                return [frame.arguments[names[0]]]
            function = function.outer
        index = bisect_left(known, at, key=lambda one: one.place)
        before = (one for one in reversed(known[max(index - 100, 0) : index]) if one.value != at)
        for one in [*before, *known[index : index + 20]]:
            inside = one.function is None or one.function.start <= at <= one.function.end
            if (inside and one.holder is None) or (
                one.holder in ("self", "this") and one.function is not None and not inside
            ):
                return [] if one.value is None else [(one.value, frame)]
        return []

    def _members_of(
        self, holder: str, name: str, frame: Frame | None, known: list[Assignment]
    ) -> list[tuple[int, Frame | None]]:
        if frame is not None and holder in frame.arguments:
            place, outer = frame.arguments[holder]
            members = self.members(place) if self.value(place) == "{" else []
            return [(one.value, outer) for one in members if one.key == name]
        is_own = holder in ("this", "self", "cls", "static", "")
        mine = [one for one in known if one.holder == holder or (is_own and self._is_field(one))]
        is_loose = is_own or holder[:1].isupper() or self.language is GO
        found = mine or ([one for one in known if one.holder is not None or one.function is None] if is_loose else [])
        getter = self.by_name.get(name)
        if not found and is_own and getter is not None and getter.result is not None and not getter.params:
            return [(getter.result, None)]
        return [(one.value, None) for one in found[:8] if one.value is not None]

    def _is_field(self, given: Assignment) -> bool:
        """Tell whether a name belongs to a class: it is outside of functions, or an argument of the constructor."""
        function = given.function
        return given.holder is None and (function is None or function.name in ("constructor", "__construct"))

    # -- chains of members and calls

    def chain_start(self, token: int) -> int:
        """Return the first token of the chain of names, calls and indices that a token belongs to."""
        first = token
        for _ in range(MOST_LINKS):
            before = first - 1
            if before < 0:
                break
            if self.is_dot(before) or (self.value(before) == "new" and self.kind(first) == "n"):
                first = before
            elif self.is_dot(first) or self.value(first) in ("(", "["):
                if not (
                    self.kinds[before] in "ncs" or self.value(before) in (")", "]", "}", ">", "!")
                ) or _CONTROL.fullmatch(self.value(before) or "x"):
                    break
                types = next((at for at in range(before, max(before - 9, 0), -1) if self.value(at) == "<"), before)
                first = types if self.value(before) == ">" else min(self.other.get(before, before), before)
            else:
                break
        return first

    def chain_end(self, token: int) -> int:
        """Return the last token of the chain that begins at a token."""
        last = self.end(token)
        for _ in range(MOST_LINKS):
            follows = last + 1
            if follows >= self.count:
                break
            if self.is_dot(follows) or self.value(last) in ("new", "await", "&"):
                last = self.end(follows + self.is_dot(follows))
            elif self.value(follows) == "!" or (self.value(follows) in ("(", "[") and not self.has_break(follows)):
                last = self.end(follows)
            elif self.value(follows) == "<" and (behind := self.behind_types(follows)) > follows:
                last = behind - 1
            elif self.value(follows) == "{" and self.name(last) and self.value(token) in ("new", "map", "&"):
                last = self.end(follows)
            else:
                break
        return last

    def behind_types(self, at: int) -> int:
        """Return the bracket after `<Type>` if a call follows, or else the same token."""
        for token in range(at + 1, min(at + 12, self.count)) if self.value(at) == "<" else ():
            if self.value(token) == ">" and self.value(token + 1) == "(":
                return token + 1
        return at
