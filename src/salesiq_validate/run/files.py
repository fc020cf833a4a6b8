"""Files: goes through all recordings of a run, and continues after an unreadable one.

`Runner` judges them in this process. `archive.workers` and `archive.dask` provide the pieces in other ways. The rest is
the same, so a report does not depend on where the recordings were judged.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, BinaryIO, Protocol

from attrs import define, field, frozen

from salesiq_validate.contract.api_traffic import Traffic
from salesiq_validate.exceptions import EmptyRecording, MissingExtra, SalesIQValidateError, UnreadableRecording
from salesiq_validate.recordings import expand, read
from salesiq_validate.run.issued_tokens import issued_tokens
from salesiq_validate.run.steps import Step, judge

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping

    from salesiq_validate.config import Config
    from salesiq_validate.contract.tokens import IssuedToken
    from salesiq_validate.finding import Finding
    from salesiq_validate.recordings import Entry
    from salesiq_validate.run.partition import Partition
    from salesiq_validate.run.results.summary import Summary
    from salesiq_validate.validator import Validator


class RunStopped(SalesIQValidateError):
    """The run cannot go on, because the workers are gone; earlier results stay."""


@frozen
class Piece:
    """A recording or a part of one, in the order of the run."""

    file: str
    #: The results, if another process judged it; None if we have yet to judge it here.
    partition: Partition | None = None
    #: How many of its entries were judged without results that come here.
    entries: int = 0
    #: The message about a part that no worker could judge.
    lost: str | None = None


class Sink(Protocol):
    """Takes the results in the order of the recordings, and the messages about them."""

    def take(self, steps: Iterator[Step], file: str) -> None:
        """Take the steps of a file."""
        ...

    def absorb(self, counted: Summary, file: str) -> None:
        """Add the counts of exchanges that another process has checked."""
        ...

    def passed(self, entries: int, file: str) -> None:
        """Note that entries of a file were judged; their counts come later."""
        ...

    def complain(self, text: str) -> None:
        """Report a failure."""
        ...

    def note(self, text: str) -> None:
        """Report something that does not affect the outcome."""
        ...


@define(eq=False, repr=False)
class Validators:
    """The validators of a run: one for all recordings, and more if some files have their own settings."""

    config: Config
    #: For recordings without their own settings.
    common: Validator
    _own: dict[tuple[object, ...], Validator] = field(factory=dict, init=False)
    _tokens: dict[str, Mapping[str, IssuedToken]] = field(factory=dict, init=False)
    _with_tokens: dict[str, Validator] = field(factory=dict, init=False)

    @classmethod
    def by(cls, config: Config) -> Validators:
        """Return the validators that judge as configured.

        Raises:
            UnknownName: the configuration names something that does not exist; the message has the nearest name.
            UnusableExtension: an extension file does not follow its schema.
        """
        return cls(config, config.validator())

    def of(self, file: str) -> Validator:
        """Return the validator for a recording."""
        validator = self._configured(file)
        tokens = self.tokens_of(file)
        if not tokens:
            return validator
        if file not in self._with_tokens:
            self._with_tokens[file] = validator.having(issued=tokens)
        return self._with_tokens[file]

    def tokens_of(self, file: str) -> Mapping[str, IssuedToken]:
        """Return the tokens that a recording's answers issue, by digest."""
        if file not in self._tokens:
            self._tokens[file] = issued_tokens(file, self.common.router.servers, self.config.limits)
        return self._tokens[file]

    def _configured(self, file: str) -> Validator:
        own = self.config.for_file(file)
        if own is self.config:
            return self.common
        key = (own.ignore, own.allow_codes)
        if key not in self._own:
            self._own[key] = own.validator()
        return self._own[key]


@define(eq=False, repr=False)
class Runner:
    """Judges all recordings of a run, one after another."""

    validators: Validators
    sink: Sink
    #: Tells whether a baseline knows a finding; known findings do not count.
    is_known: Callable[[Finding], bool] | None = field(default=None, kw_only=True)
    #: Files that we have judged or begun to judge.
    judged: set[str] = field(factory=set, init=False)
    #: Files that we could not read to their end.
    unreadable: dict[str, UnreadableRecording | MissingExtra] = field(factory=dict, init=False)
    #: Messages about parts that no worker could judge.
    lost: list[str] = field(factory=list, init=False)

    def run(self, paths: Iterable[str]) -> bool:
        """Check the recordings at some paths; return whether all of them could be read."""
        try:
            with closing(self.pieces(paths)) as pieces:
                for piece in pieces:
                    if piece.file not in self.unreadable:  # as a single process, which stops where it cannot read on
                        self._take(piece)
            self.absorb_rest()
        except KeyboardInterrupt:
            self.absorb_rest(wait=False)
            raise
        except RunStopped as stopped:
            self.sink.complain(str(stopped))
            self.absorb_rest(wait=False)
            return False
        return not (self.unreadable or self.lost)

    def pieces(self, paths: Iterable[str]) -> Generator[Piece, None, None]:
        """Yield the pieces of all recordings in order.

        Raises:
            RunStopped: nothing more can be judged.
        """
        for file in expand(paths, limits=self.validators.config.limits):
            yield Piece(file)

    def absorb_rest(self, *, wait: bool = True) -> None:
        """Give the sink the counts of exchanges that did not come as pieces; here, all come as pieces.

        Arguments:
            wait: wait for the parts that are not judged yet.
        """

    def _take(self, piece: Piece) -> None:
        self.judged.add(piece.file)
        partition = piece.partition
        if partition is None:
            self._judge(piece.file)
            return
        if piece.lost is not None:
            self.lost.append(piece.lost)
            self.sink.complain(piece.lost)
        self.sink.absorb(partition.clean, piece.file)
        self.sink.passed(piece.entries, piece.file)
        self.sink.take(partition.steps(self.is_known), piece.file)
        if partition.stopped_by is not None:
            self._give_up(piece.file, partition.stopped_by)

    def _judge(self, file: str) -> None:
        try:
            self.sink.take(judge_file(file, self.validators, is_known=self.is_known), file)
        except (UnreadableRecording, MissingExtra) as error:
            self._give_up(file, error)

    def _give_up(self, file: str, error: UnreadableRecording | MissingExtra) -> None:
        if isinstance(error, EmptyRecording) and self.validators.config.allow_empty:
            return
        self.sink.complain(str(error) if isinstance(error, UnreadableRecording) else f"cannot read {file}: {error}")
        self.unreadable[file] = error


def judge_file(
    file: str,
    validators: Validators,
    *,
    is_known: Callable[[Finding], bool] | None = None,
    stream: BinaryIO | None = None,
) -> Iterator[Step]:
    """Judge a recording as configured.

    Arguments:
        file: the recording's name.
        validators: the validators of the run.
        is_known: tells whether a baseline knows a finding; known findings do not count.
        stream: the opened file, if it cannot be opened by its name.
    """
    validator = validators.of(file)
    entries = recorded(file if stream is None else stream, validators.config, validator, name=file)
    return judge(entries, validator, is_known=is_known)


def recorded(
    source: str | os.PathLike[str] | BinaryIO, config: Config, validator: Validator, *, name: str | None = None
) -> Iterator[Entry]:
    """Read a recording as configured; arguments and errors are those of `recordings.read`."""
    return read(
        source,
        name=name,
        limits=config.limits,
        strict_json=config.strict_json,
        keep=Traffic(validator.router).keep,
        variables=config.variables,
    )
