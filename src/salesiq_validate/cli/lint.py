"""`lint`: check the calls in source code, before the code runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click
from attrs import evolve, frozen

from salesiq_validate.cli import options as opt
from salesiq_validate.cli.check import CheckRun
from salesiq_validate.cli.runners import RunnerChoice

if TYPE_CHECKING:
    from salesiq_validate.config import Config
    from salesiq_validate.run.baseline import Baseline
    from salesiq_validate.run.files import Runner


@click.command(short_help="Check the calls in source code.")
@click.argument("paths", metavar="PATH...", nargs=-1, type=click.Path())
@opt.output_options
@opt.key_option("outputs")
@opt.portal_options
@opt.rule_options
@opt.key_option("baseline")
@click.option("--stdin-filename", metavar="NAME", default="-", help="Name of standard input, which shows its language.")
@click.option("--statistics", is_flag=True, help="Count the findings of each rule on standard error.")
@opt.config_options
@opt.color_option
def command(paths: tuple[str, ...], color: str, *, stdin_filename: str, statistics: bool, **given: Any) -> int:
    """Check the calls of the SalesIQ API in source code, scripts, settings and fenced blocks of Markdown.

    PATH is a file, a folder, or - for standard input. In a folder, files with a usual ending are read, except those
    that a .gitignore names. Values that a file does not show are not checked. A comment on the line silences a finding:
    salesiq-validate: ignore SIQ108

    \b
      salesiq-validate lint src
      salesiq-validate lint - --stdin-filename client.ts --format jsonl

    Exit codes: 0 nothing wrong, 1 findings of the severity of --fail-on, 2 the tool could not do its work.
    """  # noqa: D301 - click reads the backspace as "do not wrap"
    if not paths:
        raise click.UsageError("Give a file, a folder, or - for standard input.")
    # The settings for recordings do not apply to source code.
    config = evolve(
        opt.config_of(given),
        baseline=given["baseline"],
        outputs=given["outputs"] or (),
        coverage=False,
        fail_under=None,
        strict_baseline=False,
        allow_empty=True,
    )
    return CheckRun(paths, config, color, judges=SourceLinter(stdin_name=stdin_filename, statistics=statistics)).run()


@frozen(kw_only=True)
class SourceLinter(RunnerChoice):
    """Judges source files in this process."""

    stdin_name: str = "-"
    statistics: bool = False

    @contextmanager
    def opened(self, config: Config, baseline: Baseline | None, *, collects: bool) -> Iterator[Callable[..., Runner]]:
        """Yield the function that makes the runner, and count its findings when the report is written."""
        from salesiq_validate.cli.outcome import RunSink, note
        from salesiq_validate.sources.files import SourceRunner

        del config, baseline, collects
        sinks: list[RunSink] = []

        def make(validators: Any, sink: RunSink, **known: Any) -> Runner:
            sinks.append(sink)
            return SourceRunner(validators, sink, stdin_name=self.stdin_name, **known)

        yield make
        if not any(sink.summary.total.exchanges or sink.summary.groups for sink in sinks):
            note("no call of the SalesIQ API was found.")
        if self.statistics:
            counts: Counter[str] = Counter()
            for group in (group for sink in sinks for group in sink.summary.groups.values()):
                counts[f"{group.first.rule.code} {group.first.rule.name}"] += group.count
            for rule, count in counts.most_common():
                click.echo(f"{count:>6,}  {rule}", err=True)
