"""`scrub`: rewrite a recording without its secrets and personal data."""

from __future__ import annotations

import os
import stat
import sys
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
    """Rewrite a recording in its own form, without tokens, cookies, e-mail addresses, telephone and card numbers, IP
    addresses, postal addresses, dates of birth, names and chat text.

    \b
      salesiq-validate scrub traffic.har --to clean.har
      salesiq-validate scrub tests/cassettes/departments.yaml --in-place

    Placeholders have the type and form of what they stand for, and the same text becomes the same placeholder, so the
    scrubbed recording is judged as before. A file is written whole or not at all; one whose name ends in .gz is
    compressed. Look at the result all the same before you pass it on: no tool knows every secret.
    """  # noqa: D205, D301 - click reads the first paragraph as one, and the backspace as "do not wrap"
    if in_place and (target is not None or path == "-"):
        raise click.UsageError("--in-place replaces a file: give neither --to nor -.")
    config = opt.config_of(given)
    if in_place:
        _refuse_other_names(path)
        target = path
    elif _is_same_file(path, target):
        raise click.UsageError("The target is the recording itself; to replace it, say --in-place.")
    if target is None:
        done = _write(path, sys.stdout.buffer, config, ids=ids, all_hosts=all_hosts)
    else:
        from salesiq_validate.cli.whole_file import WholeFile

        packs = _is_gzip(path) if in_place else target.lower().endswith(".gz")
        with WholeFile(target, packs=packs) as sink:
            done = _write(path, cast("BinaryIO", sink), config, ids=ids, all_hosts=all_hosts)
    click.echo(_told(done), err=True)
    return CLEAN


def _write(path: str, sink: IO[bytes], config: Config, *, ids: bool, all_hosts: bool) -> Scrubbed:
    from salesiq_validate.contract.api_traffic import Traffic
    from salesiq_validate.recordings.scrub import scrub
    from salesiq_validate.recordings.scrub.scrubber import Scrubber

    validator = config.validator()
    return scrub(
        path,
        cast("BinaryIO", sink),
        Scrubber(operations=validator.operations, ids=ids, limits=config.limits),
        limits=config.limits,
        keep=None if all_hosts else Traffic(validator.router).keep,
        variables=config.variables,
    )


def _refuse_other_names(path: str) -> None:
    """Refuse to replace what is no file, or a file that others find under another name with its secrets in it."""
    there = Path(path)
    if not there.exists():
        return  # reading it says so
    found = there.stat()
    if not stat.S_ISREG(found.st_mode):
        raise click.UsageError("--in-place replaces a file, and this is none.")
    if found.st_nlink > 1:
        raise click.UsageError(
            "The recording has another name (a hard link), under which it would keep its secrets. "
            "Scrub it into a new file with --to, and remove both names."
        )


def _is_same_file(path: str, target: str | None) -> bool:
    """Tell whether what is read is also what is written, under whatever names."""
    try:
        read = os.fstat(sys.stdin.fileno()) if path == "-" else Path(path).stat()
        written = os.fstat(sys.stdout.fileno()) if target is None else Path(target).stat()
    except (OSError, ValueError):
        return False  # one of them is not there, or is no file of the system's
    return stat.S_ISREG(read.st_mode) and os.path.samestat(read, written)


def _is_gzip(path: str) -> bool:
    from salesiq_validate.recordings.stream.compression import GZIP

    try:
        with Path(path).open("rb") as file:
            return file.read(len(GZIP)) == GZIP
    except OSError:
        return False  # reading it says why


def _told(done: Scrubbed) -> str:
    parts = [f"{done.exchanges:,} exchange{'' if done.exchanges == 1 else 's'} scrubbed"]
    if done.skipped:
        parts.append(f"{done.skipped:,} to other hosts emptied")
    if done.unreadable:
        parts.append(f"{done.unreadable:,} unreadable, emptied")
    return ", ".join(parts) + "."
