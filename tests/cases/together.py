"""Cases of one matter for the tests of problems: told by several people, sent, and merged."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from huying.cases.actions import handling
from huying.cases.actions.dispatching import Confirmed, dispatch
from huying.cases.actions.merging import merge
from tests.people import AT

if TYPE_CHECKING:
    from huying.cases.models import Case
    from tests.people import City

HOUR = timedelta(hours=1)
PHONES = ("13812341234", "13812340001", "13812340002", "13812340003", "13812340004")


def told(city: City, person: int = 0, **given: Any) -> Case:
    """Receive the matter from one of the neighbours; it waits to be confirmed."""
    return city.receive(**({"phone": PHONES[person], "name": f"邻居{person}"} | given))


def sent(city: City, person: int = 0, *, topic: str = "LFT", **given: Any) -> Case:
    """Receive the matter and send it by the list: to the firm, which serves the compound."""
    case = told(city, person, **given)
    confirmed = Confirmed(topic=topic, place=city.served.key, compound=city.served.key)
    return dispatch(case.pk, confirmed, actor=city["district_clerk"], at=AT + HOUR)


def signed(city: City, person: int = 0, **given: Any) -> Case:
    """Receive, send and sign for the matter."""
    case = sent(city, person, **given)
    return handling.sign(case.pk, actor=city["firm_staff"], at=AT + 2 * HOUR)


def merged(city: City, *, voices: int = 2) -> tuple[Case, list[Case]]:
    """Return a lead that was signed for and the voices that joined it, each of another person."""
    lead = signed(city)
    joined = [
        merge(told(city, person).pk, into=lead.pk, actor=city["district_clerk"], at=AT + 3 * HOUR)
        for person in range(1, voices + 1)
    ]
    lead.refresh_from_db()
    return lead, joined
