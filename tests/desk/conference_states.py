"""The pages of conferences as people meet them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core import signing
from django.urls import reverse

from huying.conferences import actions
from huying.conferences.actions import Matter
from huying.rules.conferences import TopicClass
from tests.cases.desk import set_clock
from tests.conferences.sat import DAY, HOUR, called, circulated, held, issued, planned, resolved
from tests.people import AT
from tests.whistles.blown import blown

if TYPE_CHECKING:
    from huying.conferences.models import Conference
    from tests.people import City


def _page(conference: Conference) -> str:
    set_clock(conference.starts_at + 4 * HOUR)
    return reverse("conferences:one", args=[conference.number])


def conferences(city: City) -> str:
    """Return the list with a conference in every state."""
    planned(city)
    called(city)
    issued(city)
    off = planned(city)
    actions.cancel(off.pk, reason="停电", actor=city["street_officer"], at=AT)
    return reverse("conferences:list")


def plan(_city: City) -> str:
    """Return the form of a new conference."""
    return reverse("conferences:plan")


def prepared(city: City) -> str:
    """Return a planned conference with what could be spoken of: a late case, a whistle and a proposal."""
    city.receive(at=AT - 60 * DAY)
    blown(city)
    matter = Matter(topic=TopicClass.DUTY, words="业委会长期不开会")
    actions.propose(host=city.units["street"], matter=matter, actor=city["community_worker"], at=AT)
    return _page(planned(city))


def with_members(city: City) -> str:
    """Return a called conference."""
    return _page(called(city))


def opened(city: City) -> str:
    """Return an open conference with a first resolution."""
    return _page(resolved(city))


def commented(city: City) -> str:
    """Return minutes that are out for comment."""
    return _page(circulated(city))


def in_force(city: City) -> str:
    """Return issued minutes."""
    return _page(issued(city))


def come_back(city: City) -> str:
    """Return a conference to which a late resolution came back."""
    issued(city)
    actions.sweep(at=AT + 15 * DAY)
    return _page(held(city, at=AT + 20 * DAY))


def resolutions(city: City) -> str:
    """Return the resolutions."""
    come_back(city)
    return reverse("conferences:resolutions")


def code(city: City) -> str:
    """Return the code of a room."""
    return reverse("conferences:code", args=[called(city).number])


def here(city: City) -> str:
    """Return the page a member opens by the code."""
    conference = called(city)
    token = signing.dumps(conference.pk, salt="conference.room")
    return f"{reverse('conferences:here', args=[conference.number])}?code={token}"


def propose(city: City) -> str:
    """Return the form of a proposal."""
    case = city.receive()
    return f"{reverse('conferences:propose')}?case={case.number}"
