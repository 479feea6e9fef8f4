"""`huying keys rotate`: a new key for sealed identities; `huying keys reseal` goes on where it was stopped."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from huying.config import rotating
from huying.core import clock, crypto
from huying.core.actors import SYSTEM

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("verb", choices=["rotate", "reseal"])
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")


def run(options: argparse.Namespace) -> int:
    """Rotate, wait until every process knows the new key, and seal what they sealed meanwhile."""
    if options.verb == "rotate":
        number, done = rotating.rotate(actor=SYSTEM, at=clock.now())
        time.sleep(crypto.NOTICED_SECONDS + 1)
    else:
        number, done = crypto.seal_number(), 0
    done += rotating.reseal(number)
    told = {"key": number, "sealed": done}
    print(json.dumps(told) if options.json else f"key {number} seals now; {done} values were sealed anew")
    return 0
