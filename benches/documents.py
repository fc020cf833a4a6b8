"""Documents of the corpus: bodies as on SalesIQ's pages, with made-up values from a seed."""

from __future__ import annotations

import random
from typing import Any

MAILS = ("transcript", "feedback", "missedchat", "blockip", "cc")
#: What a criterion may test, how, and with which values; None means any words.
CRITERIA: tuple[tuple[str, tuple[str, ...], tuple[str, ...] | None], ...] = (
    ("current_page_url", ("is", "is_not", "begins_with", "ends_with", "contains", "not_contains"), None),
    ("current_page_title", ("is_equal_to", "begins_with", "ends_with", "contains", "not_contains"), None),
    ("region", ("is_equal_to", "not_equals"), ("canada", "north_america", "south_america", "asia_pacific")),
    ("visitor_type", ("is_equal_to", "not_equals"), ("lead", "contact")),
)
ROUTINGS = ("route_to_selected_users", "route_to_all")
RECEIVERS = ("last_attender", "crm_owner", "all_available")

_WORDS = (
    "answer", "bicycle", "bridge", "calendar", "delivery", "delay", "evening", "exchange", "frame", "garden", "helmet",
    "invoice", "journey", "kettle", "ladder", "lamp", "morning", "note", "order", "parcel", "question", "repair",
    "saddle", "size", "spare", "ticket", "tyre", "voucher", "wheel", "window", 'a "set"', "both\nlines",
)  # fmt: skip
_WORLD = ("Straße", "crème", "ñandú", "Øresund", "自転車", "ящик", "साइकिल", "ποδήλατο", "“frame”", "🚲")
_NAMES = ("Ada", "Bela", "Chidi", "Dina", "Emil", "Femi", "Gita", "Hugo")
_WORLD_NAMES = ("Zoë", "Łucja", "Jürgen", "Søren", "さくら")


class Documents:
    """Makes documents one after another; the same seed makes the same documents."""

    def __init__(self, random: random.Random) -> None:
        self._random = random
        self._words: tuple[str, ...] = _WORDS
        self._names: tuple[str, ...] = _NAMES

    def write_ascii(self, *, only: bool) -> None:
        """Decide whether the texts from here on are only ASCII."""
        self._words = _WORDS if only else _WORDS + 2 * _WORLD
        self._names = _NAMES if only else _WORLD_NAMES

    def id(self) -> str:
        """An id: fifteen digits, as JSON text."""
        return str(self._random.randrange(10**14, 10**15))

    def time(self) -> str:
        """Epoch milliseconds as text."""
        return str(self._random.randrange(1_700_000_000_000, 1_790_000_000_000))

    def words(self, least: int, most: int) -> str:
        """So many words."""
        return " ".join(self._random.choices(self._words, k=self._random.randint(least, most)))

    def department(self) -> dict[str, Any]:
        """Return the body that creates a department."""
        return {
            "name": self.words(1, 3),
            "is_public": self._random.random() < 0.7,
            "description": self.words(8, 18),
            "operators": self._ids(2, 8),
            "email_configurations": {
                "from_email": self._address(),
                "image_url": f"/api/v2/northwind-desk/downloads/{self.id()}_{self.id()}",
                **{f"is_{mail}_mail_enabled": self._random.choice(("true", "false")) for mail in MAILS},
                **{f"{mail}_recipients": self._address() for mail in MAILS},
            },
        }

    def rule(self) -> dict[str, Any]:
        """Return the body that adds a chat routing rule."""
        return {
            "app_id": self.id(),
            "title": self.words(2, 5),
            "and_criteria": [
                {"or_criteria": [self._criterion() for _ in range(self._random.randint(1, 4))]}
                for _ in range(self._random.randint(2, 4))
            ],
            "routing_type": self._random.choice(ROUTINGS),
            "userset": [
                {
                    "operator_ids": self._ids(1, 5),
                    "department_ids": self._ids(1, 3),
                    "dynamic_users": self._random.sample(RECEIVERS, self._random.randint(0, 2)),
                }
            ],
        }

    def conversation_of_list(self) -> dict[str, Any]:
        """Return one of the twenty conversations on a page."""
        return {
            "id": self.id(),
            "reference_id": str(self._random.randrange(10**6)),
            "question": self.words(2, 5),
            "start_time": self.time(),
            "chat_status": {"status_code": self._random.randrange(4), "state": self._random.randrange(1, 6)},
            "visitor": {"id": self.id(), "name": self._random.choice(self._names), "email": self._address()},
            "department": {"id": self.id(), "name": "Bicycles"},
        }

    def conversation(self, id_: str) -> dict[str, Any]:
        """Return one conversation as its own page shows it."""
        return {
            "id": id_,
            "reference_id": str(self._random.randrange(10**6)),
            "chat_id": f"LD_{self.id()}_{self._random.randrange(10**9)}",
            "app_id": self.id(),
            "app_name": "Northwind",
            "type": "chat",
            "question": self.words(6, 14),
            "notes": False,
            "unread_chats": self._random.random() < 0.2,
            "status": "Connected",
            "status_code": 3,
            "chat_status": {
                "id": "3",
                "state": 3,
                "state_key": "connected",
                "status_code": 2,
                "status_key": "attended",
                "label": "Connected",
            },
            "start_time": self.time(),
            "attended_time": self.time(),
            "last_modified_time": self.time(),
            "uvid": f"{self._random.getrandbits(128):032x}",
            "owner": self._person(),
            "attender": self._person(),
            "supervisors": [self._person() for _ in range(self._random.randrange(3))],
            "participants": [self._person() for _ in range(self._random.randint(1, 2))],
            "last_message_info": {
                "sequence_id": str(self._random.randrange(1, 99)),
                "type": "text",
                "time": self.time(),
                "sender": {"id": f"${self.id()}", "name": self._random.choice(self._names)},
                "message": {"text": self.words(6, 20)},
            },
            "department": {"id": self.id(), "name": "Bicycles"},
            "visitor": {
                "id": self.id(),
                "name": self._random.choice(self._names),
                "email": self._address(),
                "country": "Norway",
                "browser": "Firefox",
                "current_page_url": f"https://shop.example.com/{self._random.randrange(10**5)}",
                "number_of_visits": str(self._random.randrange(1, 40)),
                "info": {self.words(1, 1): self.words(1, 3) for _ in range(3)},
            },
        }

    def _criterion(self) -> dict[str, Any]:
        field, comparators, values = self._random.choice(CRITERIA)
        count = self._random.randint(1, 3)
        return {
            "field_name": field,
            "comparator": self._random.choice(comparators),
            "values": self._random.choices(values, k=count) if values else [self.words(1, 2) for _ in range(count)],
        }

    def _person(self) -> dict[str, Any]:
        return {
            "id": self.id(),
            "name": self._random.choice(self._names),
            "email": self._address(),
            "image_key": f"{self.time()}_{self.id()}",
            "is_bot": False,
            "call_enabled": True,
        }

    def _ids(self, least: int, most: int) -> list[str]:
        return [self.id() for _ in range(self._random.randint(least, most))]

    def _address(self) -> str:
        return f"{self._random.choice(_NAMES).lower()}.{self._random.randrange(10**4)}@example.com"
