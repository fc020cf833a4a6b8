"""Outputs: several reporters at once, each with its own stream."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from attrs import evolve

from salesiq_validate.exceptions import UnknownName, UnusableArgument
from salesiq_validate.reporters import REPORTERS, ReportOptions, make_reporter
from salesiq_validate.reporters.whole_file import WholeFile

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType
    from typing import TextIO

    from salesiq_validate.exchange import Exchange
    from salesiq_validate.finding import Finding, Report
    from salesiq_validate.reporters import Reporter
    from salesiq_validate.run.results.summary import Summary


class Output(NamedTuple):
    """A format, and the file for it."""

    format: str
    #: None means standard output.
    file: str | None = None

    @classmethod
    def parse(cls, text: str) -> Output:
        """Read `sarif=report.sarif`; a format alone, or with `-`, goes to standard output.

        Raises:
            UnknownName: there is no such format.
            UnusableArgument: the file's name is missing.
        """
        name, equals, file = text.partition("=")
        if name not in REPORTERS:
            raise UnknownName("format", name, tuple(REPORTERS))
        if equals and not file:
            raise UnusableArgument(f"write an output as FORMAT=FILE; {text!r} names no file")
        return cls(name, None if file in {"", "-"} else file)


class Reporters:
    """A reporter that passes everything on to several others; their files appear when all of them have finished.

    The reader of standard output may close it early. The files are still written; the error is raised afterwards.
    """

    def __init__(self, reporters: Sequence[Reporter], files: Sequence[WholeFile]) -> None:
        self._reporters = list(reporters)
        self._files = files
        self._reader_gone: BrokenPipeError | None = None

    def start(self) -> None:
        """Start every reporter."""
        self._each(lambda reporter: reporter.start())

    def add(self, exchange: Exchange | None, findings: Sequence[Finding], report: Report | None) -> None:
        """Pass an exchange to every reporter."""
        self._each(lambda reporter: reporter.add(exchange, findings, report))

    def finish(self, summary: Summary) -> None:
        """Finish every reporter, and put their files in place."""
        self._each(lambda reporter: reporter.finish(summary))
        for file in self._files:
            file.keep()
        if self._reader_gone is not None:
            raise self._reader_gone

    def _each(self, do: Callable[[Reporter], None]) -> None:
        for reporter in list(self._reporters):
            try:
                do(reporter)
            except BrokenPipeError as error:
                if len(self._reporters) == 1:
                    raise
                self._reporters.remove(reporter)
                self._reader_gone = error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for file in self._files:
            file.close()


def open_reporters(outputs: Sequence[Output], stdout: TextIO, options: ReportOptions | None = None) -> Reporters:
    """Open the files of all outputs and return their reporters as one.

    Arguments:
        outputs: no two may go to the same place.
        stdout: the stream for outputs without a file.
        options: colours apply to `stdout` only.

    Raises:
        UnusableArgument: two outputs share a place, or a file cannot be written.
    """
    options = options or ReportOptions()
    places = [output.file and str(Path(output.file).resolve()) for output in outputs]
    if len(set(places)) < len(places):
        raise UnusableArgument("two outputs go to the same place; give each a file of its own: --output FORMAT=FILE")
    reporters: list[Reporter] = []
    files: list[WholeFile] = []
    for output in outputs:
        if output.file is None:
            reporters.append(make_reporter(output.format, stdout, options))
            continue
        files.append(WholeFile(output.file))
        try:
            stream = files[-1].text()
        except OSError as error:
            Reporters((), files).__exit__(None, None, None)
            raise UnusableArgument(f"the output {output.file!r} cannot be written: {error.strerror}") from error
        reporters.append(make_reporter(output.format, stream, evolve(options, color=False, links=False)))
    return Reporters(reporters, files)
