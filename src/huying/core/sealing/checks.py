"""What must hold of the sealed log 封存不变式, for the doctor; all of it is checked by bundle and verifier."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils.translation import gettext_lazy as _

from huying.core.clock import system_now
from huying.core.invariants import Group, Invariant, Level
from huying.core.models import AuditRecord, SealedEvent, SealEpoch, SealHead, SealSink
from huying.core.sealing import keys, lines, merkle, sealing, sinks

if TYPE_CHECKING:
    from collections.abc import Iterator

LATE = timedelta(hours=2)
NEWEST_HEADS = 100
"""So many heads, up to a hundred thousand events, are recomputed; older ones by a bundle."""
TAIL_BYTES = 1 << 20


def _late() -> Iterator[str]:
    before = system_now() - LATE
    for record in sealing.unsealed().filter(recorded_at__lt=before).iterator(chunk_size=2000):
        yield f"{record.pk} {record.verb}"


def _unsent() -> Iterator[str]:
    told = dict(SealSink.objects.values_list("name", "head"))
    before = system_now() - LATE
    due = SealHead.objects.filter(sealed_at__lt=before).order_by("-number").first()
    if due is not None:
        yield from (f"{name} {told.get(name, -1)}" for name in sinks.configured() if told.get(name, -1) < due.number)


def _key() -> Iterator[str]:
    epoch = SealEpoch.objects.order_by("-number").first()
    if epoch is not None and not keys.is_at_hand(epoch):
        yield keys.key_name(epoch.number)


def _chain() -> Iterator[str]:
    """Yield the heads whose number, place, hash or signature is wrong."""
    last: SealHead | None = None
    for head in SealHead.objects.select_related("epoch").order_by("number").iterator(chunk_size=100):
        expected = (last.number + 1, last.first + last.count, last.hash) if last is not None else (0, 0, lines.START)
        if (head.number, head.first, head.previous) != expected or not _is_signed(head):
            yield f"{head.number}: {head.first}"
        last = head


def _is_signed(head: SealHead) -> bool:
    chained = merkle.digest(head.epoch.hash_name, (head.previous + head.record).encode()).hex()
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(head.epoch.public_key))
    try:
        public.verify(bytes.fromhex(head.signature), keys.DOMAIN + head.hash.encode())
    except (InvalidSignature, ValueError):
        return False
    return chained == head.hash and json.loads(head.record)["key"] == head.epoch.public_key


def _events() -> Iterator[str]:
    """Yield the numbers of events that are gone or no longer what was sealed."""
    newest = SealHead.objects.select_related("epoch").order_by("-number")[:NEWEST_HEADS]
    for head in sorted(newest, key=lambda each: each.number):
        marks = json.loads(head.record)["marks"]
        rows = SealedEvent.objects.filter(seq__gte=head.first, seq__lt=head.first + head.count)
        sealed = {row.seq: row for row in rows}
        records = AuditRecord.objects.in_bulk([row.record_id for row in sealed.values()])
        for place in range(head.count):
            row = sealed.get(head.first + place)
            record = records.get(row.record_id) if row is not None else None
            mark = marks[place * 2 * lines.MARK_BYTES : (place + 1) * 2 * lines.MARK_BYTES]
            if row is None or record is None or not _is_same(row, record, head, mark):
                yield str(head.first + place)


def _is_same(row: SealedEvent, record: AuditRecord, head: SealHead, mark: str) -> bool:
    leaf = merkle.leaf(head.epoch.hash_name, lines.event(row.seq, record).encode())
    return leaf == bytes(row.leaf) and leaf.hex().startswith(mark)


def _file() -> Iterator[str]:
    """Yield the heads in the file that the database has not, or has otherwise; its end is looked at."""
    path = sinks.file_path()
    if not path.is_file():
        return
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - TAIL_BYTES), os.SEEK_SET)
        whole = [line for line in stream.read().split(b"\n") if line.startswith(b'{"head":') and line.endswith(b"}}")]
    told = {json.loads(head["record"])["number"]: head["hash"] for head in (json.loads(each)["head"] for each in whole)}
    known = dict(SealHead.objects.filter(number__in=told).values_list("number", "hash"))
    yield from (f"{number}" for number, chained in sorted(told.items()) if known.get(number) != chained)


def invariants() -> Iterator[Invariant]:
    """Yield what must hold of rows and keys."""
    yield Invariant(name="seal.chain", meaning=_("sealed heads are chained and signed"), breaches=_chain)
    yield Invariant(name="seal.events", meaning=_("the newest sealed events are what was sealed"), breaches=_events)
    yield Invariant(
        name="seal.key",
        meaning=_("the key that signs the audit log is there"),
        breaches=_key,
        group=Group.INSTALLATION,
    )
    yield Invariant(
        name="seal.file",
        meaning=_("the heads in the file outside are those of the database"),
        breaches=_file,
        group=Group.INSTALLATION,
    )


def running(level: Level) -> Iterator[Invariant]:
    """Yield what must hold while a worker runs beside."""
    yield Invariant(
        name="seal.late",
        meaning=_("no audit record waits for its seal for more than two hours"),
        breaches=_late,
        group=Group.RUNNING,
        level=level,
    )
    yield Invariant(
        name="seal.unsent",
        meaning=_("every sink was told of the heads within two hours"),
        breaches=_unsent,
        group=Group.RUNNING,
        level=level,
    )
