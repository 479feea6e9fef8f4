"""`huying migrate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.management import call_command

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take no arguments."""
    parser.add_argument("--check", action="store_true", help="only say whether there is something to do")


def run(options: argparse.Namespace) -> int:
    """Run the migrations."""
    call_command("migrate", check_unapplied=options.check, interactive=False, verbosity=1)
    return 0
