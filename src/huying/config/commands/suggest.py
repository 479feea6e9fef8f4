"""`huying suggest`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from huying.text.suggest import MODES, stream

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the mode."""
    parser.add_argument("mode", nargs="?", choices=MODES, default="messages")


def run(options: argparse.Namespace) -> int:
    """Answer each line in order."""
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]  # a text stream
    for line in stream(sys.stdin, mode=options.mode):
        sys.stdout.write(line + "\n")
    return 0
