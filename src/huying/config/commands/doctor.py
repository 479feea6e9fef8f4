"""`huying doctor`: what must always hold, looked at one rule after the other."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from huying.config import checkup
from huying.core.invariants import Level, judge

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from huying.core.invariants import Finding


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    parser.add_argument("--resting", action="store_true", help="do not ask whether a worker runs beside")


def run(options: argparse.Namespace) -> int:
    """Look at every rule; 0 when no fault was found."""
    found = list(examine(with_running=not options.resting))
    faults = sum(_is_fault(each) for each in found)
    notices = sum(each.count > 0 for each in found) - faults
    if options.json:
        print(json.dumps(_written(found, faults=faults, notices=notices), ensure_ascii=False))
    else:
        for each in found:
            print(_line(each))
        print(f"{len(found)} rules, {faults} broken, {notices} notices")
    return 1 if faults else 0


def examine(*, with_running: bool) -> Iterator[Finding]:
    """Yield what was found; on a database of another shape nothing else can be asked."""
    shape = next(judge([checkup.MIGRATED]))
    yield shape
    if not shape.count:
        yield from judge(checkup.all_invariants(with_running=with_running))


def _is_fault(found: Finding) -> bool:
    return found.count > 0 and found.invariant.level is Level.FAULT


def _line(found: Finding) -> str:
    rule = found.invariant
    mark = "ok    " if not found.count else rule.level.value.ljust(6)
    told = f" — {found.count}: {'; '.join(found.examples)}" if found.count else ""
    return f"{mark} {rule.name:30} {rule.meaning}{told}"


def _written(found: list[Finding], *, faults: int, notices: int) -> dict[str, object]:
    checks = [
        {
            "name": each.invariant.name,
            "group": each.invariant.group.value,
            "level": each.invariant.level.value,
            "meaning": str(each.invariant.meaning),
            "count": each.count,
            "examples": list(each.examples),
        }
        for each in found
    ]
    return {"ok": faults == 0, "rules": len(found), "faults": faults, "notices": notices, "checks": checks}
