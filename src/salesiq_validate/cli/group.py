"""CommandLine: the group of all commands, each imported on demand, and the one place that handles all errors.

We promise these exit codes: 0 clean, 1 findings, 2 the tool could not do its work. As in shells, an interrupted process
ends with 130, and a process whose reader has closed the pipe with 141.
"""

from __future__ import annotations

import atexit
import errno
import gc
import io
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CLEAN: Final = 0
FINDINGS: Final = 1
FAILED: Final = 2
INTERRUPTED: Final = 130
READER_GONE: Final = 141

#: Set this to see the traceback of a bug in this tool; it may contain values of the traffic.
TRACEBACK: Final = "SALESIQ_VALIDATE_TRACEBACK"


class CommandLine(click.Group):
    """A group with each command in a module of the same name.

    Arguments:
        commands_of: each command with its line in `--help`, so that help need not import the commands.
    """

    def __init__(self, *args: Any, commands_of: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commands_of = commands_of

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of their table."""
        del ctx
        return list(self.commands_of)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        del ctx
        if cmd_name not in self.commands_of:
            return None
        command: click.Command = import_module(f"salesiq_validate.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of commands."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(self.commands_of.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or name the nearest one."""
        if args[0] in self.commands_of or ctx.resilient_parsing or args[0].startswith("-"):
            return super().resolve_command(ctx, args)
        from salesiq_validate.cli.nearest import no_such
        from salesiq_validate.privacy.printable import printable

        sentence = no_such("command", args[0], self.commands_of)
        if os.path.exists(args[0]):  # noqa: PTH110 - this function accepts texts that cannot be file names
            file = printable(args[0])
            sentence = f"There is no command {file!r}. To check a recording: {ctx.info_name} check {file}"
        raise click.UsageError(sentence, ctx)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002 - click's signature
        **extra: Any,
    ) -> Any:
        """Run a command; in standalone mode every error becomes a sentence and an exit code."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        if args is None:
            _collect_rarely()
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                # File names may have characters that no encoding can write. Programs expect UTF-8, but Windows would
                # write an old code page to pipes and files.
                stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")
        if sys.stdout is None:  # closed by the process that started us
            sys.stdout = io.StringIO()
        try:
            code = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
            sys.stdout.flush()
        except (click.Abort, KeyboardInterrupt):
            code = INTERRUPTED
        except click.ClickException as error:
            error.show()
            code = FAILED
        except Exception as error:  # noqa: BLE001 - the last place; it reports unknown errors as bugs
            code = _told(error)
        sys.exit(code or CLEAN)

    def invoke(self, ctx: click.Context) -> Any:
        """Call the command; when the reader of a pipe goes away, click would exit with 1, which means findings here."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            return _reader_gone()


def _collect_rarely() -> None:
    """Collect cyclic garbage rarely, and not at the end, if the process runs nothing but this tool.

    Modules and the catalogue are fifty thousand objects that stay. Python would scan them again and again, and once
    more at the end. This takes a tenth of the time that one small file takes.
    """
    if sys.implementation.name == "cpython":
        gc.set_threshold(100_000, 20, 100)
        atexit.register(gc.freeze)


def _reader_gone() -> int:
    # At its end, the interpreter would flush standard output once more, and fail again.
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = io.StringIO()
    return READER_GONE


def _told(error: Exception) -> int:
    """Print an error that ends the run, and return the exit code."""
    from salesiq_validate.exceptions import SalesIQValidateError
    from salesiq_validate.privacy.printable import printable

    if isinstance(error, SalesIQValidateError):
        click.echo(f"Error: {printable(str(error))}", err=True)
    elif isinstance(error, OSError):
        if error.errno == errno.EPIPE:
            return _reader_gone()
        file = f"the file {printable(error.filename)}" if isinstance(error.filename, str) else "a file"
        click.echo(f"Error: {file} cannot be used: {error.strerror or type(error).__name__}", err=True)
    else:
        if os.environ.get(TRACEBACK):
            raise error
        # The text of another library's exception may contain values of the traffic.
        click.echo(
            f"Error: this is a bug in salesiq-validate ({type(error).__name__} in {_place_of(error)}). Please report "
            f"it; with {TRACEBACK}=1 it shows a traceback, which may hold values of your traffic.",
            err=True,
        )
    return FAILED


def _place_of(error: BaseException) -> str:
    trace, place = error.__traceback__, "unknown"
    while trace is not None:
        name = trace.tb_frame.f_globals.get("__name__", "")
        if name.startswith("salesiq_validate"):
            place = f"{name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
