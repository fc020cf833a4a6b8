"""`check`: judge recorded traffic."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import evolve, field, frozen

from salesiq_validate.cli import options as opt
from salesiq_validate.cli.group import CLEAN, FAILED, FINDINGS, INTERRUPTED
from salesiq_validate.cli.runners import RunnerChoice, runner_options

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from salesiq_validate.config import Config
    from salesiq_validate.reporters.outputs import Output
    from salesiq_validate.run.baseline import Baseline, KnownFinding
    from salesiq_validate.run.drift import Drift
    from salesiq_validate.run.files import Validators
    from salesiq_validate.run.results.summary import Summary
    from salesiq_validate.validator import Validator


@click.command(short_help="Check recorded traffic: HAR files, JSON Lines and others.")
@click.argument("paths", metavar="PATH...", nargs=-1, type=click.Path())
@opt.output_options
@opt.key_option("outputs")
@opt.portal_options
@opt.public_key_option
@opt.rule_options
@opt.variable_option
@opt.all_of(
    *map(opt.key_option, ("strict-json", "allow-empty", "baseline", "strict-baseline", "coverage", "fail-under"))
)
@runner_options
@click.option("--drift", is_flag=True, help="List where the server and the contract disagree; runs in one process.")
@click.option(
    "--drift-extension",
    metavar="FILE",
    help="Write an extension file that takes what the server was seen to take and to answer; implies --drift.",
)
@opt.config_options
@opt.color_option
def command(paths: tuple[str, ...], color: str, *, drift: bool, drift_extension: str | None, **given: Any) -> int:
    """Check recorded traffic against the documented contract of the SalesIQ API.

    PATH is a recording, a folder of recordings, or - for standard input. The content of a file shows its format. Calls
    of the API are checked; everything else that a browser recorded is skipped.

    \b
      salesiq-validate check traffic.har
      salesiq-validate check tests/cassettes --screen-name example --fail-on warning
      tail -f gateway.jsonl | salesiq-validate check - --format jsonl
      salesiq-validate check traffic.har --output sarif=report.sarif --output html=report.html

    Exit codes: 0 nothing wrong, 1 findings of the severity of --fail-on, 2 the tool could not do its work: a bad
    option, a file that cannot be read, or nothing to check.
    """  # noqa: D301 - click reads the backspace as "do not wrap"
    if not paths:
        raise click.UsageError("Give a recording, a folder of recordings, or - for standard input.")
    drift = drift or bool(drift_extension)
    judges = RunnerChoice.of(given, paths, drift=drift)
    return CheckRun(paths, opt.config_of(given), color, drift=drift, extension=drift_extension, judges=judges).run()


@frozen(eq=False, repr=False)
class CheckRun:
    """One run over recordings, with all its settings."""

    paths: tuple[str, ...]
    config: Config
    #: `auto`, `always` or `never`.
    color: str = "auto"
    #: Whether to list where server and contract disagree.
    drift: bool = field(default=False, kw_only=True)
    #: Where to write an extension file from it.
    extension: str | None = field(default=None, kw_only=True)
    judges: RunnerChoice = field(factory=RunnerChoice, kw_only=True)
    stdout: TextIO = field(factory=lambda: sys.stdout)

    def run(self) -> int:
        """Judge every recording, report, and return the exit code.

        Raises:
            UnknownName: an option names something that does not exist.
            UnusableArgument: the outputs cannot be written.
            UnusableExtension: an extension file cannot be used.
        """
        from salesiq_validate.cli.outcome import RunSink, report_options, show_drift, verdict_of
        from salesiq_validate.reporters import REPORTERS
        from salesiq_validate.reporters.outputs import open_reporters
        from salesiq_validate.run.files import Validators
        from salesiq_validate.run.results.summary import Summary

        validator = self.config.validator()
        baseline, drift = self._baseline(), self._drift(validator)
        outputs = self._outputs()
        options = report_options(self.config, validator, color=self.color, stdout=self.stdout, paths=self.paths)
        if drift is not None:
            options = evolve(options, drift=drift.rows)
        summary = Summary(show_values=self.config.show_values)
        # A baseline counts its known findings in the process that collects all findings.
        collects = baseline is not None or not all(REPORTERS[output.format].from_summary for output in outputs)
        with (
            self.judges.opened(self.config, baseline, collects=collects) as make_runner,
            open_reporters(outputs, self.stdout, options) as reporters,
        ):
            reporters.start()
            failed = interrupted = False
            sink = RunSink(summary, reporters, drift)
            known = None if baseline is None else baseline.knows
            validators = Validators(self.config, validator)
            runner = make_runner(validators, sink, is_known=known)
            try:
                failed = not runner.run(self.paths)
            except KeyboardInterrupt:
                # The report covers the findings so far, so a long run is not lost.
                interrupted = True
            finally:
                sink.progress.clear()
            reporters.finish(summary)
            if drift is not None and not any(REPORTERS[output.format].shows_drift for output in outputs):
                show_drift(drift.rows())
            self.stdout.flush()
        if drift is not None and self.extension is not None:
            self._write_extension(drift, self.extension)
        self._tell_tokens(validators, runner.judged)
        if interrupted:
            click.echo("Interrupted. The report covers everything up to that point.", err=True)
            return INTERRUPTED
        if failed or self._is_empty(summary, failed=failed):
            return FAILED
        stale = [] if baseline is None else baseline.stale(runner.judged)
        lacking = self._is_stale(stale) | self._is_short_of_coverage(summary, validator)
        return max(verdict_of(summary, self.config.fail_on), FINDINGS if lacking else CLEAN)

    def _tell_tokens(self, validators: Validators, files: Iterable[str]) -> None:
        """Print how many token answers the recordings contain, and how the run used them."""
        from salesiq_validate.cli.outcome import note

        tokens = [token for file in files for token in validators.tokens_of(file).values()]
        granted = sorted({scope for token in tokens for scope in token.scopes or ()})
        if not tokens:
            return
        counted = "1 token answer" if len(tokens) == 1 else f"{len(tokens):,} token answers"
        if self.config.scopes is not None or not granted:
            note(f"the recordings contain {counted}")
        else:
            note(f"the recordings contain {counted}; calls with these tokens were checked against the granted scopes")

    def _baseline(self) -> Baseline | None:
        if self.config.baseline is None:
            return None
        from salesiq_validate.run.baseline import Baseline

        return Baseline.read(self.config.baseline)

    def _drift(self, validator: Validator) -> Drift | None:
        if not self.drift:
            return None
        from salesiq_validate.run.drift import Drift

        return Drift(validator, self.config.limits)

    def _write_extension(self, drift: Drift, file: str) -> None:
        from salesiq_validate.cli.outcome import note
        from salesiq_validate.run.drift.extension_file import inexpressible, write_extension

        for words, times in inexpressible(drift):
            note(f"no extension file can say it: {words}, {'once' if times == 1 else f'{times:,} times'}")
        if not write_extension(drift, file):
            note(f"{file} was not written, because there is nothing to correct")

    def _outputs(self) -> list[Output]:
        from salesiq_validate.exceptions import UnusableArgument
        from salesiq_validate.reporters.outputs import Output

        outputs = [Output.parse(text) for text in self.config.outputs]
        # Check baseline and extension files, too: the new extension file lacks their content, which would be lost.
        read = {Path(path).resolve(): "a recording that is to be read" for path in self.paths if path != "-"}
        read |= {Path(path).resolve(): "an extension file that is used" for path in self.config.extensions}
        if self.config.baseline is not None:
            read[Path(self.config.baseline).resolve()] = "the baseline"
        for file in (*(output.file for output in outputs), self.extension):
            if file is None:
                continue
            what = read.get(Path(file).resolve())
            if what is None and _is_recording(Path(file)):
                # It may be a file in a folder, or a match of a pattern.
                what = "a recording"
            if what is not None:
                raise UnusableArgument(f"the output {file!r} would overwrite {what}")
        if all(output.file is not None for output in outputs):
            outputs.insert(0, Output(self.config.format))
        return outputs

    def _is_stale(self, stale: list[KnownFinding]) -> bool:
        """Print the entries of the baseline that no longer occur; return whether they fail the run."""
        from salesiq_validate.cli.outcome import complain, note

        for entry in stale:
            words = " ".join(filter(None, (entry.rule, entry.operation, entry.place)))
            note(f"in the baseline, but no longer found: {words}")
        if not (stale and self.config.strict_baseline):
            return False
        complain(
            "The baseline has entries that no longer occur. Remove them with `salesiq-validate baseline prune` and the "
            "same paths."
        )
        return True

    def _is_short_of_coverage(self, summary: Summary, validator: Validator) -> bool:
        """Return whether the traffic exercises too few operations; if so, print it."""
        from salesiq_validate.cli.outcome import complain
        from salesiq_validate.run.coverage import coverage_of, percent

        least = self.config.fail_under
        if least is None:
            return False
        reached = percent(coverage_of(summary, validator)[0])
        if reached >= least:
            return False
        complain(f"The traffic exercises {reached:.1f} % of the operations; --fail-under requires {least:g} %.")
        return True

    def _is_empty(self, summary: Summary, *, failed: bool) -> bool:
        """Return whether the run has found no exchange although it should have; if so, print it."""
        from salesiq_validate.cli.outcome import complain
        from salesiq_validate.rules.reading import unresolved_variable
        from salesiq_validate.rules.registry import RULE_OF

        if summary.total.exchanges or self.config.allow_empty or failed:
            return False
        rules = {group.first.rule for group in summary.groups.values()}
        is_unread = bool(rules - {RULE_OF[unresolved_variable]})
        if summary.skipped:
            if is_unread:
                entries = (
                    f"some entries cannot be read (see the findings), and none of the other {summary.skipped:,} is"
                )
            else:
                only = summary.skipped == 1
                entries = "the only entry is not" if only else f"none of the {summary.skipped:,} entries is"
            complain(
                f"Nothing was checked: {entries} a call of the SalesIQ API. Name the host of a gateway or test "
                "server with --server, give the variables of a Postman collection with --variable, or accept this with "
                "--allow-empty."
            )
        elif is_unread:
            complain("Nothing was checked: no entry can be read; see the findings. To accept this, use --allow-empty.")
        elif rules:
            complain(
                "Nothing was checked: every request has a variable without a value. Give each a value with "
                "--variable NAME=VALUE, or export the collection with its current values."
            )
        else:
            complain(
                "Nothing was checked: no exchange was found. The tool reads HAR files, cassettes of VCR and similar "
                "tools, Postman collections, newman's reports, recordings of nock, mappings of WireMock and Exchange "
                "JSON Lines. To accept this, use --allow-empty."
            )
        return True


def _is_recording(file: Path) -> bool:
    from salesiq_validate.recordings import form_of
    from salesiq_validate.recordings.stream.source import HEAD

    if not file.is_file():
        return False
    with file.open("rb") as opened:
        return form_of(opened.read(HEAD)) is not None
