"""`check`: judge recorded traffic."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import field, frozen

from salesiq_validate.cli import options as opt
from salesiq_validate.cli.group import FAILED, INTERRUPTED
from salesiq_validate.cli.terminal import Progress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from salesiq_validate.config import Config
    from salesiq_validate.recordings import Entry
    from salesiq_validate.reporters.outputs import Output, Reporters
    from salesiq_validate.summary import Summary
    from salesiq_validate.validator import Validator


@click.command(short_help="Judge recorded traffic: HAR files, JSON Lines and others.")
@click.argument("paths", metavar="PATH...", nargs=-1, type=click.Path())
@opt.output_options
@click.option(
    "--output",
    "outputs",
    metavar="FORMAT=FILE",
    multiple=True,
    help="Write a further report, like sarif=report.sarif. Repeatable.",
)
@opt.portal_options
@opt.rule_options
@click.option(
    "--strict-json/--lenient-json",
    default=None,
    help="Judge duplicate keys and integers beyond 64 bits in bodies, too; slower.  [default: lenient]",
)
@click.option(
    "--allow-empty/--forbid-empty",
    default=None,
    help="Whether it is fine when no call of the API is found.  [default: forbid]",
)
@opt.config_options
@opt.color_option
def command(paths: tuple[str, ...], color: str, **given: Any) -> int:
    """Judge recorded traffic by the documented contract of the SalesIQ API.

    PATH is a recording, a folder of recordings, or - for standard input. The form is found by content. Calls of the API
    are judged, and everything else that a browser recorded is skipped.

    \b
      salesiq-validate check traffic.har
      salesiq-validate check tests/cassettes --screen-name example --fail-on warning
      tail -f gateway.jsonl | salesiq-validate check - --format jsonl
      salesiq-validate check traffic.har --output sarif=report.sarif --output html=report.html

    Exit codes: 0 nothing wrong, 1 findings of the severity of --fail-on, 2 the tool could not do its work: a bad
    option, a file that cannot be read, or nothing to judge.
    """  # noqa: D301 - click reads the backspace as "do not wrap"
    if not paths:
        raise click.UsageError("Name a recording or a folder of recordings, or - for standard input.")
    return CheckRun(paths, opt.config_of(given), color).run()


@frozen
class CheckRun:
    """One run over recordings: everything is decided, and `run` does it."""

    paths: tuple[str, ...]
    config: Config
    #: `auto`, `always` or `never`.
    color: str = "auto"
    stdout: TextIO = field(factory=lambda: sys.stdout)

    def run(self) -> int:
        """Judge every recording, report, and return the exit code.

        Raises:
            UnknownName: an option names something that does not exist.
            UnusableArgument: the outputs cannot be written.
            UnusableExtension: an extension file cannot be used.
        """
        from salesiq_validate.cli.outcome import report_options, verdict_of
        from salesiq_validate.reporters.outputs import open_reporters
        from salesiq_validate.summary import Summary

        validator = self.config.validator()
        outputs = self._outputs()
        options = report_options(self.config, validator, color=self.color, stdout=self.stdout)
        summary = Summary(show_values=self.config.show_values)
        with open_reporters(outputs, self.stdout, options) as reporters:
            reporters.start()
            failed = interrupted = False
            try:
                failed = self._judge_all(validator, summary, reporters)
            except KeyboardInterrupt:
                # What was found so far is told: a long run is not lost.
                interrupted = True
            reporters.finish(summary)
            self.stdout.flush()
        if interrupted:
            click.echo("Interrupted. The report covers what was judged until then.", err=True)
            return INTERRUPTED
        if failed or self._is_empty(summary, failed=failed):
            return FAILED
        return verdict_of(summary, self.config.fail_on)

    def _outputs(self) -> list[Output]:
        from salesiq_validate.exceptions import UnusableArgument
        from salesiq_validate.reporters.outputs import Output

        outputs = [Output.parse(text) for text in self.config.outputs]
        read = {Path(path).resolve() for path in self.paths if path != "-"}
        for output in outputs:
            if output.file is not None and Path(output.file).resolve() in read:
                raise UnusableArgument(f"the output {output.file!r} would overwrite a recording that is to be read")
        if all(output.file is not None for output in outputs):
            outputs.insert(0, Output(self.config.format))
        return outputs

    def _judge_all(self, validator: Validator, summary: Summary, reporters: Reporters) -> bool:
        """Judge file after file; return whether any could not be read to its end."""
        from salesiq_validate.cli.outcome import complain
        from salesiq_validate.exceptions import EmptyRecording, MissingExtra, UnreadableRecording
        from salesiq_validate.judging import judge, tell
        from salesiq_validate.recordings import form_of
        from salesiq_validate.recordings.places import expand

        failed, progress = False, Progress()
        for file in expand(self.paths, lambda head: form_of(head) is not None, self.config.limits):
            try:
                steps = judge(self._entries(file, validator), validator)
                tell(progress.of(steps, file), summary, reporters)
            except (UnreadableRecording, MissingExtra) as error:
                if isinstance(error, EmptyRecording) and self.config.allow_empty:
                    continue
                progress.clear()
                complain(str(error) if isinstance(error, UnreadableRecording) else f"cannot read {file}: {error}")
                failed = True
        return failed

    def _entries(self, file: str, validator: Validator) -> Iterator[Entry]:
        from salesiq_validate.recordings import read
        from salesiq_validate.traffic import Traffic

        return read(
            file,
            limits=self.config.limits,
            strict_json=self.config.strict_json,
            keep=Traffic(validator.router).keep,
        )

    def _is_empty(self, summary: Summary, *, failed: bool) -> bool:
        """Tell whether nothing was judged although something should have been, and say so."""
        from salesiq_validate.cli.outcome import complain

        if summary.total.exchanges or self.config.allow_empty or failed:
            return False
        if summary.skipped:
            entries = "the only entry is" if summary.skipped == 1 else f"none of the {summary.skipped:,} entries is"
            no = " no" if summary.skipped == 1 else " a"
            complain(
                f"Nothing was judged: {entries}{no} call of the SalesIQ API. Name the host of a gateway or test server "
                "with --server, or accept this with --allow-empty."
            )
        else:
            complain("Nothing was judged: no exchange was found. To accept this, use --allow-empty.")
        return True
