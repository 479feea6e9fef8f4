"""The pages of supervision as people meet them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from huying.cases.actions.urging import urge
from huying.rules.measures import Service
from huying.supervision import actions
from tests.cases.desk import sent
from tests.people import AT
from tests.supervision.ordered import DAY, HOUR, appealed, closed, housing, issued, marked, rectified, reported, talked

if TYPE_CHECKING:
    from tests.people import City


def orders(city: City) -> str:
    """Return the list with an order in every state."""
    closed(city)
    reported(city)
    issued(city)
    actions.sweep(at=AT + 10 * DAY)
    return reverse("supervision:list")


def waiting(city: City) -> str:
    """Return an order that waits for receipt."""
    return reverse("supervision:order", args=[issued(city).pk])


def back(city: City) -> str:
    """Return an order that was reported on late and bears a mark."""
    order = issued(city)
    actions.sweep(at=order.report_by + 3 * DAY)
    marked(city, order=order)
    by = city["street_officer"]
    actions.report(order.pk, report="已恢复运行", evidence="照片", actor=by, at=order.report_by + 4 * DAY)
    return reverse("supervision:order", args=[order.pk])


def new(city: City) -> str:
    """Return the form of an order from a case that an enterprise holds."""
    return f"{reverse('supervision:new')}?case={sent(city).number}"


def ledger(city: City) -> str:
    """Return the ledger of marks."""
    mark = appealed(city)
    actions.lift(mark.pk, reason="系统故障属实", actor=city["city_leader"], at=AT + DAY)
    marked(city)
    return reverse("supervision:marks")


def appeal(city: City) -> str:
    """Return a mark whose appeal waits for a ruling."""
    return reverse("supervision:mark", args=[appealed(city).pk])


def new_mark(city: City) -> str:
    """Return the form of a mark."""
    return f"{reverse('supervision:new_mark')}?order={issued(city).pk}"


def firm_refused(city: City) -> str:
    """Return what somebody meets who would mark an enterprise."""
    return f"{reverse('supervision:new_mark')}?case={sent(city).number}"


def measures(city: City) -> str:
    """Return the measures towards enterprises."""
    rectified(city)
    talked(city)
    return reverse("supervision:measures")


def served(city: City) -> str:
    """Return an order to rectify that was served."""
    measure = rectified(city)
    actions.serve(measure.pk, service=Service.IN_PERSON, actor=housing(city), at=AT + HOUR)
    return reverse("supervision:measure", args=[measure.pk])


def new_measure(city: City) -> str:
    """Return the form of a measure."""
    return f"{reverse('supervision:new_measure')}?place={city.served.code}"


def reminders(city: City) -> str:
    """Return the reminders of cases."""
    urge(sent(city).pk, note="请抓紧", actor=city["district_clerk"], at=AT + HOUR)
    return reverse("supervision:reminders")
