"""`scrub`: rewrite a recording without its secrets and personal data."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

import click

from salesiq_validate.cli import options as opt
from salesiq_validate.cli.group import CLEAN

if TYPE_CHECKING:
    from typing import BinaryIO

    from salesiq_validate.config import Config
    from salesiq_validate.recordings.scrub import Scrubbed


@click.command(short_help="Rewrite a recording without its secrets and personal data.")
@click.argument("path", metavar="PATH", type=click.Path())
@click.option("-o", "--to", "target", metavar="FILE", help="Where to write; standard output unless given.")
@click.option("--in-place", is_flag=True, help="Replace the recording itself.")
@click.option("--ids", is_flag=True, help="Replace ids as well, in URLs and bodies.")
@click.option("--all-hosts", is_flag=True, help="Keep traffic to other hosts than SalesIQ, scrubbed as well.")
@opt.portal_options
@opt.variable_option
@opt.config_options
def command(path: str, target: str | None, *, in_place: bool, ids: bool, all_hosts: bool, **given: Any) -> int:
    """Rewrite a recording in its own form, without tokens, cookies, e-mail addresses, telephone numbers, IP addresses,
    names and chat text.

    \b
      salesiq-validate scrub traffic.har --to clean.har
      salesiq-validate scrub tests/cassettes/departments.yaml --in-place

    Placeholders have the type and form of what they stand for, and the same text becomes the same placeholder, so the
    scrubbed recording is judged as before. Look at it all the same before you pass it on: no tool knows every secret.
    """  # noqa: D205, D301 - click reads the first paragraph as one, and the backspace as "do not wrap"
    if in_place and (target is not None or path == "-"):
        raise click.UsageError("--in-place replaces a file: give neither --to nor -.")
    config = opt.config_of(given)
    if in_place:
        done = _replace(Path(path), config, ids=ids, all_hosts=all_hosts)
    elif target is None:
        done = _write(path, sys.stdout.buffer, config, ids=ids, all_hosts=all_hosts)
    elif path != "-" and Path(target).resolve() == Path(path).resolve():
        raise click.UsageError("The target is the recording itself; to replace it, say --in-place.")
    else:
        with Path(target).open("wb") as sink:
            done = _write(path, sink, config, ids=ids, all_hosts=all_hosts)
    click.echo(_told(done), err=True)
    return CLEAN


def _write(path: str, sink: IO[bytes], config: Config, *, ids: bool, all_hosts: bool) -> Scrubbed:
    from salesiq_validate.contract.api_traffic import Traffic
    from salesiq_validate.recordings.scrub import scrub
    from salesiq_validate.recordings.scrub.scrubber import Scrubber

    keep = None if all_hosts else Traffic(config.validator().router).keep
    return scrub(
        path,
        cast("BinaryIO", sink),
        Scrubber(ids=ids, limits=config.limits),
        limits=config.limits,
        keep=keep,
        variables=config.variables,
    )


def _replace(path: Path, config: Config, *, ids: bool, all_hosts: bool) -> Scrubbed:
    """Write beside the file and move it there, so that a run that fails leaves the file as it was."""
    with tempfile.NamedTemporaryFile("wb", dir=path.parent, prefix=path.name, delete=False) as sink:
        try:
            done = _write(str(path), sink, config, ids=ids, all_hosts=all_hosts)
        except BaseException:
            sink.close()
            Path(sink.name).unlink()
            raise
    Path(sink.name).replace(path)
    return done


def _told(done: Scrubbed) -> str:
    parts = [f"{done.exchanges:,} exchange{'' if done.exchanges == 1 else 's'} scrubbed"]
    if done.skipped:
        parts.append(f"{done.skipped:,} to other hosts emptied")
    if done.unreadable:
        parts.append(f"{done.unreadable:,} unreadable, emptied")
    return ", ".join(parts) + "."
