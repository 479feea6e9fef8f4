"""`huying export cases --to FILE` and `huying export replies --source NAME --to FILE`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from huying.cases.actions.exporting import export_cases
from huying.cases.actions.handing_back import hand_back
from huying.cases.queries.lists import CaseFilter
from huying.config.commands import targets
from huying.core import clock
from huying.core.actors import SYSTEM

if TYPE_CHECKING:
    import argparse

KINDS = {"cases": (".csv", ".xlsx", ".parquet"), "replies": (".xlsx", ".csv")}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("name", choices=["cases", "replies"], help="what to export")
    parser.add_argument("--to", type=Path, required=True, metavar="FILE", help="csv, xlsx or (cases) parquet")
    parser.add_argument("--source", help="replies: whose answers to hand back")
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")


def run(options: argparse.Namespace) -> int:
    """Export."""
    complaint = _complaint(options)
    if complaint:
        sys.stderr.write(f"huying export: {complaint}\n")
        return 2
    at = clock.now()
    if options.name == "replies":
        count = hand_back(source=options.source, path=options.to, actor=SYSTEM, at=at)
        words = f"{count} answers written to {options.to}, each marked handed back"
    else:
        count = export_cases(CaseFilter(), path=options.to, actor=SYSTEM, at=at, has_mark=False)
        words = f"{count} cases written to {options.to}"
    print(json.dumps({"rows": count, "file": str(options.to)}, ensure_ascii=False) if options.json else words)
    return 0


def _complaint(options: argparse.Namespace) -> str:
    """Return what is wrong with the usage, empty for nothing."""
    if options.name == "replies" and not options.source:
        return "name the sender with --source"
    return targets.complaint(options.to, KINDS[options.name])
