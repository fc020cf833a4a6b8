"""`proxy`: judge the calls of a running client on their way to SalesIQ."""

from __future__ import annotations

import asyncio
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import define, evolve, field

from salesiq_validate.cli import options as opt
from salesiq_validate.cli.group import FAILED
from salesiq_validate.cli.growing_recording import GrowingRecording
from salesiq_validate.cli.serving import scrubber_of, serving

if TYPE_CHECKING:
    from collections.abc import Callable

    from salesiq_validate.config import Config
    from salesiq_validate.exchange import Exchange
    from salesiq_validate.finding import Finding, Report
    from salesiq_validate.reporters import Reporter
    from salesiq_validate.run.results.summary import GroupKey, Summary
    from salesiq_validate.server.proxy import Proxy, ProxyOptions
    from salesiq_validate.validator import Validator

PORT = 8485
#: How many different findings we print; we count the rest, and reports show them.
_MOST_TOLD = 10_000
#: Seconds.
_MOMENT = 0.05


@click.command(short_help="Check the calls of a running client on their way to SalesIQ.")
@click.option("--to", metavar="URL", required=True, help="Server that gets the calls, like https://salesiq.zoho.eu.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="Port; 0 means any free port."
)
@click.option("--refuse", is_flag=True, help="Answer requests that SalesIQ would refuse, and do not send them.")
@click.option(
    "--record", metavar="FILE", type=click.Path(path_type=Path), help="Append every exchange as JSON Lines to a file."
)
@click.option("--record-as-is", is_flag=True, help="Do not scrub the recording: keep secrets and personal data.")
@opt.key_option("outputs")
@opt.key_option("fail-on")
@opt.portal_options
@opt.rule_options
@opt.config_options
def command(
    to: str, host: str, port: int, record: Path | None, *, refuse: bool, record_as_is: bool, **given: Any
) -> int:
    """Pass calls on to SalesIQ and its answers back, and check both as `check` does.

    Point a client in any language at http://127.0.0.1:8485 instead of https://salesiq.zoho.com; nothing else changes.
    The proxy connects only to the server that --to names. It needs the extra serve.

    \b
      salesiq-validate proxy --to https://salesiq.zoho.eu
      salesiq-validate proxy --to https://salesiq.zoho.eu --refuse --record traffic.jsonl
      salesiq-validate proxy --to https://salesiq.zoho.eu --output html=report.html --fail-on warning

    It prints one line for each call, and each finding once, without any value. Ctrl-C ends it.

    Exit codes: 0 nothing wrong, 1 findings of the severity of --fail-on, 2 the tool could not do its work.
    """  # noqa: D301 - click reads the backspace as "do not wrap"
    from salesiq_validate.cli.outcome import report_options, verdict_of
    from salesiq_validate.reporters.outputs import Output, open_reporters
    from salesiq_validate.run.results.summary import Summary
    from salesiq_validate.server.proxy import Proxy, ProxyOptions

    config = opt.config_of(given)
    options = ProxyOptions(to, host, port, refuse=refuse, max_body_bytes=config.limits.max_body_bytes)
    validator = _validator_for(config, options.to)
    summary = Summary(show_values=config.show_values)
    outputs = [Output.parse(text) for text in config.outputs]
    with ExitStack() as stack:
        recorder = None if record is None else stack.enter_context(GrowingRecording.opened(record))
        told = report_options(config, validator, color="never", stdout=sys.stdout)
        reporter = stack.enter_context(open_reporters(outputs, sys.stdout, told))
        reporter.start()
        log = CallLog(summary, reporter)
        recording = None if recorder is None else _recording(recorder, validator, is_raw=record_as_is)
        proxy = Proxy(validator, options, log.add, recording, log.turn_away)
        asyncio.run(_serve(proxy, options))
        log.flush()
        reporter.finish(summary)
    click.echo(log.last_line())
    return FAILED if recorder is not None and recorder.is_broken else verdict_of(summary, config.fail_on)


def _validator_for(config: Config, to: str) -> Validator:
    """Return a validator for the calls to a server; the server is SalesIQ's, or replaces it."""
    from salesiq_validate.contract.servers import server_of

    validator = config.validator()
    server = server_of(to)
    if any(server == known.host for known in validator.router.servers.salesiq):
        return validator
    return evolve(config, servers=(*config.servers, server)).validator()


def _recording(recorder: GrowingRecording, validator: Validator, *, is_raw: bool) -> Callable[[Exchange], None]:
    """Return the function that records an exchange, scrubbed or, if raw, unchanged."""
    if is_raw:
        return recorder.write
    scrubber = scrubber_of(validator)
    return lambda exchange: recorder.write(scrubber.exchange(exchange))


async def _serve(proxy: Proxy, options: ProxyOptions) -> None:
    """Pass calls on until a signal ends the process."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    # On Windows, event loops cannot handle signals.
    with serving(lambda: loop.call_soon_threadsafe(asked.set)):
        async with proxy:
            click.echo(f"Passing calls from {proxy.url} on to {options.to} (Ctrl-C ends it)")
            await proxy.until(asked)


@define(eq=False, repr=False)
class CallLog:
    """Prints calls and their findings, and counts."""

    summary: Summary
    reporter: Reporter
    told: set[GroupKey] = field(factory=set)
    calls: int = 0
    turned_away: int = 0
    #: Lines to print a moment later, in one piece: to wake a reader for each call would take longer than the call.
    _lines: list[str] = field(init=False, factory=list)
    _failure: OSError | None = field(init=False, default=None)

    def add(self, exchange: Exchange, report: Report, why: str) -> None:
        """Take one call; the event loop calls this for one call at a time.

        Raises:
            OSError: earlier lines could not be printed.
        """
        if self._failure is not None:
            raise self._failure
        self.calls += 1
        self.summary.add(exchange, report)
        self.reporter.add(exchange, report.findings, report)
        self._print(_line(exchange, report, why))
        for finding in report.findings:
            self._tell(finding)

    def turn_away(self, status: int, why: str) -> None:
        """Take something that is not a call; has the arguments of `add`."""
        self.turned_away += 1
        self._print(f"turned away with HTTP {status}: {why}")

    def last_line(self) -> str:
        """Return the summary of the run in a line."""
        from salesiq_validate.reporters.words import counted

        total = self.summary.total
        found = f"{counted(total.error, 'error')}, {counted(total.warning, 'warning')}"
        turned_away = f", {self.turned_away:,} turned away" if self.turned_away else ""
        return f"{counted(self.calls, 'call')}{turned_away}: {found}"

    def _tell(self, finding: Finding) -> None:
        from salesiq_validate.privacy.printable import printable
        from salesiq_validate.run.results.summary import group_key

        key = group_key(finding)
        if key in self.told or len(self.told) >= _MOST_TOLD:
            return
        self.told.add(key)
        hint = f" ({finding.hint})" if finding.hint else ""
        self._print(
            printable(f"  {finding.severity.value} {finding.rule.code} {finding.location}: {finding.message}{hint}")
        )

    def _print(self, line: str) -> None:
        if not self._lines:
            asyncio.get_running_loop().call_later(_MOMENT, self.flush)
        self._lines.append(line)

    def flush(self) -> None:
        """Print the text."""
        lines, self._lines = self._lines, []
        try:
            if lines:
                click.echo("\n".join(lines))
        except OSError as error:
            self._failure = error


def _line(exchange: Exchange, report: Report, why: str) -> str:
    """Return the line for a call; all of it is our own text, except the method."""
    from salesiq_validate.privacy.printable import printable
    from salesiq_validate.reporters.words import counted

    method = "" if exchange.request is None else exchange.request.method[:10]
    status = "" if exchange.response is None else f"HTTP {exchange.response.status}"
    found = counted(len(report.findings), "finding") if report.findings else "ok"
    return printable(
        f"{method} {report.operation or 'no documented call'}: {', '.join(filter(None, (why, status, found)))}"
    )
