"""Operation: the contract of one call of the API, as a frozen value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from attrs import field, frozen

from salesiq_validate.contract.files import read_schema_file
from salesiq_validate.finding import Basis

#: A JSON Schema in our subset, as written in schemas/operations/.
Schema: TypeAlias = Mapping[str, Any]

BASIS_MARK: Final = "x-salesiq-basis"

#: The media type of an answer that consists of a file.
FILE: Final = "application/octet-stream"


def basis_of(schema: Schema, keyword: str) -> Basis:
    """Return how sure one keyword of a schema or parameter is; a keyword without a mark is documented."""
    mark = schema.get(BASIS_MARK, {}).get(keyword)
    return Basis.DOCUMENTED if mark is None else Basis(mark)


@frozen(eq=False, repr=False)
class Parameter:
    """One parameter in the path, the query or a header."""

    name: str
    location: Literal["path", "query", "header"]
    required: bool
    #: Describes the decoded value: integer, boolean, string, array.
    schema: Schema
    #: "text": one plain value; "comma": a list joined by commas; "json": encoded JSON.
    serialisation: Literal["text", "comma", "json"] = "text"
    description: str = ""
    #: Whether the page also shows it as a key of the body; either place will do.
    also_in_body: bool = False
    #: Basis of the parameter's own facts, by keyword (`required`, `type`, ...).
    basis: Mapping[str, str] = field(factory=dict)

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Parameter:
        serialisation: Literal["text", "comma", "json"] = "text"
        schema = document.get("schema")
        if schema is None:
            schema = document["content"]["application/json"]["schema"]
            serialisation = "json"
        elif schema.get("type") == "array" and document.get("explode") is False:
            serialisation = "comma"
        return cls(
            name=document["name"],
            location=document["in"],
            required=document.get("required", False),
            schema=schema,
            serialisation=serialisation,
            description=document.get("description", ""),
            also_in_body=document.get("x-salesiq-also-in") == "body",
            basis=document.get(BASIS_MARK, {}),
        )


@frozen(eq=False, repr=False)
class When:
    """Marks that distinguish an operation from others with the same method and path; one mark is enough."""

    #: Keys of the JSON body.
    body: frozenset[str] = frozenset()
    #: Query parameters, each with its required value; None allows any value.
    query: Mapping[str, str | None] = field(factory=dict)
    #: The name of a request header in lower case, and its required value; None allows any value.
    header: tuple[str, str | None] | None = None

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> When:
        header = None
        if "header" in document:
            name, colon, value = document["header"].partition(":")
            header = (name.lower(), value.strip() if colon else None)
        return cls(frozenset(document.get("body", ())), document.get("query", {}), header)

    def holds(self, body_keys: Iterable[str], query: Mapping[str, object], headers: Mapping[str, str]) -> bool:
        """Tell whether a request has one of the marks; the names in `headers` are in lower case."""
        if not self.body.isdisjoint(body_keys):
            return True
        for name, value in self.query.items():
            if name in query and (value is None or query[name] == value):
                return True
        if self.header is None or self.header[0] not in headers:
            return False
        wanted = self.header[1]
        return wanted is None or wanted.lower() in headers[self.header[0]].lower()


class PageCode(NamedTuple):
    """An error code that one operation's page lists in addition to the general codes."""

    code: int
    message: str
    meaning: str = ""


@frozen(eq=False, repr=False)
class Operation:
    """One documented call, such as create_department. Compared by identity; `id` is unique within a catalogue."""

    #: operationId.
    id: str
    method: str
    #: Path template; None if no page shows the path, so that no URL leads to the operation.
    path: str | None
    #: Other documented spellings of the path.
    aliases: tuple[str, ...]
    #: Name of the resource, and of its file in schemas/operations/.
    resource: str
    summary: str
    when: When | None
    parameters: tuple[Parameter, ...]
    #: Schemas by media type; empty if the operation has no body.
    bodies: Mapping[str, Schema]
    body_required: bool
    #: Each item is one sufficient set of scopes. Empty if the scope is not documented.
    scopes: tuple[tuple[str, ...], ...]
    #: Documented values of the envelope's `object`; empty if unknown.
    objects: tuple[str, ...]
    #: Schema of `data` in a success; None if nothing is known.
    data: Schema | None
    #: Whether a success may come without any body.
    empty_response: bool
    #: Whether a success may come without the envelope around its data.
    bare_answer: bool
    #: Basis of `method`, `path`, `content_type`, `scopes`.
    basis: Mapping[str, str]
    #: Whether the whole page was seen; `missing` says what was not.
    complete: bool
    missing: tuple[str, ...]
    notes: tuple[str, ...]
    #: Address of the page that states these facts.
    source: str
    #: The day on which the page was read (2026-11-29); empty if not recorded.
    read: str
    errors: tuple[PageCode, ...]
    #: The operation as written in its file, for facts that only some readers need.
    document: Mapping[str, Any]
    #: Schemas that the file's operations share; "#/schemas/NAME" refers to them.
    definitions: Mapping[str, Schema]
    #: The file's list of fields that criteria may test; None if it has none.
    criteria: Mapping[str, Any] | None = None
    #: Whether a success is a file; nothing is known of its content.
    file_answer: bool = False

    @classmethod
    def from_document(
        cls,
        document: Mapping[str, Any],
        *,
        resource: str,
        definitions: Mapping[str, Schema],
        criteria: Mapping[str, Any] | None = None,
        read: str = "",
    ) -> Operation:
        """Read an operation from a document, which must already follow operations.schema.json.

        Arguments:
            read: the day on which the pages of the file were read.
        """
        request = document.get("requestBody", {})
        success = document.get("responses", {}).get("200", {})
        objects = success.get("x-salesiq-object", ())
        return cls(
            id=document["operationId"],
            method=document["method"],
            path=document["path"],
            aliases=tuple(document.get("aliases", ())),
            resource=resource,
            summary=document.get("summary", ""),
            when=When.from_document(document["when"]) if "when" in document else None,
            parameters=tuple(Parameter.from_document(parameter) for parameter in document.get("parameters", ())),
            bodies={media: content["schema"] for media, content in request.get("content", {}).items()},
            body_required=request.get("required", False),
            scopes=tuple(tuple(way["oauth2"]) for way in document.get("security", ()) if "oauth2" in way),
            objects=(objects,) if isinstance(objects, str) else tuple(objects),
            data=success.get("content", {}).get("application/json", {}).get("schema"),
            empty_response=success.get("x-salesiq-empty-body", False),
            bare_answer="x-salesiq-not-an-envelope" in success,
            basis=document.get(BASIS_MARK, {}),
            complete=document.get("x-salesiq-complete", True),
            missing=tuple(document.get("x-salesiq-missing", ())),
            notes=tuple(document.get("x-salesiq-notes", ())),
            source=document.get("externalDocs", {}).get("url", ""),
            read=document.get("x-salesiq-read", read),
            errors=tuple(
                PageCode(error["code"], error["message"], error.get("meaning", ""))
                for error in document.get("x-salesiq-errors", ())
            ),
            document=document,
            definitions=definitions,
            criteria=criteria,
            file_answer=FILE in success.get("content", ()),
        )

    @property
    def is_repeatable(self) -> bool:
        """Whether sending the call twice has the same effect as once, so that a lost answer does no harm."""
        own = self.document.get("x-salesiq-repeatable")
        return bool(own["safe"] if own is not None else _repeating()["methods"].get(self.method, False))

    @property
    def repeatable_basis(self) -> Basis:
        """How sure `is_repeatable` is."""
        return Basis(self.document.get("x-salesiq-repeatable", _repeating())["basis"])

    def basis_of(self, fact: str) -> Basis:
        """Return how sure the operation's own `method`, `path`, `content_type` or `scopes` are."""
        mark = self.basis.get(fact)
        return Basis.DOCUMENTED if mark is None else Basis(mark)

    @property
    def paths(self) -> tuple[str, ...]:
        """Every path template of the operation; empty if its path is not known."""
        return () if self.path is None else (self.path, *self.aliases)

    def __repr__(self) -> str:
        return f"<Operation {self.id}: {self.method} {self.path}>"


def repeatable_methods() -> frozenset[str]:
    """Return the methods whose calls may be sent twice, unless an operation says otherwise."""
    return frozenset(method for method, is_safe in _repeating()["methods"].items() if is_safe)


def condition_holds(condition: Mapping[str, Any], sent: Mapping[str, Any]) -> bool:
    """Tell whether a condition of `x-salesiq-conditions` holds for the values that were sent."""
    when = condition["when"]
    if when["key"] not in sent or "absent" in when:
        return when["key"] not in sent and "absent" in when
    # Not `in`: to Python, 0 is False.
    value = sent[when["key"]]
    return "equals" not in when or any(type(value) is type(wanted) and value == wanted for wanted in when["equals"])


def _repeating() -> Mapping[str, Any]:
    facts: Mapping[str, Any] = read_schema_file("contract.json")["repeating"]
    return facts
