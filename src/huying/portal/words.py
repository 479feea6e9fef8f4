"""Plain words for residents 通俗用语: who a unit is, whom to call first, how many working days are left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from huying.cases.models.cases import CHINA
from huying.rules.roles import UnitKind
from huying.rulesets import queries as rulesets

if TYPE_CHECKING:
    from datetime import datetime

    from django.utils.functional import _StrPromise

UNITS: dict[str, _StrPromise] = {
    UnitKind.CITY_OFFICE.value: _("the city's office for property matters"),
    UnitKind.DISTRICT_OFFICE.value: _("your district's office for property matters"),
    UnitKind.STREET.value: _("the street or town your compound belongs to"),
    UnitKind.COMMUNITY.value: _("the community your compound belongs to"),
    UnitKind.DEPARTMENT.value: _("the department in charge of this kind of matter"),
    UnitKind.HOTLINE.value: _("the centre of the hotline 12345"),
    UnitKind.ENTERPRISE.value: _("the firm that serves your compound"),
    UnitKind.COMMITTEE.value: _("the owners' committee of your compound"),
}
ADVICE: dict[str, _StrPromise] = {
    "119": _("Fire or smoke: get out, then call 119. Do not take the lift."),
    "120": _("Somebody is hurt or unconscious: call 120 now."),
    "110": _("Somebody is in danger from a person, or from themselves: call 110 now."),
    "gas": _("Smell of gas: open the windows, touch no switch, go out, then call the gas company or 119 from outside."),
    "lift": _(
        "Somebody is in the lift: do not force the doors. Press the alarm, then call 119 or the number in the car."
    ),
}
"""What to do first, by whom the words of danger call for."""


def unit_words(kind: str) -> str:
    """Return in plain words what a unit is to the resident."""
    return str(UNITS[kind])


def advice_for(call: str) -> str:
    """Return what to do before anything else, empty where nothing sounds dangerous."""
    return str(ADVICE.get(call, ""))


def working_days_left(due: datetime, *, at: datetime) -> int:
    """Return how many working days are left after today; below zero: how many it is overdue."""
    today, last = at.astimezone(CHINA).date(), due.astimezone(CHINA).date()
    calendar = rulesets.calendar()
    return calendar.working_days_after(today, last) or -calendar.working_days_after(last, today)
