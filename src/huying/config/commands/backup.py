"""`huying backup FILE`: database, media and keys in one file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from huying.config import archive
from huying.core import clock

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("file", type=Path, metavar="FILE", help="where the backup is written")
    parser.add_argument("--without-keys", action="store_true", help="leave the keys out; keep them elsewhere")
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")


def run(options: argparse.Namespace) -> int:
    """Back up and say what the file holds."""
    manifest = archive.back_up(options.file, at=clock.system_now(), with_keys=not options.without_keys)
    size = options.file.stat().st_size
    if options.json:
        print(json.dumps({"file": str(options.file), "bytes": size, "parts": len(manifest.parts)}, ensure_ascii=False))
        return 0
    words = {"file": options.file, "parts": len(manifest.parts), "megabytes": f"{size / 1024**2:.1f}"}
    print(_("Written: %(file)s (%(parts)s parts, %(megabytes)s MB), each checked by its sha256.") % words)
    if manifest.holds("keys/"):
        print(_("The file holds the keys: whoever has it reads the sealed identities. Keep it locked away."))
    else:
        print(_("The file holds no keys: without the folder keys/ of the data directory identities stay sealed."))
    return 0
