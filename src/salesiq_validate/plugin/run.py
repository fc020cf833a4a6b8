"""The plugin of one run of pytest: watches tests, checks their exchanges, fails or warns."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from warnings import warn_explicit

import pytest

from salesiq_validate.clients.own_code import OwnCode
from salesiq_validate.config import Config
from salesiq_validate.config.file import find_config, load_config
from salesiq_validate.exceptions import SalesIQValidateError, SalesIQWarning, UnusableArgument, did_you_mean
from salesiq_validate.plugin.contract_use import ATTRIBUTE, USE, ContractUse
from salesiq_validate.plugin.exchanges import SalesIQExchanges
from salesiq_validate.plugin.expectation import MARKER, Expectation
from salesiq_validate.plugin.failure_text import TITLE, failure_text, warning_texts
from salesiq_validate.plugin.recorder import Recorder
from salesiq_validate.plugin.recording_items import RECORDING_MARKER, RecordingFile, RecordingJudge, recordings_at
from salesiq_validate.plugin.run_summary import RunSummary
from salesiq_validate.plugin.watch import Watch
from salesiq_validate.recordings import expand
from salesiq_validate.run.baseline import Baseline

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from salesiq_validate.run.steps import Judgement
    from salesiq_validate.validator import Validator

#: What a run may do with findings.
MODES: Final = ("off", "warn", "error")
_NAME: Final = "salesiq_validate_run"
_EXCHANGES: Final = pytest.StashKey[SalesIQExchanges]()


def run_of(config: pytest.Config) -> Run:
    """Return the plugin of a run; the first call creates it.

    Raises:
        pytest.UsageError: an option or the configuration file cannot be used.
    """
    known: Run | None = config.pluginmanager.get_plugin(_NAME)
    if known is not None:
        return known
    if pytest.version_tuple < (8,):
        raise pytest.UsageError(f"salesiq-validate needs pytest 8 or later; this is {pytest.__version__}")
    try:
        asks_for_summary = bool(config.getoption("salesiq_recordings")) or _least(config) is not None
        run = Run(config, mode=_mode(config), settings=_settings(config))
    except SalesIQValidateError as error:
        raise pytest.UsageError(str(error)) from None
    config.pluginmanager.register(run, _NAME)
    if not hasattr(config, "workerinput") and (run.judges_all or asks_for_summary):
        config.pluginmanager.register(
            RunSummary(config, run.validator, run.settings.limits, run.recordings, judges_all=run.judges_all),
            f"{_NAME}_summary",
        )
    if run.judges_all:
        config.pluginmanager.register(_EveryTest(), f"{_NAME}_every_test")
    return run


def _mode(config: pytest.Config) -> str:
    mode = str(config.getoption("salesiq_validate") or config.getini("salesiq_validate"))
    if mode not in MODES:
        nearest = did_you_mean(mode, MODES) or f" It is one of {', '.join(MODES)}."
        raise UnusableArgument(f"salesiq_validate: there is no mode {mode!r}.{nearest}")
    return mode


def _least(config: pytest.Config) -> float | None:
    least: float | None = config.getoption("salesiq_fail_under")
    if least is not None and not 0 <= least <= 100:
        raise UnusableArgument("--salesiq-fail-under takes a share of the operations in percent, from 0 to 100")
    return least


def _settings(config: pytest.Config) -> Config:
    file = find_config(config.rootpath)
    return Config() if file is None else load_config(file)


class _EveryTest:
    """Checks every test that has fixtures with its own `salesiq_validator` and marker."""

    @pytest.fixture(autouse=True)
    def _salesiq_judged(self, salesiq: SalesIQExchanges) -> SalesIQExchanges:
        return salesiq


class Run:
    """Hooks and state of one run."""

    def __init__(self, config: pytest.Config, *, mode: str, settings: Config) -> None:
        self.settings = settings
        #: The validator, unless a project overrides the fixture `salesiq_validator`. It judges bodies as sent, so it
        #: finds duplicate keys as well, whatever is set for recordings.
        self.validator = settings.validator(strict_json=True)
        self.judges_all = mode != "off"
        self._fail_on = None if mode == "warn" else settings.fail_on
        self._recorder = Recorder(OwnCode(config.rootpath))
        self._watch = Watch(self._recorder)
        self._derived: dict[tuple[Validator, Expectation], Validator] = {}
        self._is_known = None if settings.baseline is None else Baseline.read(settings.baseline).knows
        #: Files, folders and patterns of recordings.
        # A project's `addopts` apply wherever pytest starts, so their paths may be relative to several folders.
        self.recordings = recordings_at(
            config.getoption("salesiq_recordings"), (config.invocation_params.dir, config.rootpath)
        )
        self._named_recordings: frozenset[Path] = frozenset()
        config.addinivalue_line("markers", f"{RECORDING_MARKER}: a recording that --salesiq-recordings collects.")

    def exchanges_of(self, item: pytest.Item, validator: Validator) -> SalesIQExchanges:
        """Return the exchanges of a test, for a validator and the test's marker.

        Raises:
            pytest.fail.Exception: the marker has something without meaning.
        """
        __tracebackhide__ = True
        exchanges, wrong = self._begun(item), None
        try:
            expectation = Expectation.of(item.iter_markers(MARKER), validator)
        except UnusableArgument as error:
            expectation, wrong = Expectation(), str(error)
        derived = self._derived.get((validator, expectation))
        if derived is None:
            derived = self._derived[validator, expectation] = expectation.applied_to(validator)
        exchanges.judge_by(derived, expectation)
        if wrong is not None:
            pytest.fail(wrong, pytrace=False)
        return exchanges

    def _begun(self, item: pytest.Item) -> SalesIQExchanges:
        known = item.stash.get(_EXCHANGES, None)
        if known is not None:
            return known
        self._watch.start()
        calls = self._recorder.calls = []
        return item.stash.setdefault(
            _EXCHANGES, SalesIQExchanges(calls, fail_on=self._fail_on, is_known=self._is_known)
        )

    def _ready(self, item: pytest.Item) -> SalesIQExchanges | None:
        """Return the exchanges of a test, or None if the plugin does not watch it."""
        exchanges = item.stash.get(_EXCHANGES, None)
        if exchanges is not None and exchanges.validator is None:
            # It uses no fixtures, or they failed before its own validator was known.
            self.exchanges_of(item, self.validator)
        return exchanges

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Collect the recordings after everything else."""
        if isinstance(collector, pytest.Session):
            self._named_recordings = self._recordings_among(collector.config)
        report = yield
        if isinstance(collector, pytest.Session) and report.passed and self.recordings and not self._named_recordings:
            judge = self._recording_judge()
            for file in expand(self.recordings, limits=self.settings.limits):
                report.result.append(RecordingFile.of(Path(file), collector, judge))
        return report

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> RecordingFile | None:
        """Collect a recording that the command line names."""
        if not self._named_recordings or file_path.resolve() not in self._named_recordings:
            return None
        return RecordingFile.of(file_path, parent, self._recording_judge())

    def _recordings_among(self, config: pytest.Config) -> frozenset[Path]:
        """Return the recordings that the command line names, as `traffic/one.har::recording`."""
        folder = config.invocation_params.dir
        named = frozenset((folder / name.partition("::")[0]).resolve() for name in config.args)
        if not self.recordings or not any(path.is_file() for path in named):
            return frozenset()
        return named & {Path(file).resolve() for file in expand(self.recordings, limits=self.settings.limits)}

    def _recording_judge(self) -> RecordingJudge:
        return RecordingJudge(
            settings=self.settings,
            validator=self.settings.validator(),
            fail_on=self._fail_on,
            is_known=self._is_known,
        )

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Begin a test's exchanges before its first fixture, again if the test is repeated."""
        item.stash[USE] = ContractUse()
        if _EXCHANGES in item.stash:
            del item.stash[_EXCHANGES]
        self._watch.start()
        if self.judges_all or MARKER in getattr(item, "fixturenames", ()):
            self._begun(item)
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Fail a test that has passed, if it or its fixtures have findings."""
        __tracebackhide__ = True
        result = yield
        self._fail_or_warn(item)
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Fail a teardown with findings."""
        __tracebackhide__ = True
        try:
            result = yield
        finally:
            self._recorder.calls = None
        self._fail_or_warn(item)
        return result

    def _fail_or_warn(self, item: pytest.Item) -> None:
        exchanges = self._ready(item) if self.judges_all else None
        if exchanges is None or exchanges.validator is None:
            return
        told = exchanges.tell()
        warnings = [
            (text, exchanges.sent_at(exchange)) for text, exchange in warning_texts(told.warned, exchanges.validator)
        ]
        failing, unjudged = told.failing, told.unjudged
        if self._fail_on is None:
            warnings, unjudged = warnings + [(text, "") for text in unjudged], []
        try:
            for text, sent_at in warnings:
                _warn(item, text, sent_at)
        except SalesIQWarning:
            # The project turns warnings into errors; a traceback through pytest would not help.
            failing, unjudged = failing + told.warned, told.unjudged
        if failing or unjudged:
            pytest.fail(_text(failing, unjudged, exchanges), pytrace=False)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Add the operations that the test exercises, and the findings of a test that failed by itself."""
        use, exchanges, wrong = item.stash.get(USE, ContractUse()), None, ""
        # Earlier, a wrong marker would be an internal error of pytest; the call reports it.
        if call.when == "teardown" or call.excinfo is not None:
            try:
                exchanges = self._ready(item)
            except pytest.fail.Exception as error:
                exchanges, wrong = item.stash[_EXCHANGES], str(error)
        if call.when == "teardown":
            if exchanges is not None:
                use.add(exchanges.judged)
            use.cassettes, self._recorder.cassettes = self._recorder.cassettes, set()
            item.user_properties.extend(one for one in use.properties if one not in item.user_properties)
        report = yield
        if call.when == "teardown":
            setattr(report, ATTRIBUTE, use.as_plain())
        _shorten(report)
        if wrong:
            report.sections.append((TITLE, wrong))
        if call.excinfo is not None and self.judges_all and exchanges is not None and exchanges.validator is not None:
            # A test that skips itself or fails as expected needs no further message.
            told = exchanges.tell()
            if (told.failing or told.unjudged) and report.failed:
                report.sections.append((TITLE, _text(told.failing, told.unjudged, exchanges)))
        return report

    def pytest_unconfigure(self) -> None:
        """Restore every client library."""
        self._watch.stop()


def _shorten(report: pytest.TestReport) -> None:
    """Shorten the message, so that pytest's short summary, one line for each failed test, has room for the rule."""
    crash = getattr(report.longrepr, "reprcrash", None)
    if crash is not None:
        crash.message = crash.message.removeprefix(f"Failed: {TITLE}: ")


def _warn(item: pytest.Item, text: str, sent_at: str) -> None:
    """Warn at the line that sent the request, or at the test if that line is not known."""
    file, _, line = sent_at.partition(" from ")[0].rpartition(":")
    if file:
        warn_explicit(SalesIQWarning(text), SalesIQWarning, str(item.config.rootpath / file), int(line))
    else:
        item.warn(SalesIQWarning(text))


def _text(failing: Sequence[Judgement], unjudged: Sequence[str], exchanges: SalesIQExchanges) -> str:
    assert exchanges.validator is not None
    texts = [failure_text(failing, exchanges.validator, exchanges.sent_at)] if failing else []
    return "\n\n".join([*texts, *unjudged])
