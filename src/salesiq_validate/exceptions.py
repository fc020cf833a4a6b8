"""Exceptions: problems in the use of the tool, each named after its situation.

A problem in the traffic is not an exception but a `salesiq_validate.Finding`.
Two exceptions with findings are elsewhere: `finding.InvalidExchange`, which `Report.raise_for_errors` raises on
request, and `clients.SalesIQRefusal`.
They are plain classes, because every start-up creates them all, and attrs takes thirty times as long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable


#: How many known names a message lists if none of them is near.
_FEW: Final = 12


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return `" Did you mean 'x'?"` with the nearest known name, or an empty text.

    A beginning of a name counts as near to that name, however short it is.
    """
    import difflib  # here, because only a mistake needs it

    names = sorted(known)
    begun = [other for other in names if len(name) > 2 and other.lower().startswith(name.lower())]
    nearest = [min(begun, key=len)] if begun else difflib.get_close_matches(name, names, n=1)
    return f" Did you mean {nearest[0]!r}?" if nearest else ""


class SalesIQValidateError(Exception):
    """Base of all exceptions that this package raises on purpose; instances compare by their content."""

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.args == self.args

    def __hash__(self) -> int:
        return hash((type(self), self.args))

    # For pickling between processes: the arguments hold everything that an exception says.
    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), self.args)


class MalformedKeyPath(SalesIQValidateError):
    """A text does not follow SalesIQ's syntax of paths."""

    def __init__(self, offset: int, expected: str) -> None:
        super().__init__(offset, expected)
        #: Character offset at which the text stops being a path.
        self.offset = offset
        #: What the grammar expects there, in our words.
        self.expected = expected

    def __str__(self) -> str:
        return (
            f"this is not a SalesIQ path: at character {self.offset} {self.expected}. "
            "Examples of paths: department.status, app_ids[0], operators[1].name"
        )


class PathToNowhere(SalesIQValidateError):
    """A path names a place that the document does not have."""

    def __init__(self, followed: int, obstacle: str) -> None:
        super().__init__(followed, obstacle)
        #: How many segments of the path could be followed.
        self.followed = followed
        #: The obstacle, in our words: "a string has no members".
        self.obstacle = obstacle

    def __str__(self) -> str:
        return f"the document does not have this path: after {self.followed} of its segments {self.obstacle}"


class SchemaNotUsable(SalesIQValidateError):
    """A JSON Schema cannot be used to judge bodies."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        #: What is wrong with it and what to do, without values from the schema's examples.
        self.reason = reason

    def __str__(self) -> str:
        return f"this JSON Schema cannot be used: {self.reason}"


class UnknownName(SalesIQValidateError):
    """An option names something that does not exist."""

    def __init__(self, kind: str, name: str, known: tuple[str, ...]) -> None:
        name = str(name)  # an argument may be anything
        super().__init__(kind, name, known)
        #: The kind of name: "rule", "operation", "data centre", "error code".
        self.kind = kind
        self.name = name
        self.known = known

    def __str__(self) -> str:
        nearest = did_you_mean(self.name, self.known)
        if not nearest and len(self.known) == 1:
            nearest = f" Did you mean {self.known[0]!r}?"
        elif not nearest and 0 < len(self.known) <= _FEW:
            nearest = f" There are {', '.join(self.known)}."
        return f"there is no {self.kind} {self.name!r}.{nearest}"


class UnusableExtension(SalesIQValidateError):
    """An extension file does not have the form of an operations file."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(source, reason)
        #: File name or "<argument>".
        self.source = source
        self.reason = reason

    def __str__(self) -> str:
        return f"the extension file {self.source} cannot be used: {self.reason}"


class UnusableRule(SalesIQValidateError):
    """An installed package names a rule that cannot be used, or the rule fails."""

    def __init__(self, package: str, code: str, reason: str) -> None:
        super().__init__(package, code, reason)
        self.package = package
        self.code = code
        self.reason = reason

    def __str__(self) -> str:
        return (
            f"the rule {self.code} of the package {self.package} cannot be used: {self.reason}. "
            "Correct or uninstall the package, or do not select the rule"
        )


class UnusableArgument(SalesIQValidateError):
    """A call combines arguments that exclude each other, or passes a value of the wrong kind."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


class MissingExtra(SalesIQValidateError):
    """An optional dependency is not installed."""

    def __init__(self, purpose: str, package: str, extra: str) -> None:
        super().__init__(purpose, package, extra)
        #: The purpose: "reading VCR cassettes".
        self.purpose = purpose
        self.package = package
        self.extra = extra

    def __str__(self) -> str:
        return (
            f"{self.purpose} needs the package {self.package}; install it with: "
            f"python -m pip install 'salesiq-validate[{self.extra}]'"
        )


class UnreadableRecording(SalesIQValidateError):
    """A file cannot be read as a recording, or not to its end."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(file, reason)
        #: As given: a path, or "-" for standard input.
        self.file = file
        #: What is wrong, in our words and without anything from the file.
        self.reason = reason

    def __str__(self) -> str:
        return f"cannot read {self.file}: {self.reason}"


class EmptyRecording(UnreadableRecording):
    """A file is empty or has only blanks, so its format is unknown."""

    def __init__(self, file: str, reason: str = "it is empty") -> None:
        super().__init__(file, reason)


class UnusableConfig(SalesIQValidateError):
    """A configuration file cannot be read, or has a key or value that does not exist."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(file, reason)
        #: The file's path.
        self.file = file
        #: Where and what is wrong, and what to do.
        self.reason = reason

    def __str__(self) -> str:
        return f"the configuration in {self.file} cannot be used: {self.reason}"


class SalesIQWarning(UserWarning):
    """A finding, if a client hook or the pytest plugin only warns."""


class UnusableBaseline(SalesIQValidateError):
    """A baseline file cannot be read or written, or is not a baseline."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(file, reason)
        self.file = file
        self.reason = reason

    def __str__(self) -> str:
        return f"the baseline {self.file} cannot be used: {self.reason}"
