"""Events picked out of the log 选录: of one matter alone, each proved under the head of its own batch.

A batch is proved from the frontier of the head before it, so that the cost is that of the batches, not of the log.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from huying.core.models import AuditRecord, SealedEvent, SealHead
from huying.core.sealing import lines, merkle
from huying.core.sealing.bundles import FORMAT
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """One event: its record, its number and leaf where it is sealed, and the head of its batch."""

    record: AuditRecord
    seq: int | None = None
    leaf: str = ""
    head: int | None = None


def pick(record_ids: Iterable[int]) -> list[Picked]:
    """Return events in the order of the log, those that are not sealed yet at the end."""
    wanted = sorted(record_ids)
    records: dict[int, AuditRecord] = {}
    sealed: dict[int, SealedEvent] = {}
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        records |= AuditRecord.objects.in_bulk(part)
        sealed |= {row.record_id: row for row in SealedEvent.objects.filter(record_id__in=part)}
    heads = _heads_of(row.seq for row in sealed.values())
    found = [
        Picked(record=record, seq=sealed[pk].seq, leaf=bytes(sealed[pk].leaf).hex(), head=heads[sealed[pk].seq].number)
        if pk in sealed
        else Picked(record=record)
        for pk, record in records.items()
    ]
    return sorted(found, key=lambda each: (each.seq is None, each.seq or 0, each.record.pk))


def _heads_of(numbers: Iterable[int]) -> dict[int, SealHead]:
    """Return the head of the batch of each event; one query a batch."""
    found: dict[int, SealHead] = {}
    head: SealHead | None = None
    for seq in sorted(numbers):
        if head is None or seq >= head.first + head.count:
            head = SealHead.objects.filter(first__lte=seq, count__gt=0).order_by("-number").first()
        if head is None or seq >= head.first + head.count:
            raise RuleBrokenError("seal.no_event", number=seq)
        found[seq] = head
    return found


def event_lines(picked: Iterable[Picked], *, at: datetime) -> Iterator[str]:
    """Yield a bundle of picked events; those that are not sealed yet are left out."""
    yield lines.text_of({"bundle": "events", "format": FORMAT, "made": lines.instant(at)})
    batches: dict[int, list[Picked]] = {}
    for each in picked:
        if each.head is not None:
            batches.setdefault(each.head, []).append(each)
    heads = SealHead.objects.select_related("epoch").in_bulk(list(batches))
    before: SealHead | None = None
    for number, events in sorted(batches.items()):
        head = heads[number]
        if before is not None and before.epoch_id != head.epoch_id:
            yield from _handing_over(before, head)
        yield lines.head(head)
        yield from _proved(head, events)
        before = head


def _handing_over(earlier: SealHead, later: SealHead) -> Iterator[str]:
    """Yield the last head of each epoch from the earlier up to the later one; each names the key that follows."""
    for epoch in range(earlier.epoch_id, later.epoch_id):
        closing = SealHead.objects.filter(epoch=epoch).order_by("-number").first()
        if closing is not None and closing.number != earlier.number:
            yield lines.head(closing)


def _proved(head: SealHead, events: Iterable[Picked]) -> Iterator[str]:
    tree = _tree(head, _leaves(head))
    for each in events:
        if each.seq is not None:
            yield lines.event(each.seq, each.record)
            yield lines.text_of({"path": [node.hex() for node in tree.inclusion(each.seq - head.epoch.first)]})


def _leaves(head: SealHead) -> Mapping[int, bytes]:
    rows = SealedEvent.objects.filter(seq__gte=head.first, seq__lt=head.first + head.count)
    return {seq: bytes(leaf) for seq, leaf in rows.values_list("seq", "leaf")}


def _tree(head: SealHead, leaves: Mapping[int, bytes]) -> merkle.Grown:
    before = head.first - head.epoch.first
    frontier: list[bytes] = []
    if before:
        last = SealHead.objects.get(number=head.number - 1)
        frontier = [bytes.fromhex(each) for each in last.frontier.split()]
    return merkle.Grown(head.epoch.hash_name, frontier, before, [leaf for _seq, leaf in sorted(leaves.items())])
