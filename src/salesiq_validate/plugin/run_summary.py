"""Shows the coverage of a whole run at its end: in the terminal, in JUnit XML and in the exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from salesiq_validate.plugin.contract_use import ATTRIBUTE, ContractUse
from salesiq_validate.plugin.failure_text import TITLE
from salesiq_validate.plugin.recording_items import RECORDING_MARKER, cassettes_below
from salesiq_validate.privacy.printable import printable
from salesiq_validate.reporters.words import counted
from salesiq_validate.run.coverage import coverage_of, percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from salesiq_validate.limits import Limits
    from salesiq_validate.reporters import CoverageRow
    from salesiq_validate.validator import Validator

#: How many cassettes we list.
_MOST: Final = 10


class RunSummary:
    """Collects the reports of all tests from all processes."""

    def __init__(
        self,
        config: pytest.Config,
        validator: Validator,
        limits: Limits,
        recordings: Sequence[str],
        *,
        judges_all: bool,
    ) -> None:
        self._config = config
        self._validator = validator
        self._limits = limits
        #: Files, folders and patterns of recordings.
        self._recordings = recordings
        #: Whether the plugin watched every test, and not only those that ask for it.
        self._judges_all = judges_all
        self._use = ContractUse()
        #: Whether any test but recordings ran.
        self._has_tests = False
        #: Whether the run ended before all tests ran.
        self._was_cut_short = False
        self._least: float | None = config.getoption("salesiq_fail_under")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add the operations of a test."""
        plain = getattr(report, ATTRIBUTE, None)
        if plain is not None:
            self._use.update(ContractUse.from_plain(plain))
            self._has_tests |= RECORDING_MARKER not in report.keywords

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the totals to JUnit XML, and fail a run that exercised too little."""
        stopped = session.shouldfail or session.shouldstop or session.exitstatus == pytest.ExitCode.INTERRUPTED
        self._was_cut_short = bool(stopped)
        if self._config.option.collectonly:
            return
        self._tell_junit()
        if self._lacks and session.exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Write the totals to the terminal."""
        lines = [] if self._config.option.collectonly else list(self._lines())
        if lines:
            terminalreporter.write_sep("=", TITLE)
            for line in lines:
                terminalreporter.write_line(line)
        if self._lacks and not self._config.option.collectonly:
            told = (
                f"FAIL: the run exercised {self._reached:.1f} % of the operations; "
                f"--salesiq-fail-under requires {self._least:g} %."
            )
            if not self._judges_all:
                told += (
                    " Only tests with the fixture salesiq count; for all tests, add --salesiq-validate=warn or error."
                )
            terminalreporter.write_line(told, red=True)

    def _lines(self) -> Iterator[str]:
        use = self._use
        if use.exchanges:
            refused = f", {use.refused} refused" if use.refused else ""
            yield f"{counted(use.exchanges, 'exchange')} with SalesIQ{refused}"
            for covered in self._coverage():
                yield f"{covered.seen} of {covered.total} {covered.kind} exercised ({percent(covered):.1f} %)"
            if self._config.get_verbosity() > 0:
                yield f"operations: {', '.join(sorted(use.operations)) or 'none'}"
                yield f"error codes: {', '.join(map(str, sorted(use.codes))) or 'none'}"
        unused = self._unused_cassettes()
        if unused:
            yield f"{counted(len(unused), 'cassette')} that no test of this run used:"
            yield from (f"  {printable(name)}" for name in unused[:_MOST])
            if len(unused) > _MOST:
                yield f"  and {len(unused) - _MOST} more"

    def _coverage(self) -> tuple[CoverageRow, ...]:
        return coverage_of(self._use, self._validator)

    @property
    def _reached(self) -> float:
        return percent(self._coverage()[0])

    @property
    def _lacks(self) -> bool:
        return self._least is not None and self._reached < self._least

    def _unused_cassettes(self) -> Sequence[str]:
        """Return cassettes that no test has loaded, if all tests that could load them have run."""
        if not self._has_tests or self._was_cut_short or self._is_narrowed:
            return ()
        folder = self._config.invocation_params.dir
        cassettes = cassettes_below(self._recordings, self._limits)
        unused = (file for file in cassettes if str(file.resolve()) not in self._use.cassettes)
        return [(file.relative_to(folder) if file.is_relative_to(folder) else file).as_posix() for file in unused]

    @property
    def _is_narrowed(self) -> bool:
        """Whether the run has only selected tests: by ids or files, `-k` or `--lf`.

        `-m` does not count, because it is often in `addopts`.
        """
        config = self._config
        named = any("::" in name or (config.invocation_params.dir / name).is_file() for name in config.args)
        return named or bool(config.getoption("keyword")) or bool(config.getoption("lf", default=False))

    def _tell_junit(self) -> None:
        from _pytest.junitxml import xml_key

        xml = self._config.stash.get(xml_key, None)
        if xml is None or not self._use.exchanges:
            return
        xml.add_global_property("salesiq_exchanges", self._use.exchanges)
        xml.add_global_property("salesiq_refused", self._use.refused)
        for covered in self._coverage():
            kind = covered.kind.replace(" ", "_")
            xml.add_global_property(f"salesiq_{kind}_exercised", covered.seen)
            xml.add_global_property(f"salesiq_{kind}_documented", covered.total)
