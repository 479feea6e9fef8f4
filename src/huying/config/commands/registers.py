"""`huying import enterprises, compounds, owners, people FILE` and `huying template NAME --to FILE.xlsx`."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huying.config.commands import targets

if TYPE_CHECKING:
    import argparse

REGISTERS = {
    "enterprises": "property-service enterprises",
    "compounds": "residential compounds and how they are served",
    "owners": "owners' rolls",
    "people": "people, units and posts",
}
"""The names this module answers for; `cases` is another's."""
TEMPLATES = (".xlsx",)
SHOWN_ERRORS, SHOWN_CHANGES = 20, 20
SHOWN_LENGTH = 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `import` or `template`."""
    parser.add_argument("name", choices=["cases", *sorted(REGISTERS)], help="which sheet")
    if parser.get_default("command") == "template":
        parser.add_argument("--to", type=Path, required=True, metavar="FILE.xlsx", help="file to write")
        parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
        return
    add_import_arguments(parser)


def add_import_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of an import, but for the name of the register."""
    parser.add_argument("file", type=Path, help="xlsx, xls or csv")
    parser.add_argument("--dry-run", action="store_true", help="write nothing, tell what would change")
    parser.add_argument("--keep-good", action="store_true", help="write the good rows beside refused ones")
    parser.add_argument("--errors", type=Path, metavar="OUT.xlsx", help="write the refused rows here")
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")


def run(options: argparse.Namespace) -> int:
    """Do what was asked for."""
    return template(options) if options.command == "template" else import_rows(options)


def template(options: argparse.Namespace) -> int:
    """Write the empty sheet of a register, with notes and drop-downs."""
    wrong = targets.complaint(options.to, TEMPLATES)
    if wrong:
        sys.stderr.write(f"huying template: {wrong}\n")
        return 2
    specs, writing = (
        import_module("huying.enterprises.registers.sources"),
        import_module("huying.sheets.writing"),
    )
    is_cases = options.name == "cases"
    spec = import_module("huying.cases.sheet").CASES if is_cases else specs.REGISTERS[options.name].spec
    writing.write_template(spec=spec, path=options.to)
    print(json.dumps({"file": str(options.to)}, ensure_ascii=False) if options.json else f"written: {options.to}")
    return 0


def import_rows(options: argparse.Namespace) -> int:
    """Import a sheet and say what came of it; refused rows make it fail unless good ones are kept."""
    wrong, code = refused(options)
    if wrong:
        sys.stderr.write(f"huying import {options.name}: {wrong}\n")
        return code
    importing = import_module("huying.enterprises.registers.importing")
    clock, actors = import_module("huying.core.clock"), import_module("huying.core.actors")
    done = importing.import_register(
        options.name,
        options.file,
        actor=actors.SYSTEM,
        at=clock.now(),
        dry_run=options.dry_run,
        keep_good=options.keep_good,
    )
    if options.errors and done.errors:
        done.write_errors(options.errors)
    _tell(done, options)
    return 1 if done.errors and not options.keep_good else 0


def refused(options: argparse.Namespace) -> tuple[str, int]:
    """Return what is wrong with the files of an import, empty for nothing, and the exit code of that."""
    if not options.file.is_file():
        return f"there is no file {options.file}", 1
    return targets.complaint(options.errors, TEMPLATES) if options.errors else "", 2


def _tell(done: Any, options: argparse.Namespace) -> None:
    out = sys.stderr if options.json else sys.stdout
    for error in done.errors[:SHOWN_ERRORS]:
        place = " ".join(part for part in (error.sheet, str(error.row), error.column) if part)
        out.write(f"{place} [{error.value}] {error.reason_zh} / {error.reason_en}\n")
    for change in done.changes[:SHOWN_CHANGES] if options.dry_run else ():
        out.write(f"{change.row} {change.field}: {change.before} -> {change.after}\n")
    for shown, found in (
        (SHOWN_ERRORS, done.errors),
        (SHOWN_CHANGES, done.changes if options.dry_run else []),
    ):
        if len(found) > shown:
            out.write(f"… and {len(found) - shown} more\n")
    numbers = done.summary.as_json()
    if options.json:
        print(json.dumps(numbers, ensure_ascii=False))
        return
    print(", ".join(f"{name} {number}" for name, number in numbers.items() if name != "rounds"))
    if not done.is_written:
        print("nothing was written")
