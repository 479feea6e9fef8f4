"""Who is told that a receipt or a decision from outside is late: the unit that sent the letter, once for each clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.core import clock, outbox
from huying.notices.models import Notice
from huying.transfers import actions, tasks
from tests.people import AT
from tests.rights.canaries import EVERYTHING
from tests.transfers.sent import DAY, sent

if TYPE_CHECKING:
    from datetime import datetime

    from huying.transfers.models import Transfer
    from tests.people import City

SENDERS = {"street_leader", "street_officer"}


def told(city: City, kind: str) -> set[str]:
    names = {person.pk: name for name, person in city.people.items()}
    return {names[row.person_id] for row in Notice.objects.filter(kind=f"transfer.{kind}_late")}


def swept(transfer: Transfer, clock_name: str) -> datetime:
    at: datetime = getattr(transfer, f"{clock_name}_due_at") + DAY / 24
    clock.start_at(at)
    actions.sweep(at=at)
    outbox.drain()
    return at


def test_the_unit_that_sent_it_is_told_once_for_each_clock(city: City) -> None:
    transfer = sent(city)
    clock.start_at(AT)
    outbox.drain()
    assert not Notice.objects.filter(kind__startswith="transfer.").exists()
    swept(transfer, "receipt")
    assert (told(city, "receipt"), told(city, "result")) == (SENDERS, set())
    swept(transfer, "result")
    assert (told(city, "receipt"), told(city, "result")) == (SENDERS, SENDERS)
    rows = Notice.objects.filter(kind__startswith="transfer.")
    tasks.tell_late([transfer.pk])
    assert rows.count() == 2 * len(SENDERS)
    row = rows.filter(kind="transfer.receipt_late").first()
    assert row is not None
    assert (row.subject, row.state, row.due_at) == (transfer.number, "sent", transfer.receipt_due_at)


def test_a_notice_names_nobody(city: City) -> None:
    swept(sent(city), "result")
    assert Notice.objects.filter(kind__startswith="transfer.").exists()
    words = str(list(Notice.objects.values()))
    assert [each for each in EVERYTHING if each in words] == []
