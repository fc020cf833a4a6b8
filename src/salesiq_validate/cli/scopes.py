"""`scopes`: which OAuth scopes operations or recordings need."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from attrs import define, field

from salesiq_validate.cli import completions
from salesiq_validate.cli import options as opt
from salesiq_validate.cli.group import CLEAN, FAILED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from salesiq_validate.cli.catalogue import Catalogue
    from salesiq_validate.cli.page import Page
    from salesiq_validate.config import Config
    from salesiq_validate.contract.operation import Operation

FORMAT: Final = "salesiq-validate/scopes-v1"


@click.command(short_help="Show which OAuth scopes operations or recordings need.")
@click.argument(
    "names", metavar="OPERATION|PATH...", nargs=-1, required=True, shell_complete=completions.operations_or_files
)
@click.option(
    "--format", "output_format", type=opt.Word("format", ("text", "json")), default="text", help="text or json."
)
@opt.server_option
@opt.extend_option
@opt.config_options
@opt.color_option
def command(names: tuple[str, ...], output_format: str, color: str, **given: Any) -> int:
    """Show which OAuth scopes operations need, or the calls in recordings.

    \b
      salesiq-validate scopes create_department list_operators
      salesiq-validate scopes traffic.har

    If an operation accepts one of several scopes, the list counts the first and names all. Exit code 2 means that a
    recording cannot be read.
    """  # noqa: D301 - click reads the backspace as "do not wrap"
    from salesiq_validate.cli.page import page_on

    config = opt.config_of(given)
    needed, failed = _needed(names, config)
    if output_format == "json":
        click.echo(json.dumps({"format": FORMAT, **needed.document()}, indent=2))
    else:
        needed.show(page_on(sys.stdout, color))
    return FAILED if failed else CLEAN


@define
class NeededScopes:
    """The scopes that calls need."""

    #: How often each operation is called, by operationId; 0 if the user only named it.
    calls: Counter[str] = field(factory=Counter)
    operations: dict[str, Operation] = field(factory=dict)
    #: How many calls match no operation.
    unmatched: int = 0

    def add(self, operation: Operation, times: int = 0) -> None:
        """Count calls of an operation."""
        self.operations[operation.id] = operation
        self.calls[operation.id] += times

    @property
    def by_scope(self) -> Mapping[str, list[Operation]]:
        """The operations by scope, counting only the first alternative of each."""
        found: dict[str, list[Operation]] = {}
        for operation in self.operations.values():
            for scope in operation.scopes[0] if operation.scopes else ():
                found.setdefault(scope, []).append(operation)
        return dict(sorted(found.items()))

    @property
    def undocumented(self) -> list[str]:
        """Operations whose scope no page documents."""
        return sorted(name for name, operation in self.operations.items() if not operation.scopes)

    def document(self) -> dict[str, Any]:
        """Return everything for programs."""
        return {
            "scopes": [
                {
                    "scope": scope,
                    "operations": [
                        {
                            "operation": operation.id,
                            "calls": self.calls[operation.id],
                            "alternatives": [list(way) for way in operation.scopes[1:]],
                            "basis": operation.basis_of("scopes").value,
                        }
                        for operation in operations
                    ],
                }
                for scope, operations in self.by_scope.items()
            ],
            "undocumented": self.undocumented,
            "unmatched": self.unmatched,
            "request": self.request,
        }

    @property
    def request(self) -> str:
        """The value of `scope` in a request to the accounts server."""
        return ",".join(self.by_scope)

    def show(self, page: Page) -> None:
        """Write everything for a person."""
        for scope, operations in self.by_scope.items():
            page.console.line(page.strong(page.console.text(scope)))
            for operation in operations:
                page.wrapped(f"{operation.id}{self._about(operation)}", first="  ", rest="      ")
        if self.undocumented:
            page.console.line()
            page.paragraph(f"No page documents the scope of {', '.join(self.undocumented)}.", indent=0)
        if self.unmatched:
            page.console.line()
            page.paragraph(f"Calls that are not documented: {self.unmatched:,}.", indent=0)
        if self.by_scope:
            page.console.line()
            page.facts([("to ask for them", f"scope={self.request}")])
        elif not self.undocumented and not self.unmatched:
            page.console.line("No call of the API was found.")

    def _about(self, operation: Operation) -> str:
        times = self.calls[operation.id]
        about = [f"{times:,} calls" if times > 1 else "1 call"] if times else []
        others = [" with ".join(way) for way in operation.scopes[1:]]
        about += [f"or {' or '.join(others)}"] if others else []
        basis = operation.basis_of("scopes").value
        about += [basis] if basis != "documented" else []
        return f" ({', '.join(about)})" if about else ""


def _needed(names: Iterable[str], config: Config) -> tuple[NeededScopes, bool]:
    """Look up names, and read recordings; return whether one of them could not be read."""
    from salesiq_validate.cli.catalogue import Catalogue
    from salesiq_validate.exceptions import UnknownName

    known, needed, failed = Catalogue.by(config), NeededScopes(), False
    files = []
    for name in names:
        is_file = name == "-" or Path(name).exists() or not name.replace("_", "").isalnum()
        if is_file:
            files.append(name)
            continue
        try:
            needed.add(known.operation(name))
        except UnknownName as error:
            raise click.UsageError(f"There is no file {name!r}, and {error}") from None
    if files:
        failed = _read(files, config, known, needed)
    return needed, failed


def _read(files: list[str], config: Config, known: Catalogue, needed: NeededScopes) -> bool:
    from salesiq_validate.cli.outcome import complain
    from salesiq_validate.exceptions import MissingExtra, UnreadableRecording
    from salesiq_validate.recordings import expand
    from salesiq_validate.run.files import recorded
    from salesiq_validate.run.steps import Judgement, judge

    validator, failed = config.validator(), False
    by_id = {operation.id: operation for operation in known.operations}
    for file in expand(files, limits=config.limits):
        try:
            for step in judge(recorded(file, config, validator), validator):
                if not isinstance(step, Judgement) or step.exchange is None or step.exchange.request is None:
                    continue
                # Do not test the report's truth: a report with errors is false, but its call still needs its scope.
                operation = None if step.report is None else by_id.get(step.report.operation or "")
                if operation is None:
                    needed.unmatched += 1
                else:
                    needed.add(operation, 1)
        except (UnreadableRecording, MissingExtra) as error:
            complain(str(error))
            failed = True
    return failed
