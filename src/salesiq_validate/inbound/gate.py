"""Gate: checks the messages for an application that SalesIQ calls, for any framework.

It refuses requests whose signature does not fit, before the application runs, and judges requests and answers. It never
changes them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from salesiq_validate.clients.hook import Hook, Mode
from salesiq_validate.contract.inbound import SIGNATURE_HEADER, is_inbound
from salesiq_validate.exchange import UNRECORDED, Exchange, Request, Response, header_value
from salesiq_validate.inbound.signature import verifier

if TYPE_CHECKING:
    from salesiq_validate.exchange import Body, Headers
    from salesiq_validate.validator import Validator

REFUSAL: Final = b"the signature of this request is absent or does not fit\n"


class Gate:
    """Checks the messages to one application, and its answers; safe to share between threads.

    Arguments:
        public_keys: the portal's keys, as for `verify`; without this argument, no signature is required.
        validator: a validator with your settings; the default has no settings.
        mode: as in `Hook`. `raise` refuses wrong signatures with 401 and warns about everything else; the other modes
            let every request through.
        path: judge POST requests to paths with this beginning; by default, requests that look like a message from
            SalesIQ. With a path, every request there needs a signature, whatever it looks like.
        hook: a hook to use instead of validator and mode.

    Raises:
        UnusableArgument: a key cannot be read, or the argument contains no key.
        MissingExtra: keys are given, and cryptography is not installed.
    """

    def __init__(
        self,
        public_keys: str | bytes | Iterable[str | bytes] = (),
        *,
        validator: Validator | None = None,
        mode: Mode = "raise",
        path: str | None = None,
        hook: Hook | None = None,
    ) -> None:
        self.hook = Hook(validator, mode=mode) if hook is None else hook
        # An empty list, or None from an environment variable, does not mean that no signature is required.
        self._verify = None if public_keys == () else verifier(public_keys)
        self._validator = self.hook.validator.having(verify_signature=self._verify)
        self._path = path

    @property
    def max_body_bytes(self) -> int:
        """The most bytes of a body that is read; a longer body passes without being judged."""
        return self._validator.limits.max_body_bytes

    def concerns(self, method: str, path: str) -> bool:
        """Tell whether a request may be one that SalesIQ sends."""
        return method in ("POST", "HEAD") and (self._path is None or path.startswith(self._path))

    def admit(self, request: Request) -> bool:
        """Judge a request; return False if it must be refused because of its signature."""
        if not self._is_inbound(request):
            return True
        exchange = Exchange(request, direction="inbound")
        report = self._validator.check(exchange)
        if report.findings:
            self.hook.tell(exchange, report, None)
        return self.hook.mode != "raise" or request.method == "HEAD" or self._is_signed(request)

    def judge_answer(self, request: Request, response: Response, seconds: float) -> None:
        """Check the application's answer to an admitted request."""
        if self._is_inbound(request):
            self.answered(Exchange(request, response, direction="inbound", seconds=seconds))

    def answered(self, exchange: Exchange) -> None:
        """Check the answer of an exchange, and report the findings."""
        report = self._validator.check_answer(exchange)
        if report.findings:
            self.hook.tell(exchange, report, None)

    def _is_signed(self, request: Request) -> bool:
        if self._verify is None:
            return True
        signature = header_value(request.headers, SIGNATURE_HEADER)
        return signature is not None and isinstance(request.body, bytes) and self._verify(request.body, signature)

    def _is_inbound(self, request: Request) -> bool:
        if self._path is not None or request.method == "HEAD":
            return self._path is not None
        return is_inbound(request)


def inbound_request(method: str, url: str, headers: Headers, body: bytes | None) -> Request:
    """Return a received request; a body that was not read counts as not recorded."""
    sent: Body = UNRECORDED if body is None else body
    return Request(method, url, headers, sent)


class KeptAnswer:
    """The part of an application's answer that has been sent so far.

    Arguments:
        most: the most bytes of a body; a longer body is not kept.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._body: bytearray | None = bytearray()
        self.status: int | None = None
        self.headers: Headers = ()

    def keep(self, part: bytes) -> None:
        """Add a part of the body."""
        if self._body is not None:
            self._body += part
            if len(self._body) > self._most:
                self._body = None

    @property
    def is_whole(self) -> bool:
        """Whether the body has reached the length in the headers; always false if the headers give no length."""
        length = header_value(self.headers, "content-length")
        return self._body is not None and length == str(len(self._body))

    def response(self) -> Response:
        """Return the answer in the form that is judged."""
        return Response(self.status, self.headers, UNRECORDED if self._body is None else bytes(self._body))
