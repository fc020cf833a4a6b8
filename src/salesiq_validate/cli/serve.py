"""`serve`: a stand-in for SalesIQ on this machine, for a client in any language."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import define, evolve

from salesiq_validate.cli import options as opt
from salesiq_validate.cli.group import CLEAN, FAILED
from salesiq_validate.cli.growing_recording import GrowingRecording
from salesiq_validate.cli.serving import scrubber_of, serving

if TYPE_CHECKING:
    from salesiq_validate.exchange import Exchange
    from salesiq_validate.finding import Report
    from salesiq_validate.recordings.scrub.scrubber import Scrubber

PORT = 8484


@click.command(short_help="Run a stand-in for SalesIQ that checks and answers requests.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="Port; 0 means any free port."
)
@click.option(
    "--record", metavar="FILE", type=click.Path(path_type=Path), help="Append every exchange as JSON Lines to a file."
)
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the made-up data.")
@click.option(
    "--refusal-status", type=click.IntRange(200, 599), default=200, show_default=True, help="HTTP status of refusals."
)
@click.option("--latency", metavar="MS", type=click.IntRange(0, 600_000), default=0, help="Wait before each answer.")
@click.option(
    "--max-connections", type=click.IntRange(1), default=100, show_default=True, help="Most connections at a time."
)
@click.option(
    "--cors",
    metavar="ORIGIN",
    multiple=True,
    help="Let web pages from this origin call it, like http://localhost:5173; * allows all.",
)
@click.option("--verbose", is_flag=True, help="Print a line for accepted requests as well.")
@opt.portal_options
@opt.rule_options
@opt.config_options
def command(host: str, port: int, record: Path | None, cors: tuple[str, ...], **given: Any) -> int:
    """Run a server on this machine that checks every request, and answers or refuses it as SalesIQ would.

    Point a client at http://127.0.0.1:8484 instead of https://salesiq.zoho.com. A request that SalesIQ would accept
    gets made-up data in the documented form, and any other the error envelope that SalesIQ would send. The server
    remembers nothing: a record that you create is not in later lists.

    \b
      salesiq-validate serve
      salesiq-validate serve --port 9000 --record traffic.jsonl --refusal-status 400
      curl -H 'X-SalesIQ-Stand-In: 1017' ...                            refuses this request with 1017
      curl -d '{"code": 1023}' http://127.0.0.1:8484/_stand-in/next     refuses the next one with 1023

    It prints one line for each request that it refuses or rejects unchecked, without any value. Ctrl-C ends it. A
    recording is scrubbed as by `scrub`, and only you can read the file.

    Exit codes: 0 you ended it, 2 the tool could not do its work.
    """  # noqa: D301 - click reads the backspace as "do not wrap"
    from salesiq_validate.server import StandIn

    config = opt.config_of(given)
    validator = config.validator(strict_json=True)
    with ExitStack() as stack:
        recorder = None if record is None else stack.enter_context(GrowingRecording.opened(record))
        log = Log(recorder, None if recorder is None else scrubber_of(validator), is_verbose=given["verbose"])
        stand_in = StandIn(
            validator,
            seed=given["seed"],
            refusal_status=given["refusal_status"],
            listener=log.add,
            recorder=None if recorder is None else log.record,
            turned_away=log.turn_away,
            host=host,
            port=port,
            latency_ms=given["latency"],
            max_body_bytes=config.limits.max_body_bytes,
            max_connections=given["max_connections"],
            cors=cors,
        )
        stack.enter_context(stand_in)
        asked = threading.Event()
        stack.enter_context(serving(asked.set))
        click.echo(f"Standing in for SalesIQ at {stand_in.url} (Ctrl-C ends it)")
        # Without a timeout, Windows would not deliver signals.
        while not asked.wait(0.5):
            pass
    click.echo(log.summary())
    return FAILED if recorder is not None and recorder.is_broken else CLEAN


@define
class Log:
    """Prints refusals and rejected requests, and records."""

    recorder: GrowingRecording | None
    #: None if nothing is recorded.
    scrubber: Scrubber | None
    is_verbose: bool = False
    requests: int = 0
    refused: int = 0
    turned_away: int = 0

    def add(self, exchange: Exchange, report: Report) -> None:
        """Take one exchange; one thread at a time calls this."""
        from salesiq_validate.server.refusal_line import accepted_line, refusal_line

        self.requests += 1
        line = refusal_line(exchange, report)
        if line is not None:
            self.refused += 1
        elif self.is_verbose:
            line = accepted_line(exchange, report)
        if line is not None:
            click.echo(line)

    def turn_away(self, status: int, why: str) -> None:
        """Take a request that was not checked; has the arguments of `add`."""
        self.requests += 1
        self.turned_away += 1
        click.echo(f"turned away with HTTP {status}: {why}")

    def summary(self) -> str:
        """Return the summary of the run in a line."""
        from salesiq_validate.reporters.words import counted

        turned_away = f", {self.turned_away:,} turned away" if self.turned_away else ""
        return f"{counted(self.requests, 'request')}, {self.refused:,} refused{turned_away}"

    def record(self, exchange: Exchange) -> None:
        """Append one exchange to the recording; several threads may call."""
        assert self.recorder is not None
        assert self.scrubber is not None
        self.recorder.write(_marked(self.scrubber.exchange(exchange), exchange))


def _marked(scrubbed: Exchange, exchange: Exchange) -> Exchange:
    """Restore the stand-in's own header in answers, because a scrubber does not know it."""
    from salesiq_validate.judging.call import STAND_IN_HEADER

    response, shown = exchange.response, scrubbed.response
    if response is None or shown is None:
        return scrubbed
    pairs = zip(response.headers, shown.headers, strict=True)
    headers = tuple((said[0], f"recorded, {said[1]}") if said[0] == STAND_IN_HEADER else other for said, other in pairs)
    return evolve(scrubbed, response=evolve(shown, headers=headers))
