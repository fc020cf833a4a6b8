"""Worker: the process that judges parts for another process, and the function with which both judge a part."""

from __future__ import annotations

import pickle
import signal
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO

from salesiq_validate.archive.part import blocks_of
from salesiq_validate.recordings.jsonl import split_lines
from salesiq_validate.run.files import Validators, judge_file
from salesiq_validate.run.partition import Partition, collect, count_partition, judge_partition
from salesiq_validate.run.results.summary import Summary

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from salesiq_validate.archive.part import ArchivePart
    from salesiq_validate.config import Config


def judge_part(part: ArchivePart, validators: Validators, stream: BinaryIO | None = None) -> Partition:
    """Judge a part of an archive, as if it were the first of its file.

    Arguments:
        part: a part of a file, or a whole file.
        validators: the validators of the run.
        stream: the opened file, if it cannot be opened by its name.
    """
    if part.begin is None:
        return collect(judge_file(part.file, validators, stream=stream))
    config = validators.config
    return judge_partition(
        split_lines(blocks_of(part, stream), config.limits.max_line_bytes),
        validators.of(part.file),
        file=part.file,
        limits=config.limits,
        strict_json=config.strict_json,
    )


def count_part(part: ArchivePart, config: Config, stream: BinaryIO | None = None) -> Partition:
    """Count the lines of a part that could not be judged, so that the lines after it keep their numbers."""
    if part.begin is None:
        return Partition(Summary(), ())
    return count_partition(split_lines(blocks_of(part, stream), config.limits.max_line_bytes), config.limits)


def serve(connection: Connection, config: Config) -> None:
    """Judge every part that comes, until the other end closes.

    An answer is a pickled `Partition`, or empty after a bug: the main process then hits the same bug and reports it.
    """
    # Ctrl-C reaches every process of a terminal, and the collecting process decides what to do.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    validators = Validators.by(config)
    with suppress(EOFError, OSError):
        while True:
            part: ArchivePart = connection.recv()
            connection.send_bytes(_answer(part, validators))


def _answer(part: ArchivePart, validators: Validators) -> bytes:
    try:
        return pickle.dumps(judge_part(part, validators), protocol=pickle.HIGHEST_PROTOCOL)
    except Exception:  # noqa: BLE001 - not lost: see `serve`
        return b""
