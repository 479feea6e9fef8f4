"""Closed months for the tests: June 2021 with cases that say something, frozen, objected to, published."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from huying.cases.models import Case
from huying.closings import actions
from huying.closings.models import Closing, CountedCase
from huying.config import checkup
from huying.core.actors import SYSTEM
from huying.core.invariants import judge
from huying.regions import queries as regions
from huying.rules.places import PlaceLevel
from tests.cases.desk import called_back, complaint, set_clock
from tests.people import AT

if TYPE_CHECKING:
    from datetime import datetime

    from tests.people import City

DAY = timedelta(days=1)
FREEZE_AT = AT + 36 * DAY  # 7 July, after the three working days
PUBLISH_AT = AT + 46 * DAY  # 17 July, after the five


def june(city: City) -> None:
    """Receive three cases of June: one solved and satisfying, one neither, one nobody looked at."""
    called_back(city)
    called_back(city, is_solved=False)
    complaint(city, at=AT + DAY)


def city_key() -> int:
    """Return the key of the one city."""
    return regions.place_book().of_level(PlaceLevel.CITY)[0].key


def frozen(city: City, *, at: datetime = FREEZE_AT) -> Closing:
    """Freeze June, with its three cases where a test brought none."""
    known = Closing.objects.first()
    if known is not None:
        return known
    if not Case.objects.filter(received_at__gte=AT).exists():
        june(city)
    set_clock(at)
    return actions.freeze(city_key(), AT.date(), actor=SYSTEM, at=at)


def row(closing: Closing, number: int = 0) -> CountedCase:
    """Return a row of a month, by the order of its cases."""
    return list(CountedCase.objects.filter(closing=closing).order_by("case_id"))[number]


def objected(city: City, **given: Any) -> Closing:
    """Let the street object to its open complaint, which it holds."""
    closing = frozen(city)
    asked: dict[str, Any] = {"counted_id": row(closing, 2).pk, "ground": "out_of_range", "proof": "见现场记录第3号"}
    return actions.object_to(closing.pk, **(asked | given), actor=city["street_officer"], at=FREEZE_AT + DAY)


def published(city: City) -> Closing:
    """Publish June."""
    closing = frozen(city)
    set_clock(PUBLISH_AT)
    return actions.publish(closing.pk, actor=city["city_leader"], at=PUBLISH_AT)


def broken() -> dict[str, tuple[str, ...]]:
    """Return the rules of closed months that are broken."""
    rules = [each for each in checkup.all_invariants() if each.name.startswith("closing.")]
    assert rules
    return {each.invariant.name: each.examples for each in judge(rules) if each.count}
