"""Bundles 证据包: the sealed log, or a proof, as lines that the verifier recomputes (bundle-format.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.core.models import AuditRecord, SealedEvent, SealHead
from huying.core.sealing import lines, merkle
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from typing import IO

FORMAT = 1
CHUNK = 1000


def log_lines(*, at: datetime, from_head: int = 0) -> Iterator[str]:
    """Yield the lines of a log bundle: its header, then the events of each batch and the batch's head.

    With `from_head` it begins there, after the head before it with the tree's frontier. A sealed record that is gone
    leaves a hole, which the verifier names.
    """
    header: dict[str, object] = {"bundle": "log", "format": FORMAT, "made": lines.instant(at)}
    if from_head:
        before = SealHead.objects.filter(number=from_head - 1).first()
        if before is None:
            raise RuleBrokenError("seal.no_head", number=from_head)
        header["after"] = {
            "record": before.record,
            "previous": before.previous,
            "hash": before.hash,
            "signature": before.signature,
            "frontier": before.frontier.split(),
        }
    yield lines.text_of(header)
    for head in heads(from_head=from_head):
        yield from _events(head)
        yield lines.head(head)


def heads(*, from_head: int = 0) -> Iterator[SealHead]:
    """Yield heads by number; written as lines they are the anchors that a sink keeps."""
    return SealHead.objects.filter(number__gte=from_head).order_by("number").iterator(chunk_size=100)


def _events(head: SealHead) -> Iterator[str]:
    for start in range(head.first, head.first + head.count, CHUNK):
        end = min(start + CHUNK, head.first + head.count)
        numbers = dict(
            SealedEvent.objects.filter(seq__gte=start, seq__lt=end).order_by("seq").values_list("seq", "record_id")
        )
        records = AuditRecord.objects.in_bulk(list(numbers.values()))
        yield from (lines.event(seq, records[key]) for seq, key in numbers.items() if key in records)


def write(stream: IO[str], content: Iterator[str]) -> int:
    """Write lines to a file and return how many."""
    count = 0
    for count, line in enumerate(content, 1):  # noqa: B007 - the last count is the answer
        stream.write(line + "\n")
    return count


def inclusion_lines(*, seq: int, at: datetime) -> Iterator[str]:
    """Yield a bundle that proves one event under the newest head of its epoch, showing no other event."""
    head = _newest_of(seq)
    leaves, begins = _leaves(head)
    row = SealedEvent.objects.get(seq=seq)
    record = AuditRecord.objects.filter(pk=row.record_id).first()
    if record is None:
        raise RuleBrokenError("seal.no_event", number=seq)
    path = merkle.inclusion(head.epoch.hash_name, leaves, seq - begins)
    yield lines.text_of({"bundle": "inclusion", "format": FORMAT, "made": lines.instant(at)})
    yield lines.event(seq, record)
    yield lines.head(head)
    yield lines.text_of({"path": [each.hex() for each in path]})


def consistency_lines(*, earlier: int, later: int, at: datetime) -> Iterator[str]:
    """Yield a bundle that proves that one head's tree is the beginning of a later head's; both of one epoch."""
    found = {head.number: head for head in SealHead.objects.filter(number__in=(earlier, later))}
    first, last = found.get(earlier), found.get(later)
    if first is None or last is None or first.epoch_id != last.epoch_id or earlier > later:
        raise RuleBrokenError("seal.no_head", number=earlier if first is None else later)
    leaves, _begins = _leaves(last)
    path = merkle.consistency(last.epoch.hash_name, leaves, first.size)
    yield lines.text_of({"bundle": "consistency", "format": FORMAT, "made": lines.instant(at)})
    yield lines.head(first)
    yield lines.head(last)
    yield lines.text_of({"path": [each.hex() for each in path]})


def _newest_of(seq: int) -> SealHead:
    own = SealHead.objects.filter(first__lte=seq, count__gt=0).order_by("-number").first()
    if own is None or seq >= own.first + own.count:
        raise RuleBrokenError("seal.no_event", number=seq)
    newest = SealHead.objects.select_related("epoch").filter(epoch=own.epoch_id).order_by("-number").first()
    return newest or own


def _leaves(head: SealHead) -> tuple[list[bytes], int]:
    begins = head.epoch.first
    rows = SealedEvent.objects.filter(seq__gte=begins, seq__lt=begins + head.size).order_by("seq")
    return [bytes(leaf) for leaf in rows.values_list("leaf", flat=True).iterator(chunk_size=CHUNK)], begins
