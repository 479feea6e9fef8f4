"""A visit from its plan until nothing it found is open; and the dossier, which names no reporter."""

from __future__ import annotations

import pytest

from huying.cases.models import Case
from huying.core.policies import NotAllowedError
from huying.leadership.actions import sweep, visits
from huying.leadership.models import VisitTask
from huying.leadership.queries.dossier import dossier_of
from huying.leadership.queries.reading import open_findings
from huying.leadership.queries.visible import VISITS
from huying.rules.case_facts import Channel, Nature
from tests.leadership.led import DAY, TODAY, broken, found, made, planned, post_of
from tests.leadership.test_plans import refused
from tests.people import AT, City


def test_a_finding_is_a_case_with_holder_and_clocks(city: City) -> None:
    visit = found(city)
    case = Case.objects.get()
    assert (case.channel, case.place, case.topic) == (Channel.VISIT.value, city.served.pk, "LFT")
    assert case.holder_unit_id
    assert case.due_at is not None
    assert visit.cases.get().case == case
    assert broken(AT + 3 * DAY) == {}


def test_a_visit_closes_when_nothing_is_open(city: City) -> None:
    visit, by = found(city), city["district_clerk"]
    with refused("visit.findings_open"):
        visits.close(visit.pk, actor=by, at=AT + 3 * DAY)
    task = VisitTask.objects.get()
    assert sweep(at=AT + 10 * DAY) == 1
    visits.finish(visit.pk, promise_id=task.pk, evidence="配件到货", actor=city["street_officer"], at=AT + 10 * DAY)
    with refused("visit.findings_open"):
        visits.close(visit.pk, actor=by, at=AT + 10 * DAY)
    Case.objects.update(state="closed", ending="solved", closed_at=AT + 10 * DAY)
    assert visits.close(visit.pk, actor=by, at=AT + 11 * DAY).state == "closed"
    assert not open_findings(by).cases.rows
    Case.objects.update(state="handling", ending="", closed_at=None)
    assert [row.visit for row in open_findings(by).cases.rows] == [visit]


def test_findings_only_in_the_compound(city: City) -> None:
    visit, by = planned(city), city["district_clerk"]
    with refused("visit.step_not_now"):
        visits.find_case(visit.pk, words="电梯", actor=by, at=AT)
    with refused("leadership.has_numbers"):
        visits.find_case(made(city).pk, words="业主13812341234反映", actor=by, at=AT + 2 * DAY)
    moved = visits.postpone(visit.pk, planned_on=TODAY + 5 * DAY, reason="防汛", actor=by, at=AT)
    assert moved.planned_on == TODAY + 5 * DAY
    assert visits.cancel(visit.pk, reason="防汛", actor=by, at=AT).state == "cancelled"


def test_a_case_refused_leaves_nothing(city: City) -> None:
    visit = made(city)
    with refused("case.topic_unknown"):
        visits.find_case(visit.pk, words="电梯", topic="ZZZ", actor=city["district_clerk"], at=AT + 2 * DAY)
    visit.refresh_from_db()
    assert (visit.version, Case.objects.count()) == (2, 0)


def test_who_plans_and_who_sees(city: City) -> None:
    for name in ("community_worker", "department_officer", "firm_manager", "auditor"):
        with pytest.raises(NotAllowedError):
            planned(city, by=name)
    with refused("visit.compound_unknown"):
        visits.plan(
            compound=city.served.pk,
            visitor=post_of(city, "other_clerk"),
            planned_on=TODAY,
            aim="看",
            actor=city["other_clerk"],
            at=AT,
        )
    visit = found(city)
    for name in ("city_leader", "street_officer", "auditor"):
        assert VISITS.find(visit.number, actor=city[name]) == visit
    for name in ("other_clerk", "firm_manager", "department_officer"):
        with refused("visit.not_found"):
            VISITS.find(visit.number, actor=city[name])


def test_the_dossier_holds_what_is_open_there(city: City) -> None:
    case = city.receive(at=AT - 60 * DAY, nature=Nature.COMPLAINT)
    visit = found(city)
    seen = dossier_of(city.served, actor=city["district_leader"], at=AT + 3 * DAY)
    assert (seen.open_count, seen.late_count) == (2, 1)
    assert [row.pk for row in seen.late] == [case.pk]
    assert [row.visit_id for row in seen.tasks] == [visit.pk]
    assert seen.services[0].enterprise == city.firm
    own = dossier_of(city.served, actor=city["district_leader"], at=AT + 3 * DAY, without=visit)
    assert (own.tasks, own.visits) == ([], [])
