"""`huying suggest`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from huying.config import env
from huying.text.learned import learned
from huying.text.lines import MODES, stream

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the mode."""
    parser.add_argument("mode", nargs="?", choices=MODES, default="messages")


def run(options: argparse.Namespace) -> int:
    """Answer each line in order."""
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]  # a text stream
    models = learned(Path(env.read().data_dir))
    for line in stream(sys.stdin, mode=options.mode, learned=models):
        sys.stdout.write(line + "\n")
    return 0
