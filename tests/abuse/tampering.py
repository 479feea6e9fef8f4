"""Twelve ways to tamper with the log 篡改手法, by whoever owns the database and, where it helps, the signing key.

Each takes the number of an event, does its work in raw SQL or with the sealer's own means, and returns the first event
from which the log is no longer to be believed.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import connection

from huying.cases.models import Case
from huying.core.clock import system_now
from huying.core.models import AuditRecord, SealedEvent, SealHead
from huying.core.sealing import lines, merkle, sealing
from tests.core.test_sealing import append

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Tamper = Callable[[int], int]

FAR, BATCH = 1_000_000, 20
GUARDED = ("core_auditrecord", "core_sealedevent", "core_sealhead", "core_sealepoch")


def run(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def take_guards_away() -> None:
    """Do what the owner of a database may do to its triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("set constraints all immediate")
            for table in GUARDED:
                cursor.execute(f"alter table {table} disable trigger user")
            return
        cursor.execute("select name from sqlite_master where type = 'trigger' and sql like '%%append-only%%'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"drop trigger {name}")


def record_of(seq: int) -> int:
    return SealedEvent.objects.get(seq=seq).record_id


def head_of(seq: int) -> SealHead:
    return SealHead.objects.filter(first__lte=seq, count__gt=0).order_by("-number")[0]


def _shift(seq: int, by: int) -> None:
    """Give the events from `seq` on other numbers."""
    run("update core_sealedevent set seq = seq + %s where seq >= %s", FAR, seq)
    run("update core_sealedevent set seq = seq - %s where seq >= %s", FAR - by, FAR)


def _copied(record_id: int, **changed: Any) -> int:
    copy = AuditRecord.objects.get(pk=record_id)
    copy.pk = AuditRecord.objects.order_by("-pk")[0].pk + 1
    for name, value in changed.items():
        setattr(copy, name, value)
    copy.save(force_insert=True)
    return int(copy.pk)


def edit_a_byte(seq: int) -> int:
    run("update core_auditrecord set actor_id = coalesce(actor_id, 0) + 1 where id = %s", record_of(seq))
    return seq


def delete(seq: int) -> int:
    run("delete from core_auditrecord where id = %s", record_of(seq))
    return seq


def insert(seq: int) -> int:
    forged = _copied(record_of(seq), verb="case.approve_late")
    _shift(seq, 1)
    SealedEvent(seq=seq, record_id=forged, leaf=bytes(32)).save(force_insert=True)
    return seq


def swap(seq: int) -> int:
    one, other = record_of(seq), record_of(seq + 1)
    run("update core_sealedevent set record_id = %s where seq = %s", -1, seq)
    run("update core_sealedevent set record_id = %s where seq = %s", one, seq + 1)
    run("update core_sealedevent set record_id = %s where seq = %s", other, seq)
    return seq


def double(seq: int) -> int:
    again = _copied(record_of(seq))
    _shift(seq + 1, 1)
    SealedEvent(seq=seq + 1, record_id=again, leaf=bytes(32)).save(force_insert=True)
    return seq + 1


def date_back(seq: int) -> int:
    moment = AuditRecord.objects.get(pk=record_of(seq)).at
    earlier = moment.replace(year=moment.year - 1)
    run("update core_auditrecord set at = %s, recorded_at = %s where id = %s", earlier, earlier, record_of(seq))
    return seq


def cut_the_middle(seq: int) -> int:
    """Take events out and close the gap, so that the numbers run on."""
    taken = list(SealedEvent.objects.filter(seq__gte=seq, seq__lt=seq + 3).values_list("record_id", flat=True))
    run("delete from core_sealedevent where seq >= %s and seq < %s", seq, seq + 3)
    for record in taken:
        run("delete from core_auditrecord where id = %s", record)
    _shift(seq + 3, -3)
    return seq


def _set_back(seq: int) -> int:
    """Take away the batch that holds an event and all after it; return the first event gone."""
    head = head_of(seq)
    gone = list(SealedEvent.objects.filter(seq__gte=head.first).values_list("record_id", flat=True))
    run("delete from core_sealhead where number >= %s", head.number)
    run("delete from core_sealedevent where seq >= %s", head.first)
    for record in gone:
        run("delete from core_auditrecord where id = %s", record)
    return head.first


def cut_the_tail(seq: int) -> int:
    return _set_back(seq)


def restore_an_old_snapshot(seq: int) -> int:
    """Go back to an old base and go on from there, sealed with the right key."""
    first = _set_back(seq)
    append(200)
    sealing.seal_waiting(at=system_now(), batch=BATCH)
    return first


def recompute_the_chain(seq: int) -> int:
    """Change an event, then hash, chain and sign everything from its batch on anew with the right key."""
    edit_a_byte(seq)
    heads = list(SealHead.objects.filter(number__gte=head_of(seq).number).select_related("epoch").order_by("number"))
    run("delete from core_sealhead where number >= %s", heads[0].number)
    for old in heads:
        leaves = []
        for row in SealedEvent.objects.filter(seq__gte=old.first, seq__lt=old.first + old.count).order_by("seq"):
            record = AuditRecord.objects.get(pk=row.record_id)
            leaves.append(merkle.leaf(old.epoch.hash_name, lines.event(row.seq, record).encode()))
            run("update core_sealedevent set leaf = %s where seq = %s", leaves[-1], row.seq)
        following = json.loads(old.record).get("next")
        sealing._close(
            old.epoch,
            sealing.newest_head(),
            leaves=leaves,
            last_id=old.last_record_id,
            at=old.sealed_at,
            following=following,
        )
    return seq


def replace_the_table(seq: int) -> int:
    """Put another table in the place of the records, with one of them changed."""
    record = record_of(seq)
    run("create table forged as select * from core_auditrecord")
    run("update forged set verb = 'forged' where id = %s", record)
    run("drop table core_auditrecord cascade" if connection.vendor == "postgresql" else "drop table core_auditrecord")
    run("alter table forged rename to core_auditrecord")
    return seq


CHANGES = (
    ("state", "answered"),
    ("text", "没有这回事"),
    ("reworks", 9),
    ("closed_at", "2020-01-01 00:00:00+00:00"),
    ("is_long_term", True),
)


def change_a_row(seq: int) -> int:
    """Change a case past the door; its last sealed event is what contradicts it."""
    keys = list(Case.objects.exclude(seal_key=None).order_by("pk").values_list("pk", flat=True))
    field, value = CHANGES[seq % len(CHANGES)]
    key = keys[seq % len(keys)]
    run(f"update cases_case set {field} = %s where id = %s", value, key)  # noqa: S608 - one of CHANGES
    told = AuditRecord.objects.filter(object_type="cases.case", object_id=key, facts__has_key="row")
    return int(SealedEvent.objects.get(record_id=told.order_by("-pk")[0].pk).seq)


KINDS: Mapping[str, Tamper] = {
    "a byte edited": edit_a_byte,
    "an event deleted": delete,
    "an event inserted": insert,
    "two events swapped": swap,
    "an event doubled": double,
    "an event dated back": date_back,
    "the middle cut out": cut_the_middle,
    "the tail cut off": cut_the_tail,
    "an old snapshot restored": restore_an_old_snapshot,
    "the whole chain recomputed with the key": recompute_the_chain,
    "the table replaced": replace_the_table,
    "a business row changed without an event": change_a_row,
}
