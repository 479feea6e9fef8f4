"""`huying bundle log|inclusion|consistency --to FILE`: what the offline verifier reads."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from huying.core import clock
from huying.core.sealing import bundles, lines

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

NEEDED = {"inclusion": "event", "consistency": "heads"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("kind", choices=["log", "inclusion", "consistency", "heads"], help="what to write")
    parser.add_argument("--to", type=Path, required=True, metavar="FILE", help="where the bundle is written")
    parser.add_argument("--from-head", type=int, default=0, metavar="N", help="log, heads: begin with this head")
    parser.add_argument("--event", type=int, metavar="N", help="inclusion: the number of the event")
    parser.add_argument("--heads", type=int, nargs=2, metavar="N", help="consistency: the earlier and the later head")
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")


def run(options: argparse.Namespace) -> int:
    """Write the bundle beside its name, then put it in place whole."""
    needed = NEEDED.get(options.kind)
    if needed is not None and getattr(options, needed) is None:
        sys.stderr.write(f"huying bundle {options.kind}: name --{needed}\n")
        return 2
    partial = options.to.with_name(f".{options.to.name}.part")
    try:
        with partial.open("w", encoding="ascii") as stream:
            count = bundles.write(stream, _content(options))
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(options.to)
    finally:
        partial.unlink(missing_ok=True)
    told = {"kind": options.kind, "lines": count, "bytes": options.to.stat().st_size, "file": str(options.to)}
    print(json.dumps(told, ensure_ascii=False) if options.json else f"{count} lines written to {options.to}")
    return 0


def _content(options: argparse.Namespace) -> Iterator[str]:
    at = clock.system_now()
    if options.kind == "inclusion":
        return bundles.inclusion_lines(seq=options.event, at=at)
    if options.kind == "consistency":
        return bundles.consistency_lines(earlier=options.heads[0], later=options.heads[1], at=at)
    if options.kind == "heads":
        return (lines.head(row) for row in bundles.heads(from_head=options.from_head))
    return bundles.log_lines(at=at, from_head=options.from_head)
