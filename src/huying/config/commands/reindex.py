"""`huying reindex`: every case is put into the index of words anew, as after a change of how words are parted."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from tqdm import tqdm

from huying.cases import search

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")


def run(options: argparse.Namespace) -> int:
    """Index all cases, a chunk at a time; what is searched meanwhile finds the old words or the new ones."""
    done = 0
    with tqdm(total=search.most(), unit=" cases", desc="index", file=sys.stderr, disable=options.json or None) as bar:
        for part in search.chunks():
            search.index(part)
            done += len(part)
            bar.update(len(part))
    print(json.dumps({"indexed": done}) if options.json else f"{done} cases are in the index")
    return 0
