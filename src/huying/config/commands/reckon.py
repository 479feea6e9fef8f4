"""`huying reckon`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from huying.rules import reckon
from huying.rules.workdays import shipped

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take no arguments."""


def run(_options: argparse.Namespace) -> int:
    """Answer each line in order."""
    sys.stdin.reconfigure(encoding="utf-8", errors="replace", newline="\n")  # type: ignore[union-attr]  # a text stream
    # half of a surrogate pair in an id comes back as its JSON escape
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]  # a text stream
    for line in reckon.stream(sys.stdin, calendar=shipped()):
        sys.stdout.write(line + "\n")
    return 0
