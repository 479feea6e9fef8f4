"""`huying load-reference`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.config import reference

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take no arguments."""


def run(_options: argparse.Namespace) -> int:
    """Load what is not there yet; a second run changes nothing."""
    print(reference.load())
    return 0
