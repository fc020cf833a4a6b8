"""What pytest always loads of salesiq-validate: an option, fixtures and a marker, and nothing behind them.

It is a module beside the package, and imports the package only for runs that judge traffic, so that a test suite which
uses none of this pays for none of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from salesiq_validate.plugin.exchanges import SalesIQExchanges
    from salesiq_validate.plugin.inbound import MessageMaker, SignedMessage
    from salesiq_validate.server import StandIn
    from salesiq_validate.validator import Validator

_MARKER = (
    "salesiq(*, allow=[], ignore=[], scopes=None): settings of salesiq-validate for this test. `allow` lists the codes "
    "of refusals that the test expects, `ignore` the rules to skip, `scopes` the scopes of the token."
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of this plugin."""
    group = parser.getgroup("salesiq-validate", "checks of traffic against the contract of the SalesIQ API")
    about = "Check every exchange with SalesIQ in a test: off, warn, or error (a finding fails the test)."
    group.addoption("--salesiq-validate", dest="salesiq_validate", metavar="MODE", help=about)
    parser.addini("salesiq_validate", f"{about} (default: off)", default="off")
    group.addoption(
        "--salesiq-recordings",
        metavar="PATH",
        action="append",
        default=[],
        help="Collect each recording (HAR, VCR cassette, Postman collection, Exchange JSON Lines) of a file, folder or "
        "pattern as a test, and list cassettes that no test used. Repeatable.",
    )
    group.addoption(
        "--salesiq-fail-under",
        metavar="MIN",
        type=float,
        help="Fail if the run exercises less than MIN percent of the documented operations.",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker, and the rest of the plugin if an option asks for it."""
    config.addinivalue_line("markers", _MARKER)
    options = config.option
    mode = options.salesiq_validate or config.getini("salesiq_validate")
    if mode != "off" or options.salesiq_recordings or options.salesiq_fail_under is not None:
        _run(config)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Watch from the first fixture on if a test asks for its exchanges."""
    if any("salesiq" in getattr(item, "fixturenames", ()) for item in items):
        _run(config)


@pytest.fixture(scope="session")
def salesiq_validator(pytestconfig: pytest.Config) -> Validator:
    """The validator for the exchanges of tests, from the project's configuration file; override it with any scope."""
    validator: Validator = _run(pytestconfig).validator
    return validator


@pytest.fixture
def salesiq(request: pytest.FixtureRequest, salesiq_validator: Validator) -> SalesIQExchanges:
    """The checked exchanges of this test with SalesIQ: `salesiq.assert_valid()`, `salesiq.assert_refused(1007)`."""
    exchanges: SalesIQExchanges = _run(request.config).exchanges_of(request.node, salesiq_validator)
    return exchanges


@pytest.fixture
def salesiq_error(salesiq_validator: Validator) -> Callable[..., dict[str, Any]]:
    """Build the error envelope that SalesIQ sends for a code: `salesiq_error(1007, json_key="operators[0]")`."""
    from salesiq_validate.server.error_envelope import envelope_maker

    return envelope_maker(salesiq_validator)


@pytest.fixture
def salesiq_server(salesiq: SalesIQExchanges) -> Iterator[StandIn]:
    """A real HTTP server on loopback that answers as SalesIQ would: point a client in any language at its `url`."""
    with salesiq.serving() as server:
        yield server


@pytest.fixture(scope="session")
def _salesiq_messages() -> MessageMaker:
    from salesiq_validate.plugin.inbound import MessageMaker

    return MessageMaker()


@pytest.fixture(scope="session")
def salesiq_public_key(_salesiq_messages: MessageMaker) -> str:
    """The public key for the signatures of `salesiq_delivery` and `salesiq_bot_request`, made for this run."""
    return _salesiq_messages.public_key


@pytest.fixture(scope="session")
def salesiq_delivery(_salesiq_messages: MessageMaker) -> Callable[..., SignedMessage]:
    """Make a signed delivery: `salesiq_delivery("conversation.created", id="104")` with `body` and `headers`."""
    return _salesiq_messages.delivery


@pytest.fixture(scope="session")
def salesiq_bot_request(_salesiq_messages: MessageMaker) -> Callable[..., SignedMessage]:
    """Make a signed request to a bot: `salesiq_bot_request("message", message={"text": "Hello"})`."""
    return _salesiq_messages.bot_request


def _run(config: pytest.Config) -> Any:
    from salesiq_validate.plugin.run import run_of

    return run_of(config)
