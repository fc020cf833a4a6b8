"""The examples for production on docs/how-to/clients.md, run against exporters that their libraries have for tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.clients.test_modes import WRONG, sent
from tests.test_docs import blocks

from salesiq_validate import Validator

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "clients.md"


def hook_of(module):
    """The hook that the page makes beside a library."""
    pytest.importorskip(module)
    from salesiq_validate.clients import Hook

    (example,) = (block.text for block in blocks(PAGE) if block.needs == module)
    names = {"Hook": Hook, "validator": Validator()}
    exec(example, names)
    return names["hook"]


def test_opentelemetry_gets_an_event_for_each_finding():
    hook = hook_of("opentelemetry.sdk")
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    with provider.get_tracer("tests").start_as_current_span("send"):
        hook.before(sent(WRONG))
    (event,) = exporter.get_finished_spans()[0].events
    assert (event.name, dict(event.attributes)) == (
        "salesiq.finding",
        {"salesiq.rule": "SIQ402", "salesiq.operation": "create_department", "salesiq.json_key": "operators"},
    )


def test_sentry_gets_an_issue_for_each_fingerprint():
    hook = hook_of("sentry_sdk")
    import sentry_sdk
    from sentry_sdk.transport import Transport

    class Kept(Transport):
        def capture_envelope(self, envelope):
            events.append(envelope.get_event())

    events = []
    # Without its integrations, which patch libraries for good.
    options = {"default_integrations": False, "auto_enabling_integrations": False, "server_name": "tests"}
    client = sentry_sdk.Client(dsn="https://key@sentry.example.com/1", transport=Kept, **options)
    with sentry_sdk.isolation_scope() as scope:
        scope.set_client(client)
        hook.before(sent(WRONG))
    client.close()
    (event,) = events
    assert (event["level"], event["tags"]) == (
        "error",
        {"salesiq.rule": "SIQ402", "salesiq.operation": "create_department"},
    )
    assert len(event["fingerprint"][0]) == 16
    assert "Billing" not in str(event["message"])
