"""Duty rota and absences of the synthetic city 演示值班与请假, for the days that lie ahead."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from huying.accounts import actions as accounts
from huying.accounts.models import Unit
from huying.accounts.queries import people_in
from huying.cases.models.cases import CHINA
from huying.rules.roles import Role, UnitKind

if TYPE_CHECKING:
    from random import Random

    from huying.core.actors import Actor

DAYS_AHEAD, ABSENCES = 7, 3
EVENING, MORNING = time(17, 30), time(8, 30)
ON_CALL = {
    UnitKind.CITY_OFFICE: Role.CITY_CLERK,
    UnitKind.HOTLINE: Role.HOTLINE_DESK,
    UnitKind.DISTRICT_OFFICE: Role.DISTRICT_CLERK,
}
"""The units somebody can reach at night, and who is called."""


def post(since: datetime, rng: Random, *, actor: Actor) -> None:
    """Write who is on duty each night, the first and the second to be called, and who is away."""
    units = Unit.objects.filter(kind__in=[kind.value for kind in ON_CALL], is_synthetic=True).order_by("pk")
    for unit in units:
        people = people_in(unit, on=since.date(), role=ON_CALL[UnitKind(unit.kind)])
        for night in range(DAYS_AHEAD):
            day = since.astimezone(CHINA).date() + timedelta(days=night)
            begins = datetime.combine(day, EVENING, CHINA)
            ends = datetime.combine(day + timedelta(days=1), MORNING, CHINA)
            for order in (1, 2):
                person = people[(night + order) % len(people)]
                accounts.set_duty_shift(
                    unit=unit, person=person, starts_at=begins, ends_at=ends, order=order, actor=actor, at=since
                )
    offices = [unit for unit in units if unit.kind == UnitKind.DISTRICT_OFFICE.value]
    for unit in rng.sample(offices, ABSENCES):
        away, deputy = people_in(unit, on=since.date(), role=Role.DISTRICT_CLERK)[:2]
        until = since + timedelta(days=rng.randint(1, 3))
        accounts.note_absence(person=away, deputy=deputy, starts_at=since, ends_at=until, actor=actor, at=since)
