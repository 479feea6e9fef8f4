"""`huying worker`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.config import working

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--once", action="store_true", help="do what is due now, then stop")


def run(options: argparse.Namespace) -> int:
    """Work until stopped."""
    if options.once:
        working.turn()
        return 0
    working.Worker().run()
    return 0
