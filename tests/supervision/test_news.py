"""Who is told of supervision: each step once to those it waits for, never in anybody's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.core import clock, outbox
from huying.notices.models import Notice
from huying.rules.measures import MeasureKind
from huying.rules.supervision_news import TELLINGS
from huying.supervision import actions, labels
from tests.people import AT
from tests.supervision.ordered import HOUR, appealed, issued, talked

if TYPE_CHECKING:
    from datetime import datetime

    from tests.people import City


def told(city: City, *, at: datetime = AT + HOUR) -> set[tuple[str, str]]:
    """Let the worker tell, and return who was told what since the last time."""
    clock.start_at(at)
    before = set(Notice.objects.values_list("pk", flat=True))
    outbox.drain()
    names = {person.pk: name for name, person in city.people.items()}
    rows = Notice.objects.exclude(pk__in=before)
    mine = ("order.", "mark.", "measure.")
    return {(names[row.person_id], row.kind) for row in rows if row.kind.startswith(mine)}


def test_the_unit_hears_of_an_order_and_the_issuer_of_the_report(city: City) -> None:
    order = issued(city)
    assert told(city) == {("street_officer", "order.issued"), ("street_leader", "order.issued")}
    by = city["street_officer"]
    actions.report(order.pk, report="已办", evidence="照片", actor=by, at=AT + HOUR)
    assert told(city) == {("district_clerk", "order.reported"), ("district_leader", "order.reported")}


def test_lateness_is_told_to_both_and_then_above(city: City) -> None:
    order = issued(city)
    told(city)
    at = order.report_by + HOUR
    actions.sweep(at=at)
    assert {kind for _name, kind in told(city, at=at)} == {"order.late", "order.late_below"}
    at = order.report_by + 100 * HOUR
    actions.sweep(at=at)
    assert told(city, at=at) == {("city_clerk", "order.above"), ("city_leader", "order.above")}


def test_an_appeal_waits_for_who_rules(city: City) -> None:
    appealed(city)
    at = AT + 25 * HOUR
    kinds = told(city, at=at)
    assert ("city_leader", "mark.appealed") in kinds
    assert not any(name.startswith("firm") for name, _kind in kinds)


def test_a_transfer_is_told_to_who_receives_it(city: City) -> None:
    talked(city)
    assert told(city) == set()
    talked(city, kind=MeasureKind.TRANSFER, receiver_id=city.units["urban"].pk)
    assert {kind for _name, kind in told(city)} == {"measure.received"}


def test_every_kind_of_news_has_words() -> None:
    for tellings in TELLINGS.values():
        for news, _audience in tellings:
            assert str(labels.NEWS[news])
