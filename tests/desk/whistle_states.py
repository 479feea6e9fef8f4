"""The pages of whistles as people meet them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from huying.whistles import actions
from huying.whistles.actions.sweeping import sweep
from tests.people import AT
from tests.whistles.blown import DAY, HOUR, asked, blown, closed, decided

if TYPE_CHECKING:
    from huying.whistles.models import Whistle
    from tests.people import City


def _page(whistle: Whistle) -> str:
    return reverse("whistles:one", args=[whistle.pk])


def whistles(city: City) -> str:
    """Return the list with a whistle of every kind."""
    asked(city)
    blown(city)
    closed(city)
    sweep(at=AT + DAY)
    return reverse("whistles:list")


def units(city: City) -> str:
    """Return the numbers of units."""
    whistles(city)
    return reverse("whistles:units")


def waiting(city: City) -> str:
    """Return a whistle that waits for its leader."""
    return _page(asked(city))


def called(city: City) -> str:
    """Return a whistle blown for two units, of which one refused and was late."""
    whistle = blown(city, called=[city.units["urban"].pk, city.units["housing"].pk])
    by = city["department_officer"]
    actions.refuse(whistle.pk, ground="no_duty", reason="属住建部门职责", actor=by, at=AT + HOUR)
    sweep(at=AT + 3 * HOUR)
    return _page(whistle)


def with_tasks(city: City) -> str:
    """Return a whistle with a task to be done."""
    return _page(decided(city))


def ask(city: City) -> str:
    """Return the form of a whistle for a place."""
    return f"{reverse('whistles:ask')}?place={city.served.code}"


def ask_where(_city: City) -> str:
    """Return the page that asks for the place."""
    return reverse("whistles:ask")
