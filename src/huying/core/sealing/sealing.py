"""Sealing 封存: audit records get their number, a leaf and a signed head, in batches, by the worker alone.

The door is not touched: it appends and goes. Sealers keep each other out by a lock on the epoch's row; numbers are
unique in the database besides. A record whose transaction ends late is found by looking back `LOOK_BACK` behind the
newest sealed record.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from huying.core import bulk, outbox
from huying.core.models import AuditRecord, SealedEvent, SealEpoch, SealHead
from huying.core.sealing import keys, lines, merkle
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

MOST_IN_BATCH = 1000
EVERY = timedelta(hours=1)
LOOK_BACK = timedelta(days=2)
BATCHES_A_TURN = 20
"""So many batches in one go; then the worker looks at everything else again."""
SEALED = "audit.sealed"


def unsealed(*, after_id: int = 0) -> QuerySet[AuditRecord]:
    """Return the records that have no number yet, oldest first."""
    known = SealedEvent.objects.filter(record_id=OuterRef("pk"))
    return AuditRecord.objects.filter(~Exists(known), pk__gt=after_id).order_by("pk")


def floor() -> int:
    """Return the id below which nothing can still come: what was sealed two days before the newest head."""
    newest = newest_head()
    if newest is None:
        return 0
    old = SealHead.objects.filter(sealed_at__lt=newest.sealed_at - LOOK_BACK).order_by("-number").first()
    return old.last_record_id if old is not None else 0


def newest_head() -> SealHead | None:
    """Return the last head, None before the first."""
    return SealHead.objects.order_by("-number").first()


def seal_full(*, at: datetime, batch: int = MOST_IN_BATCH) -> int:
    """Seal where a whole batch of new records waits, and only then; asked every half minute. Returns how many heads."""
    newest = newest_head()
    after = newest.last_record_id if newest is not None else 0
    if AuditRecord.objects.filter(pk__gt=after).order_by("pk")[batch - 1 : batch].first() is None:
        return 0
    return _seal(after, at=at, batch=batch, most=BATCHES_A_TURN)


def seal_waiting(*, at: datetime, batch: int = MOST_IN_BATCH) -> int:
    """Seal everything that waits, also what came late; asked every hour. Returns how many heads were made."""
    return _seal(floor(), at=at, batch=batch)


def _seal(after: int, *, at: datetime, batch: int, most: int | None = None) -> int:
    """Make heads, each in a transaction that also asks for it to be sent out."""
    made = 0
    while most is None or made < most:
        found = _one(after, at=at, batch=batch)
        if found is None:
            break
        after = found
        made += 1
    return made


@transaction.atomic
def _one(after: int, *, at: datetime, batch: int) -> int | None:
    """Seal one batch of records beyond an id; returns the id it came to."""
    if not unsealed(after_id=after).exists():
        return None
    epoch = _locked_epoch(at=at)
    records = list(unsealed(after_id=after)[:batch])
    if not records:
        return None
    newest = newest_head()
    first = newest.first + newest.count if newest is not None else 0
    leaves = [
        merkle.leaf(epoch.hash_name, lines.event(first + place, record).encode())
        for place, record in enumerate(records)
    ]
    rows = [
        SealedEvent(seq=first + place, record_id=record.pk, leaf=each)
        for place, (record, each) in enumerate(zip(records, leaves, strict=True))
    ]
    bulk.insert(SealedEvent, rows)
    last_id = max(records[-1].pk, newest.last_record_id if newest is not None else 0)
    head = _close(epoch, newest, leaves=leaves, last_id=last_id, at=at)
    outbox.publish(SEALED, [head.number])
    return records[-1].pk


def _locked_epoch(*, at: datetime) -> SealEpoch:
    """Return the epoch in force, locked against other sealers; the first one is made with the first head."""
    epoch = SealEpoch.objects.select_for_update().order_by("-number").first()
    if epoch is not None:
        return epoch
    made = SealEpoch(number=1, hash_name=settings.HUYING_SEAL_HASH, public_key=keys.public_key(1), first=0, began_at=at)
    made.save(force_insert=True)
    return made


def _close(
    epoch: SealEpoch,
    newest: SealHead | None,
    *,
    leaves: list[bytes],
    last_id: int,
    at: datetime,
    following: dict[str, str] | None = None,
) -> SealHead:
    """Write the head of a batch: grow the tree, chain, sign."""
    is_fresh = newest is None or newest.epoch_id != epoch.number
    before = [] if newest is None or is_fresh else [bytes.fromhex(each) for each in newest.frontier.split()]
    size = 0 if newest is None or is_fresh else newest.size
    frontier = merkle.grow(epoch.hash_name, before, size, leaves)
    first = newest.first + newest.count if newest is not None else 0
    previous = newest.hash if newest is not None else lines.START
    record = lines.text_of(
        {
            "number": newest.number + 1 if newest is not None else 0,
            "epoch": epoch.number,
            "hash": epoch.hash_name,
            "key": epoch.public_key,
            "begins": epoch.first,
            "first": first,
            "count": len(leaves),
            "size": size + len(leaves),
            "root": merkle.root(epoch.hash_name, frontier).hex(),
            "marks": lines.marks(leaves),
            "at": lines.instant(at),
        }
        | ({"next": following} if following else {})
    )
    chained = merkle.digest(epoch.hash_name, (previous + record).encode()).hex()
    head = SealHead(
        number=newest.number + 1 if newest is not None else 0,
        epoch=epoch,
        first=first,
        count=len(leaves),
        size=size + len(leaves),
        record=record,
        previous=previous,
        hash=chained,
        signature=keys.sign(epoch, chained),
        frontier=" ".join(each.hex() for each in frontier),
        last_record_id=last_id,
        sealed_at=at,
    )
    head.save(force_insert=True)
    return head


@transaction.atomic
def turn_epoch(*, hash_name: str, at: datetime) -> SealEpoch:
    """Begin a new epoch with a new key and hash function; the old key signs what comes after it 换纪元."""
    if hash_name not in merkle.HASHES:
        raise RuleBrokenError("seal.hash_unknown", name=hash_name[:20])
    epoch = _locked_epoch(at=at)
    newest = newest_head()
    if newest is None:
        raise RuleBrokenError("seal.nothing_sealed")
    number = epoch.number + 1
    following = {"hash": hash_name, "key": keys.public_key(number)}
    closing = _close(epoch, newest, leaves=[], last_id=newest.last_record_id, at=at, following=following)
    made = SealEpoch(number=number, hash_name=hash_name, public_key=following["key"], first=closing.first, began_at=at)
    made.save(force_insert=True)
    outbox.publish(SEALED, [closing.number])
    return made
