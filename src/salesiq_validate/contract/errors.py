"""ErrorCatalogue: SalesIQ's error codes, with meaning and advice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Literal, TypeAlias

from attrs import frozen

from salesiq_validate.contract.files import read_schema_file
from salesiq_validate.exceptions import UnknownName
from salesiq_validate.finding import Basis, SalesIQError

#: The message of a code if only its number is known.
UNKNOWN_MESSAGE: Final = "(its message is not known)"

#: Whether the same request may be sent again: never, with a new access token, after a pause, or once more.
Retry: TypeAlias = Literal["never", "after-refresh", "after-wait", "once"]
#: What must change before a request succeeds: the request, its token or role, the portal's records or plan, or nothing.
FaultOf: TypeAlias = Literal["request", "credentials", "portal", "server"]
CodeStatus: TypeAlias = Literal["documented", "page-specific", "observed", "legacy", "extension"]


@frozen
class CatalogueEntry:
    """One SalesIQ error code."""

    code: int
    #: As the page prints it, quirks included.
    message: str
    meaning: str
    #: What to do when SalesIQ answers with this code.
    advice: str
    #: "never" if nothing is known.
    retry: Retry = "never"
    fault: FaultOf = "request"
    #: How certain retry and fault are.
    retry_basis: Basis = Basis.INFERRED
    #: The rank of this check among SalesIQ's checks; None if the place in the query or body decides.
    turn: int | None = None
    #: Whether the request alone causes it, whatever the portal contains.
    earned_by_form: bool = False
    #: SalesIQ's own name for it; None if the page gives none.
    name: str | None = None
    #: Other wordings that were documented or seen.
    variants: tuple[str, ...] = ()
    #: Which of json_key, param and header its envelope may hold.
    optional_keys: frozenset[str] = frozenset()
    #: Further keys that were seen in its envelopes.
    observed_keys: frozenset[str] = frozenset()
    category: str = ""
    #: Address of the page, or of the place where it was seen.
    source: str = ""
    #: The day on which the source was read; empty if not recorded.
    read: str = ""
    basis: Basis = Basis.DOCUMENTED
    status: CodeStatus = "documented"
    #: Codes of our rules that predict it.
    predicted_by: tuple[str, ...] = ()
    #: Why no rule can predict it; None if a rule does.
    server_only: str | None = None
    #: The operations it belongs to; empty for the general codes.
    operations: tuple[str, ...] = ()

    @classmethod
    def from_document(cls, document: Mapping[str, Any], *, read: str = "") -> CatalogueEntry:
        return cls(
            code=document["code"],
            message=document.get("message", UNKNOWN_MESSAGE),
            meaning=document.get("meaning", ""),
            advice=document.get("advice", ""),
            retry=document.get("retry", "never"),
            fault=document.get("fault", "request"),
            retry_basis=Basis(document.get("retry_basis", "inferred")),
            turn=document.get("turn"),
            earned_by_form=document.get("earned_by_form", False),
            name=document.get("name"),
            variants=tuple(document.get("variants", ())),
            optional_keys=frozenset(document.get("optional_keys", ())),
            observed_keys=frozenset(document.get("observed_keys", ())),
            category=document.get("category", ""),
            source=document.get("source", ""),
            read=document.get("read", read),
            basis=Basis(document.get("basis", "documented")),
            status=document.get("status", "documented"),
            predicted_by=tuple(document.get("predicted_by", ())),
            server_only=document.get("server_only"),
            operations=tuple(document.get("operations", ())),
        )

    def says(self, message: str) -> bool:
        """Tell whether a message belongs to this code; case, blanks and a final full stop do not count."""
        return message == self.message or _plain(message) in {_plain(known) for known in (self.message, *self.variants)}


class ErrorCatalogue(Mapping[int, CatalogueEntry]):
    """All known SalesIQ error codes, by number: `ErrorCatalogue()[1007].meaning`.

    Arguments:
        entries: entries to use instead of the shipped ones; extension files add theirs through `extended`.
    """

    def __init__(self, entries: Iterable[CatalogueEntry] | None = None) -> None:
        if entries is None:
            document = read_schema_file("errors.json")
            entries = (CatalogueEntry.from_document(entry, read=document["read"]) for entry in document["errors"])
        self._entries = {entry.code: entry for entry in entries}

    def extended(self, entries: Iterable[CatalogueEntry]) -> ErrorCatalogue:
        """Return a catalogue with further codes; a new entry replaces an existing one with the same code."""
        return ErrorCatalogue([*self._entries.values(), *entries])

    def __getitem__(self, code: int) -> CatalogueEntry:
        return self._entries[code]

    def __iter__(self) -> Iterator[int]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __repr__(self) -> str:
        return f"<ErrorCatalogue of {len(self)} codes>"

    def find(self, code: int) -> CatalogueEntry:
        """Return the entry of a code that a user named.

        Raises:
            UnknownName: there is no such code; the exception names the nearest ones.
        """
        try:
            return self._entries[code]
        except KeyError:
            raise UnknownName("SalesIQ error code", str(code), tuple(map(str, self._entries))) from None

    def error(
        self, code: int, *, json_key: str | None = None, param: str | None = None, header: str | None = None
    ) -> SalesIQError:
        """Build the error that SalesIQ sends for a code; keys that the code cannot have are left out.

        Raises:
            UnknownName: there is no such code.
        """
        entry = self.find(code)
        may = entry.optional_keys
        return SalesIQError(
            code,
            entry.message,
            json_key if "json_key" in may else None,
            param if "param" in may else None,
            header if "header" in may else None,
            turn=entry.turn,
        )


def _plain(message: str) -> str:
    return message.casefold().strip().rstrip(".!").replace("datatypes", "datatype")
