"""`huying restore FILE`: verify a backup, put it in place, migrate, and have the doctor look."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.management import call_command
from django.utils.translation import gettext as _

from huying.config import archive
from huying.config.commands.doctor import examine
from huying.core.invariants import Level

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a file that `huying backup` wrote")
    parser.add_argument("--force", action="store_true", help="replace what stands in the data directory and database")
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")


def run(options: argparse.Namespace) -> int:
    """Restore; 1 when the doctor finds a fault in what was restored."""
    manifest = archive.restore(options.file, force=options.force)
    call_command("migrate", interactive=False, verbosity=0)
    found = list(examine(with_running=False))
    faults = [each for each in found if each.count and each.invariant.level is Level.FAULT]
    if options.json:
        told = {"parts": len(manifest.parts), "made_at": manifest.made_at, "version": manifest.version}
        print(json.dumps(told | {"faults": {each.invariant.name: each.count for each in faults}}, ensure_ascii=False))
        return 1 if faults else 0
    words = {"file": options.file, "made": manifest.made_at, "parts": len(manifest.parts)}
    print(_("Restored from %(file)s, made %(made)s: %(parts)s parts, each as its sha256 says.") % words)
    for each in faults:
        print(f"{each.invariant.name}: {each.invariant.meaning} — {each.count}: {'; '.join(each.examples)}")
    print(_("The doctor looked at %(rules)s rules; %(faults)s broken.") % {"rules": len(found), "faults": len(faults)})
    return 1 if faults else 0
