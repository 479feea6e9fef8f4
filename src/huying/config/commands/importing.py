"""`huying import cases FILE --source NAME` and `huying import enterprises, compounds, owners, people FILE`."""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from huying.cases.actions.importing import Wanted, import_cases
from huying.cases.sheet import CASES
from huying.config.commands import registers
from huying.core import clock
from huying.core.actors import SYSTEM
from huying.rules.errors import RuleBrokenError
from huying.sheets.writing import write_errors

if TYPE_CHECKING:
    import argparse

    from huying.cases.actions.importing import Imported

SHOWN = 20
OBJECTS_BETWEEN_SWEEPS = 200_000
"""An import makes millions of rows that hang on no ring: the collector of rings need not look at them so often."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of every import."""
    parser.add_argument("name", choices=["cases", *sorted(registers.REGISTERS)], help="what to import")
    registers.add_import_arguments(parser)
    parser.add_argument("--source", help="cases: who sent the sheet; headings are remembered under this name")
    parser.add_argument("--history", action="store_true", help="cases: rows with a reply become closed cases")
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="HEADING=COLUMN",
        help="cases: what a heading of this sender means (a column of `huying template cases`); remembered",
    )


def run(options: argparse.Namespace) -> int:
    """Import and say what came of it."""
    if options.name != "cases":
        return registers.import_rows(options)
    wrong, code = registers.refused(options) if options.source else ("name the sender with --source", 2)
    if wrong:
        sys.stderr.write(f"huying import cases: {wrong}\n")
        return code
    wanted = Wanted(
        source=options.source,
        is_history=options.history,
        keep_good=options.keep_good,
        dry_run=options.dry_run,
        mapping=dict(_mapped(written) for written in options.map),
    )
    bars = _Bars()
    gc.set_threshold(OBJECTS_BETWEEN_SWEEPS)
    try:
        found = import_cases(options.file, wanted, actor=SYSTEM, at=clock.now(), progress=bars.move)
    finally:
        bars.close()
    return _tell(found, options)


def _mapped(written: str) -> tuple[str, str]:
    """Return a heading and the column it means; an empty column leaves the heading out."""
    heading, sign, name = written.rpartition("=")
    known = {word: column.name for column in CASES.columns for word in (column.name, column.heading)}
    if not sign or not heading or (name and name not in known):
        raise RuleBrokenError("import.mapping", written=written[:60])
    return heading, known.get(name, "")


class _Bars:
    """One progress bar for each stage."""

    def __init__(self) -> None:
        self._bars: dict[str, tqdm[Any]] = {}

    def move(self, stage: str, count: int) -> None:
        """Note that so many rows more passed a stage."""
        if stage not in self._bars:
            self._bars[stage] = tqdm(unit=" rows", desc=stage, file=sys.stderr, disable=None)
        self._bars[stage].update(count)

    def close(self) -> None:
        """Close them."""
        for bar in self._bars.values():
            bar.close()


def _tell(found: Imported, options: argparse.Namespace) -> int:
    for error in found.errors[:SHOWN]:
        print(f"{error.sheet} 第{error.row}行 {error.column} [{error.value}]: {error.reason_zh} / {error.reason_en}")
    for each in found.differences[:SHOWN]:
        print(f"第{each.row}行 {each.key} {each.field}: {_shown(each.before)} -> {_shown(each.after)}")
    hidden = max(len(found.errors) - SHOWN, 0) + max(len(found.differences) - SHOWN, 0)
    if hidden:
        print(f"… and {hidden} more")
    if options.errors and found.errors:
        write_errors(
            spec=CASES, errors=found.errors, rows=found.refused_rows, path=Path(options.errors), matching=found.matching
        )
        print(f"refused rows written to {options.errors}")
    return _end(found, options)


def _shown(value: object) -> str:
    text = "" if value is None else " ".join(str(value).split())
    return text if len(text) <= registers.SHOWN_LENGTH else text[: registers.SHOWN_LENGTH - 1] + "…"


def _end(found: Imported, options: argparse.Namespace) -> int:
    if not found.is_written:
        print("dry run: nothing was written" if options.dry_run else "nothing was written: rows were refused")
    summary = found.summary.as_json()
    if options.json:
        print(json.dumps(summary, ensure_ascii=False))
    else:
        print(", ".join(f"{name} {count}" for name, count in summary.items()))
    is_good = not found.summary.refused or options.keep_good
    return 0 if is_good else 1
