"""A process of its own in which the worker is killed by SIGKILL 断电演练: run by `test_sigkill`, tells what came of it.

At each point a child hands on messages and seals, and is killed there; another child then goes on, once the lease of
what the first one held is over. `--rounds N --seed S` kills at points and calls drawn by a seeded generator instead.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from collections import Counter
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.cases.killing import Databases, die_at, in_a_child  # sets Django up

from django.conf import settings  # isort: skip
from django.core.management import call_command
from django.db import connection, connections, transaction

from huying.core import audit, bulk, outbox
from huying.core.actors import SYSTEM
from huying.core.clock import system_now
from huying.core.models import AuditRecord, IdempotencyKey, OutboxMessage, SealedEvent, SealHead, SealSink
from huying.core.sealing import bundles, sealing, sinks
from verifier import huying_verify

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME, SCOPE = "core.killing", "killing"
MESSAGES, RECORDS, BATCH = 7, 25, 10
HERE = sys.modules[__name__]
POINTS: dict[str, tuple[Any, str, int, bool]] = {
    "before anything is leased": (outbox, "take", 1, False),
    "leased, not committed": (OutboxMessage.objects, "bulk_update", 1, True),
    "leased, not handed on": (outbox, "deliver", 1, False),
    "before the work of a message": (HERE, "record", 1, False),
    "work done, message not marked": (HERE, "record", 1, True),
    "message marked": (outbox, "deliver", 1, True),
    "in the middle of the lease": (HERE, "record", 4, True),
    "last message marked": (outbox, "deliver", MESSAGES, True),
    "before a batch is sealed": (sealing, "_one", 1, False),
    "numbers not written": (bulk, "insert", 1, False),
    "numbers written, head not": (bulk, "insert", 1, True),
    "head written, not committed": (sealing, "_close", 1, True),
    "first batch committed": (sealing, "_one", 1, True),
    "second head written, not committed": (sealing, "_close", 2, True),
    "all sealed, nothing sent": (sealing, "_seal", 1, True),
    "heads written to the file, not marked": (os, "fsync", 1, True),
    "heads sent": (sinks, "_tell", 1, True),
}
"""Where: whose function, which call of it, and whether after it instead of before."""
TORN = "half a head on the disk"


def record(number: int) -> None:
    """Do the work of one message, once however often it is asked."""
    IdempotencyKey.objects.get_or_create(scope=SCOPE, key=str(number))


def _heard(ids: Sequence[int]) -> None:
    for number in ids:
        HERE.record(number)  # looked up anew, since a point may stand here


def prepare() -> None:
    """Make the database the copies are taken from: messages of changes that were made and of some that were not."""
    call_command("migrate", verbosity=0)
    for number in range(MESSAGES + 3):
        with transaction.atomic():
            outbox.publish(NAME, [number])
            audit.record("filter.saved", AuditRecord(pk=number), actor=SYSTEM, at=system_now())
            transaction.set_rollback(number >= MESSAGES)
    for number in range(RECORDS - MESSAGES):
        audit.record("filter.saved", AuditRecord(pk=number), actor=SYSTEM, at=system_now())


def work(*, later: timedelta = timedelta()) -> None:
    """Do what the worker does in a turn."""
    at = system_now() + later
    outbox.drain(at=at)
    sealing.seal_waiting(at=at, batch=BATCH)
    outbox.drain(at=at + timedelta(seconds=1))


def killed(point: tuple[Any, str, int, bool]) -> None:
    """Work and be killed at a point."""
    owner, name, call, is_after = point
    die_at(owner, name, call, is_after=is_after)
    work()


def told_by_a_child(file: Path) -> dict[str, Any]:
    """Return what another process finds in the end."""
    out = file.with_suffix(".told")

    def say() -> None:
        bundle = file.with_suffix(".bundle")
        with bundle.open("w", encoding="utf-8") as stream:
            bundles.write(stream, bundles.log_lines(at=system_now()))
        with bundle.open("rb") as stream:
            verdict = huying_verify.verify(stream, anchors=[str(file)])
        sealed = list(SealedEvent.objects.order_by("seq").values_list("seq", "record_id"))
        lines = [json.loads(json.loads(line)["head"]["record"])["number"] for line in file.read_text().splitlines()]
        work_done = IdempotencyKey.objects.filter(scope=SCOPE).values_list("key", flat=True)
        told = {
            "works": sorted(int(key) for key in work_done),
            "waiting": OutboxMessage.objects.filter(done_at=None).count(),
            "given_up": OutboxMessage.objects.exclude(failure="").count(),
            "numbers": [seq for seq, _record in sealed] == list(range(RECORDS)),
            "records": len({record_id for _seq, record_id in sealed}),
            "verdict": verdict["verdict"],
            "anchors": verdict["anchors"],
            "kept": sorted(set(lines)) == list(SealHead.objects.order_by("number").values_list("number", flat=True)),
        }
        out.write_text(json.dumps(told), encoding="utf-8")

    if in_a_child(say):
        raise SystemExit("nobody could look")
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return found


def tried(databases: Databases, file: Path, point: tuple[Any, str, int, bool] | None) -> dict[str, Any]:
    """Kill at a point, go on, and return what came of it; without a point a line of the file is torn instead."""
    for left in file.parent.glob(f"{file.stem}*"):
        left.unlink()
    databases.use("killed")
    ended = in_a_child(work if point is None else partial(killed, point))
    if point is None:
        os.truncate(file, file.stat().st_size - 300)
        in_a_child(_forget_last)
    in_a_child(partial(work, later=outbox.LEASE * 2))
    return {"signal": ended} | told_by_a_child(file)


def _forget_last() -> None:
    """Leave the sink as a process leaves it that was killed while it wrote the last head."""
    SealSink.objects.update(head=SealHead.objects.count() - 2)
    outbox.publish(sealing.SEALED, [])


def main() -> None:
    """Kill at each point, or at drawn ones, and print one JSON object."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    file = options.folder / "killed-heads.jsonl"
    settings.HUYING_SEAL_FILE = str(file)
    outbox.subscribe(NAME, _heard)
    databases = Databases()
    prepare()
    if not databases.is_server:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    drawn = random.Random(options.seed)
    if options.rounds:
        found = Counter[str]()
        for _ in range(options.rounds):
            owner, name, call, _after = drawn.choice(list(POINTS.values()))
            point = (owner, name, drawn.randint(1, call), drawn.random() < 0.5)
            found[json.dumps(tried(databases, file, point), sort_keys=True)] += 1
        told: dict[str, Any] = dict(found)
    else:
        told = {name: tried(databases, file, point) for name, point in POINTS.items()}
        told[TORN] = tried(databases, file, None)
    connections.close_all()
    if databases.is_server:
        databases.administer(f'DROP DATABASE IF EXISTS "{databases.name}_copy"')
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
