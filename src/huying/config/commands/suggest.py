"""`huying suggest`, against the register of compounds where there is one."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from huying.config import env
from huying.text.compounds import CompoundIndex
from huying.text.learned import learned
from huying.text.lines import MODES, stream

if TYPE_CHECKING:
    import argparse

MESSAGES = MODES[0]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the mode."""
    parser.add_argument("mode", nargs="?", choices=MODES, default=MESSAGES)


def run(options: argparse.Namespace) -> int:
    """Answer each line in order."""
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]  # a text stream
    environment = env.read()
    models = learned(Path(environment.data_dir))
    index = register(environment) if options.mode == MESSAGES else None
    for line in stream(sys.stdin, mode=options.mode, index=index, learned=models):
        sys.stdout.write(line + "\n")
    return 0


def register(environment: env.Environment) -> CompoundIndex | None:
    """Return the compounds of the database, None where there is none or it holds none: names then come from the text.

    A database that cannot be asked is told once, beside the answers; `suggest` works without one.
    """
    if not environment.database_url and not (Path(environment.data_dir) / env.DATABASE_FILE).exists():
        return None
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.config.settings")
    import_module("django").setup()
    try:
        entries = import_module("huying.estates.queries").compound_entries()
    except import_module("django.db").DatabaseError as error:
        sys.stderr.write(f"huying: the register of compounds was not read ({type(error).__name__})\n")
        return None
    return CompoundIndex((entry.code, entry.name, entry.aliases) for entry in entries) if entries else None
