"""`huying export cases --to FILE` and `huying export replies --source NAME --to FILE`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from huying.cases.actions.exporting import export_file
from huying.cases.actions.handing_back import hand_back
from huying.cases.queries.lists import CaseFilter
from huying.core import clock
from huying.core.actors import SYSTEM

if TYPE_CHECKING:
    import argparse

KINDS = {".csv": "csv", ".xlsx": "xlsx"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("name", choices=["cases", "replies"], help="what to export")
    parser.add_argument("--to", type=Path, required=True, metavar="FILE", help="csv or xlsx")
    parser.add_argument("--source", help="replies: whose answers to hand back")


def run(options: argparse.Namespace) -> int:
    """Export."""
    kind = KINDS.get(options.to.suffix.lower())
    if kind is None:
        sys.stderr.write("huying export: the file must end in .csv or .xlsx\n")
        return 2
    at = clock.now()
    if options.name == "replies":
        if not options.source:
            sys.stderr.write("huying export replies: name the sender with --source\n")
            return 2
        count = hand_back(source=options.source, path=options.to, actor=SYSTEM, at=at)
        print(f"{count} answers written to {options.to}, each marked handed back")
        return 0
    shutil.move(export_file(CaseFilter(), kind=kind, actor=SYSTEM, at=at), options.to)
    print(f"written: {options.to}")
    return 0
