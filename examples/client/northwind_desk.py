"""A client for the support desk of a shop: departments and conversations in SalesIQ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import requests

if TYPE_CHECKING:
    from collections.abc import Iterator

#: SalesIQ lists departments by so many.
PAGE = 20


class Refused(Exception):
    """SalesIQ refused a request, which it does with HTTP 200.

    Attributes:
        code: SalesIQ's.
        place: the part of the request that SalesIQ names, None where it names none.
    """

    def __init__(self, code: int, message: str, place: str | None = None) -> None:
        super().__init__(f"{code} {message}")
        self.code = code
        self.place = place


class NameTaken(Refused):
    """Another department has the name already."""


#: Refusals that callers of this client tell apart.
REFUSALS = {1014: NameTaken}


class Desk:
    """One portal of SalesIQ.

    Arguments:
        portal: its screen name.
        token: an OAuth access token.
        server: of the portal's data centre.
    """

    def __init__(self, portal: str, token: str, *, server: str = "https://salesiq.zoho.eu") -> None:
        self._base = f"{server}/api/v2/{portal}"
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Zoho-oauthtoken {token}"

    def departments(self) -> Iterator[str]:
        """Yield the names of all departments."""
        index = 1
        while True:
            page = self._call("GET", "departments", params={"index": index})
            yield from (department["name"] for department in page)
            if len(page) < PAGE:
                return
            index += PAGE

    def create_department(self, name: str, operators: list[str], *, public: bool = True) -> str:
        """Create a department and return its id.

        Raises:
            NameTaken: there is one of that name.
        """
        department = {"name": name, "operators": operators, "is_public": public}
        created: dict[str, str] = self._call("POST", "departments", json=department)
        return created["id"]

    def open_conversations(self, department: str | None = None) -> list[dict[str, Any]]:
        """Return the conversations that wait for somebody."""
        return self._call("GET", "conversations", params={"status": "open", "department_id": department})

    def reply(self, conversation: str, text: str) -> None:
        """Answer a visitor."""
        self._call("POST", f"conversations/{conversation}/messages", json={"text": text})

    def close(self, conversation: str) -> None:
        """End a conversation."""
        self._call("PUT", f"conversations/{conversation}/close")

    def _call(self, method: str, path: str, **options: Any) -> Any:
        answer = self._session.request(method, f"{self._base}/{path}", timeout=30, **options)
        document = answer.json() if answer.content else {}
        # The HTTP status tells nothing.
        if "error" in document:
            error = document["error"]
            place = error.get("json_key") or error.get("param") or error.get("header")
            raise REFUSALS.get(error["code"], Refused)(error["code"], error["message"], place)
        return document.get("data")
