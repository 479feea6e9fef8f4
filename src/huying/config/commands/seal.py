"""`huying seal`: seal what waits now and tell the sinks; `--turn HASH` begins a new epoch with a new key."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from huying.core import clock
from huying.core.models import SealHead
from huying.core.sealing import merkle, sealing, sinks

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--turn", choices=merkle.HASHES, help="begin a new epoch with this hash and a new key")
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")


def run(options: argparse.Namespace) -> int:
    """Seal, turn if asked, send, and say where the log stands."""
    at = clock.system_now()
    made = sealing.seal_waiting(at=at)
    if options.turn:
        sealing.turn_epoch(hash_name=options.turn, at=at)
    sinks.send_heads([])
    newest = SealHead.objects.order_by("-number").first()
    told = {
        "heads": made,
        "events": newest.first + newest.count if newest is not None else 0,
        "newest": newest.number if newest is not None else None,
        "hash": newest.hash if newest is not None else None,
        "sinks": sinks.configured(),
    }
    words = f"{made} heads made; {told['events']} events sealed; newest head {told['newest']} {told['hash']}"
    print(json.dumps(told, ensure_ascii=False) if options.json else words)
    return 0
