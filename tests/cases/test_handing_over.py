"""Whoever leaves leaves no case behind: all of them go to a successor or to the desk, each with its record."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from huying.accounts.actions import deactivate_person, end_holding, note_absence
from huying.accounts.models import Holding
from huying.cases.actions import handling
from huying.cases.actions.dispatching import Confirmed, dispatch
from huying.cases.actions.handing_over import hand_over, left_behind, return_to_desk
from huying.cases.models import Case, CaseStep
from huying.core import outbox
from huying.core.actors import SYSTEM
from huying.core.models import AuditRecord
from huying.core.policies import NotAllowedError
from huying.rules.errors import RuleBrokenError
from tests.people import AT

if TYPE_CHECKING:
    from tests.people import City

DAY = timedelta(days=1)


def _held(city: City, *, count: int = 3) -> list[Case]:
    confirmed = Confirmed(topic="LFT", place=city.served.key, compound=city.served.key)
    found = []
    for _ in range(count):
        case = dispatch(city.receive().pk, confirmed, actor=city["district_clerk"], at=AT)
        found.append(handling.sign(case.pk, actor=city["firm_staff"], at=AT))
    return found


def _hand_over(city: City, *, to: str | None, by: str = "firm_manager") -> int:
    return hand_over(
        person_id=city.people["firm_staff"].pk,
        unit_id=city.units["firm"].pk,
        successor_id=city.people[to].pk if to else None,
        reason="调离",
        actor=city[by],
        at=AT + DAY,
    )


def test_all_open_cases_go_to_the_successor_each_with_step_and_record(city: City) -> None:
    cases = _held(city)
    assert _hand_over(city, to="firm_manager") == 3
    for case in cases:
        case.refresh_from_db()
        assert case.holder_person == city.people["firm_manager"]
        row = CaseStep.objects.get(case=case, step="hand_over")
        assert row.facts == {"person": city.people["firm_staff"].pk, "to": city.people["firm_manager"].pk}
    assert AuditRecord.objects.filter(verb="case.hand_over").count() == 3


def test_without_a_successor_they_lie_on_the_desk_with_their_clocks_running(city: City) -> None:
    case = _held(city, count=1)[0]
    due = case.due_at
    _hand_over(city, to=None)
    case.refresh_from_db()
    assert (case.holder_person, case.holder_unit, case.due_at) == (None, city.units["firm"], due)


def test_only_the_unit_itself_or_the_administrator_hands_over(city: City) -> None:
    _held(city, count=1)
    with pytest.raises(NotAllowedError):
        _hand_over(city, to="firm_manager", by="street_leader")
    with pytest.raises(RuleBrokenError, match=r"case\.person_not_in_unit"):
        _hand_over(city, to="street_officer")
    with pytest.raises(RuleBrokenError, match=r"case\.successor_same"):
        _hand_over(city, to="firm_staff")
    assert _hand_over(city, to="firm_manager", by="system_admin") == 1


def test_whoever_leaves_leaves_nothing_behind(city: City) -> None:
    cases = _held(city)
    holding = Holding.objects.get(person=city.people["firm_staff"])
    end_holding(holding_id=holding.pk, on=timezone.localdate(AT + DAY), actor=SYSTEM, at=AT)
    assert return_to_desk(at=AT) == 0
    assert return_to_desk(at=AT + DAY) == 3
    assert not left_behind(AT + DAY).exists()
    assert {case.holder_person for case in Case.objects.filter(pk__in=[case.pk for case in cases])} == {None}


def test_a_deactivated_person_is_heard_of_by_the_worker(city: City) -> None:
    case = _held(city, count=1)[0]
    deactivate_person(person_id=city.people["firm_staff"].pk, actor=SYSTEM, at=AT)
    outbox.drain()
    case.refresh_from_db()
    assert case.holder_person is None


def test_what_is_assigned_to_somebody_away_goes_to_the_deputy(city: City) -> None:
    case = _held(city, count=1)[0]
    staff, manager = city.people["firm_staff"], city.people["firm_manager"]
    note_absence(person=staff, deputy=manager, starts_at=AT, ends_at=AT + 5 * DAY, actor=SYSTEM, at=AT)
    assigned = handling.assign(case.pk, person_id=staff.pk, actor=city["firm_manager"], at=AT + DAY)
    assert assigned.holder_person == manager
    assert CaseStep.objects.get(case=case, step="assign").facts == {"person": manager.pk, "for": staff.pk}
