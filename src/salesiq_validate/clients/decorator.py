"""A decorator for your own client, if all its calls go through one function; it imports no library."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping
from functools import cached_property, wraps
from typing import Any, Final, ParamSpec, TypeVar, overload

from salesiq_validate.clients.hook import Hook
from salesiq_validate.exceptions import UnusableArgument
from salesiq_validate.exchange import (
    UNRECORDED,
    Body,
    Document,
    Form,
    Request,
    Response,
    body_of,
    header_pairs,
    header_value,
    url_with,
)
from salesiq_validate.validator import Validator

P = ParamSpec("P")
R = TypeVar("R")

#: Headers that a function may add by itself, so that the decorator does not see them: any.
_ADDED_LATER: Final = frozenset({"*"})
#: The header that every client sends with a form, and by which the server recognises a form.
_FORM_TYPE: Final = ("Content-Type", "application/x-www-form-urlencoded")
_BODIES: Final = ("json", "form", "content", "data")


@overload
def checked(function: Callable[P, R], /) -> Callable[P, R]: ...


@overload
def checked(
    *,
    hook: Hook | Validator | None = None,
    request: Callable[..., Request] | None = None,
    answer: Callable[[Any], Response | None] | None = None,
) -> Callable[[Callable[P, R]], Callable[P, R]]: ...


def checked(
    function: Callable[..., Any] | None = None,
    /,
    *,
    hook: Hook | Validator | None = None,
    request: Callable[..., Request] | None = None,
    answer: Callable[[Any], Response | None] | None = None,
) -> Any:
    """Check the request of a function before it runs, and its result; for functions, coroutines and methods.

    The function runs with unchanged arguments, or not at all if the hook raises.

    Arguments:
        hook: decides what happens to findings; by default `Hook()`.
        request: makes the request from the function's arguments. By default, the decorator reads the arguments
            `method`, `url`, `headers` and `params`, and one of `json`, `form`, `content` and `data`, also from
            `**options`; None means no body. It does not see headers that the function adds itself, so a missing header
            is not an error. A missing body is not an error either if the function has none of the four body arguments.
        answer: makes the answer from the function's result, or returns None if there is nothing to judge. By default,
            a `dict` or `list` is a decoded answer, `bytes` and `str` are its text, and a `Response` is used as it is;
            other results are not judged.

    Raises:
        UnusableArgument: the function has no parameters `method` and `url`, or is already a classmethod or
            staticmethod; on a call, the URL has no server.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        if isinstance(function, (classmethod, staticmethod)):
            raise UnusableArgument("put checked below @classmethod and @staticmethod, next to the function")
        request_of = _reader(function) if request is None else request
        return _wrapped(function, _Checks(hook, request_of, _answer_of if answer is None else answer))

    return decorate if function is None else decorate(function)


class _Checks:
    """The checks before and after the calls of one function."""

    def __init__(
        self,
        hook: Hook | Validator | None,
        request_of: Callable[..., Request],
        answer_of: Callable[[Any], Response | None],
    ) -> None:
        self._given = None if hook is None else Hook.of(hook)
        self._request_of = request_of
        self._answer_of = answer_of

    @cached_property
    def _hook(self) -> Hook:
        # The first call loads the contract, so that importing the client does not.
        return Hook() if self._given is None else self._given

    def before(self, *arguments: Any, **options: Any) -> Request:
        sent = self._request_of(*arguments, **options)
        if "://" not in sent.url:
            raise UnusableArgument(
                "checked needs whole URLs, but this one has no server; build the request with request="
            )
        if self._hook.concerns(sent.url):
            self._hook.before(sent)
        return sent

    def after(self, sent: Request, returned: Any) -> None:
        came = self._answer_of(returned)
        if came is not None and self._hook.concerns(sent.url):
            self._hook.after(sent, came)

    async def when_there(self, sent: Request, coming: Awaitable[R]) -> R:
        __tracebackhide__ = True
        returned = await coming
        self.after(sent, returned)
        return returned


def _wrapped(function: Callable[..., Any], checks: _Checks) -> Callable[..., Any]:
    if inspect.iscoroutinefunction(function):

        @wraps(function)
        async def checked_coroutine(*arguments: Any, **options: Any) -> Any:
            __tracebackhide__ = True
            sent = checks.before(*arguments, **options)
            return await checks.when_there(sent, function(*arguments, **options))

        return checked_coroutine

    @wraps(function)
    def checked_function(*arguments: Any, **options: Any) -> Any:
        __tracebackhide__ = True
        sent = checks.before(*arguments, **options)
        returned = function(*arguments, **options)
        if inspect.isawaitable(returned):
            return checks.when_there(sent, returned)
        checks.after(sent, returned)
        return returned

    return checked_function


def _reader(function: Callable[..., Any]) -> Callable[..., Request]:
    signature = inspect.signature(function)
    parameters = signature.parameters
    if not {"method", "url"} <= parameters.keys():
        raise UnusableArgument(
            "checked reads the parameters method and url; for other parameters, build the request with request="
        )
    options_name = next((name for name, one in parameters.items() if one.kind is one.VAR_KEYWORD), None)
    takes_body = options_name is not None or not parameters.keys().isdisjoint(_BODIES)

    def read(*arguments: Any, **options: Any) -> Request:
        bound = signature.bind(*arguments, **options)
        bound.apply_defaults()
        given = bound.arguments
        if options_name is not None:
            given = {**given[options_name], **given}
        url = str(given["url"])
        if given.get("params") is not None:
            url = url_with(url, given["params"])
        headers, body = header_pairs(given.get("headers")), _body(given) if takes_body else UNRECORDED
        if isinstance(body, Form) and header_value(headers, "content-type") is None:
            headers = (*headers, _FORM_TYPE)
        return Request(str(given["method"]).upper(), url, headers, body, unrecorded_headers=_ADDED_LATER)

    return read


def _body(given: Mapping[str, Any]) -> Body:
    bodies = {name: given[name] for name in _BODIES if given.get(name) is not None}
    if given.get("files") is not None:
        # Multipart is made only on sending.
        return UNRECORDED
    data = bodies.pop("data", None)
    if data is not None:
        # As in requests and httpx: a form, or a body that is sent as it is.
        bodies["form" if isinstance(data, Mapping) else "content"] = data
    if isinstance(bodies.get("content"), (bytes, bytearray, memoryview, str, type(None))):
        return body_of(**bodies)
    # Only sending may read a file or a generator.
    return UNRECORDED


def _answer_of(returned: Any) -> Response | None:
    if isinstance(returned, Response):
        return returned
    if isinstance(returned, (dict, list)):
        return Response(None, body=Document(returned), unrecorded_headers=_ADDED_LATER)
    if isinstance(returned, (bytes, str)):
        return Response(None, body=body_of(content=returned), unrecorded_headers=_ADDED_LATER)
    return None
