"""`baseline`: accept today's findings, so that only new ones count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from salesiq_validate.cli import options as opt
from salesiq_validate.cli.group import CLEAN, FAILED

if TYPE_CHECKING:
    from collections.abc import Callable

    from salesiq_validate.config import Config
    from salesiq_validate.finding import Finding
    from salesiq_validate.run.baseline import Baseline

DEFAULT: Final = "salesiq-baseline.json"


@click.group(short_help="Accept today's findings, so that only new ones count.")
def command() -> None:
    """Accept the findings of some recordings, so that `check --baseline FILE` counts only new ones.

    \b
      salesiq-validate baseline create tests/cassettes
      salesiq-validate check tests/cassettes --baseline salesiq-baseline.json
      salesiq-validate baseline prune tests/cassettes

    A baseline contains rules, operations, places and the names of recordings, but no values, lines or indices. To use
    it always, set `baseline` in the configuration.
    """  # noqa: D301 - click reads the backspace as "do not wrap"


def _shared(function: Any) -> Any:
    for decorate in (
        opt.config_options,
        opt.variable_option,
        opt.rule_options,
        opt.portal_options,
        opt.public_key_option,
        click.option("--file", "file", metavar="FILE", help=f"The baseline file.  [default: {DEFAULT}]"),
        click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path()),
    ):
        function = decorate(function)
    return function


@command.command()
@_shared
def create(paths: tuple[str, ...], file: str | None, **given: Any) -> int:
    """Write a baseline of all current findings in recordings."""
    from salesiq_validate.run.baseline import Baseline

    config = opt.config_of(given)
    target = file or config.baseline or DEFAULT
    baseline = Baseline.at(target)
    all_read, _ = _judge(paths, config, baseline.accept)
    if not all_read:
        # An unreadable recording would have new findings tomorrow, and a misspelt path must not empty a baseline.
        _tell(f"{target} was not written, because some recordings cannot be read and their findings would be missing.")
        return FAILED
    baseline.write(target)
    _tell(f"{target}: {_counted(baseline)} accepted.")
    return CLEAN


@command.command()
@_shared
def prune(paths: tuple[str, ...], file: str | None, **given: Any) -> int:
    """Remove entries that these recordings no longer show; entries of other recordings stay."""
    from salesiq_validate.run.baseline import Baseline

    config = opt.config_of(given)
    target = file or config.baseline or DEFAULT
    baseline = Baseline.read(target)
    all_read, judged = _judge(paths, config, baseline.knows)
    if not all_read:
        # An unreadable recording may still have the findings that look stale.
        return FAILED
    kept = baseline.pruned(judged)
    kept.write(target)
    homeless = sum(not entry.files for entry in baseline.stale(judged))
    if homeless:
        _tell(
            f"{homeless} without the name of a recording stay, although these recordings do not show them; "
            "`salesiq-validate baseline create` writes a new baseline."
        )
    _tell(f"{target}: {len(baseline.entries) - len(kept.entries)} removed, {_counted(kept)} left.")
    return CLEAN


@command.command()
@_shared
def check(paths: tuple[str, ...], file: str | None, **given: Any) -> int:
    """Check recordings like `check --baseline FILE`, and fail for stale entries as well."""
    from attrs import evolve

    from salesiq_validate.cli.check import CheckRun

    config = opt.config_of(given)
    return CheckRun(paths, evolve(config, baseline=file or config.baseline or DEFAULT, strict_baseline=True)).run()


def _judge(paths: tuple[str, ...], config: Config, is_known: Callable[[Finding], bool]) -> tuple[bool, set[str]]:
    """Pass every finding to a baseline; return whether all recordings could be read, and their names."""
    from salesiq_validate.cli.outcome import RunSink
    from salesiq_validate.run.files import Runner, Validators
    from salesiq_validate.run.results.summary import Summary

    runner = Runner(Validators.by(config), RunSink(Summary()), is_known=is_known)
    return runner.run(paths), runner.judged


def _counted(baseline: Baseline) -> str:
    count = len(baseline.entries)
    return f"{count} finding{'' if count == 1 else 's'}"


def _tell(text: str) -> None:
    from salesiq_validate.privacy.printable import printable

    click.echo(printable(text))
