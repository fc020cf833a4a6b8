"""Settings and URLs of a site of Django that is a bot."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest, JsonResponse

SECRET_KEY = "for tests"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "tests.inbound.django_site"
#: What the bot says; a test sets it.
ANSWER: dict[str, object] = {}
#: The bodies that came in.
SEEN: list[bytes] = []


def bot(request: HttpRequest) -> JsonResponse:
    from django.http import JsonResponse

    SEEN.append(request.body)
    return JsonResponse(ANSWER)


def _urls() -> list[object]:
    from django.urls import path

    return [path("salesiq", bot)]


def __getattr__(name: str) -> object:
    """Make the URLs when Django asks, since it imports this module for its settings first."""
    if name == "urlpatterns":
        return _urls()
    raise AttributeError(name)
