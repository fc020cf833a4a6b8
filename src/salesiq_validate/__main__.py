"""Run the command line as `python -m salesiq_validate`."""

from __future__ import annotations

from salesiq_validate.cli import main

if __name__ == "__main__":
    main(prog_name="python -m salesiq_validate")
