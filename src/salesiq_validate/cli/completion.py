"""`completion`: the script with which a shell completes commands, options, rules, codes and operations."""

from __future__ import annotations

import os

import click

from salesiq_validate.cli import options as opt

SHELLS = ("bash", "zsh", "fish")
PROGRAM = "salesiq-validate"


@click.command(short_help="Print a script that completes commands in your shell.")
@click.argument("shell", type=opt.Word("shell", SHELLS), required=False)
def command(shell: str | None) -> None:
    """Print the script that completes commands, options, rules, codes and operations in bash, zsh or fish.

    \b
      eval "$(salesiq-validate completion bash)"     in ~/.bashrc
      eval "$(salesiq-validate completion zsh)"      in ~/.zshrc
      salesiq-validate completion fish | source      in ~/.config/fish/config.fish

    Without an argument, the script is for the shell of your environment.
    """  # noqa: D301 - click reads the backspace as "do not wrap"
    from click.shell_completion import get_completion_class

    from salesiq_validate.cli import main

    name = shell or os.path.basename(os.environ.get("SHELL", ""))  # noqa: PTH119 - a text, not a place
    if name not in SHELLS:
        raise click.UsageError(f"Name your shell: {', '.join(SHELLS)}.")
    completion = get_completion_class(name)
    assert completion is not None
    variable = f"_{PROGRAM.replace('-', '_').upper()}_COMPLETE"
    click.echo(completion(main, {}, PROGRAM, variable).source())
