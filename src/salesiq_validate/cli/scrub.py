"""`scrub`: rewrite a recording without its secrets and personal data."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, cast

import click

from salesiq_validate.cli import options as opt
from salesiq_validate.cli.group import CLEAN

if TYPE_CHECKING:
    from typing import BinaryIO

    from salesiq_validate.config import Config
    from salesiq_validate.recordings.scrub import ScrubResult
    from salesiq_validate.reporters.whole_file import Packing

#: By the ending of the target's name.
_PACKINGS: Final[dict[str, Packing]] = {".gz": "gzip", ".zst": "zstd"}


@click.command(short_help="Remove secrets and personal data from a recording.")
@click.argument("path", metavar="PATH", type=click.Path())
@click.option("-o", "--to", "target", metavar="FILE", help="File to write.  [default: standard output]")
@click.option("--in-place", is_flag=True, help="Overwrite the recording.")
@click.option("--ids", is_flag=True, help="Replace ids in URLs and bodies as well.")
@click.option("--all-hosts", is_flag=True, help="Keep traffic to hosts other than SalesIQ, and scrub it.")
@opt.portal_options
@opt.variable_option
@opt.config_options
def command(path: str, target: str | None, *, in_place: bool, ids: bool, all_hosts: bool, **given: Any) -> int:
    """Remove tokens, cookies, e-mail addresses, telephone and card numbers, IP addresses, postal addresses, dates of
    birth, names and chat text from a recording. Its format stays the same.

    \b
      salesiq-validate scrub traffic.har --to clean.har
      salesiq-validate scrub tests/cassettes/departments.yaml --in-place

    A placeholder has the type and form of the original value, and equal texts get equal placeholders, so `check` finds
    the same as before. The file is written completely or not at all; a name that ends in .gz or .zst compresses it.
    Read the result before you share it: no tool knows every secret.
    """  # noqa: D205, D301 - click reads the first paragraph as one, and the backspace as "do not wrap"
    if in_place and (target is not None or path == "-"):
        raise click.UsageError("--in-place overwrites a file, so do not use it with --to or -.")
    target = None if target == "-" else target
    config = opt.config_of(given)
    if in_place:
        _refuse_other_names(path)
        target = path
    elif _is_same_file(path, target):
        raise click.UsageError("The target is the recording itself; to overwrite it, use --in-place.")
    if target is None:
        done = _write(path, sys.stdout.buffer, config, ids=ids, all_hosts=all_hosts)
    else:
        from salesiq_validate.reporters.whole_file import WholeFile

        packing = _packing_of(path) if in_place else _PACKINGS.get(Path(target).suffix.lower(), "none")
        with WholeFile(target, packing=packing) as sink:
            done = _write(path, cast("BinaryIO", sink), config, ids=ids, all_hosts=all_hosts, keeps_form=in_place)
    click.echo(_told(done), err=True)
    return CLEAN


def _write(
    path: str, sink: IO[bytes], config: Config, *, ids: bool, all_hosts: bool, keeps_form: bool = False
) -> ScrubResult:
    from salesiq_validate.contract.api_traffic import Traffic
    from salesiq_validate.contract.tokens import TOKEN_PATH
    from salesiq_validate.recordings.scrub import scrub
    from salesiq_validate.recordings.scrub.scrubber import Scrubber

    validator = config.validator()
    traffic = Traffic(validator.router)
    return scrub(
        path,
        cast("BinaryIO", sink),
        Scrubber(operations=validator.operations, ids=ids, limits=config.limits),
        limits=config.limits,
        # The facts in token answers count as well.
        keep=None if all_hosts else lambda url: traffic.keep(url) or TOKEN_PATH in url,
        variables=config.variables,
        keeps_form=keeps_form,
    )


def _refuse_other_names(path: str) -> None:
    """Refuse to overwrite anything but a file, or a file with a second name that would keep the secrets."""
    there = Path(path)
    if not there.exists():
        return  # reading it says so
    found = there.stat()
    if not stat.S_ISREG(found.st_mode):
        raise click.UsageError("--in-place overwrites a file, but this is not a file.")
    if found.st_nlink > 1:
        raise click.UsageError(
            "The recording has another name (a hard link) that would keep its secrets. "
            "Scrub it into a new file with --to, and remove both names."
        )


def _is_same_file(path: str, target: str | None) -> bool:
    """Tell whether source and target are the same file, even under different names."""
    try:
        read = os.fstat(sys.stdin.fileno()) if path == "-" else Path(path).stat()
        written = os.fstat(sys.stdout.fileno()) if target is None else Path(target).stat()
    except (OSError, ValueError):
        return False  # one of them does not exist, or is not a file of the system
    return stat.S_ISREG(read.st_mode) and os.path.samestat(read, written)


def _packing_of(path: str) -> Packing:
    """Return the compression of a file, judging by its first bytes."""
    from salesiq_validate.recordings.stream.compression import GZIP, ZSTD
    from salesiq_validate.recordings.stream.source import ZIP

    try:
        with Path(path).open("rb") as file:
            head = file.read(4)
    except OSError:
        return "none"  # reading it says why
    if head == ZIP:
        raise click.UsageError("The recording is a zip archive; scrub it into a new file with --to.")
    return "gzip" if head.startswith(GZIP) else "zstd" if head == ZSTD else "none"


def _told(done: ScrubResult) -> str:
    parts = [f"{done.exchanges:,} exchange{'' if done.exchanges == 1 else 's'} scrubbed"]
    if done.skipped:
        parts.append(f"{done.skipped:,} to other hosts emptied")
    if done.unreadable:
        parts.append(f"{done.unreadable:,} unreadable, emptied")
    return ", ".join(parts) + "."
