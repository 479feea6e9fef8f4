"""Events: proposed from distinct people, declared by a person, later cases confirmed, told once, shielded."""

from __future__ import annotations

from typing import Any

import pytest

from huying.core import outbox
from huying.core.policies import NotAllowedError
from huying.notices.models import Notice
from huying.rules.topics import NOT_PROPERTY
from huying.seasons.actions import planning, surging
from huying.seasons.models import Surge, SurgeCase
from huying.seasons.queries.public import event_of, first_cases_of
from huying.seasons.queries.visible import SURGES
from tests.cases.desk import sent, set_clock
from tests.leadership.test_plans import refused
from tests.people import AT, City
from tests.seasons.duty import DAY, HOUR, MINUTE, broken
from tests.seasons.stormy import ENOUGH, FIRST_WORDS, crowd, declared, in_force, proposed, told


def people_told(city: City, kind: str) -> set[str]:
    set_clock(AT + 3 * HOUR)
    outbox.drain()
    names = {person.pk: name for name, person in city.people.items()}
    rows = list(Notice.objects.filter(kind=f"seasons.{kind}"))
    assert len({(row.person_id, row.key) for row in rows}) == len(rows)
    return {names[row.person_id] for row in rows}


@pytest.mark.parametrize(("people", "found"), [(ENOUGH - 1, 0), (ENOUGH, 1)])
def test_an_event_is_proposed_from_the_threshold_on(city: City, people: int, found: int) -> None:
    in_force(city)
    crowd(city, people)
    told(city, 1, at=AT + 30 * MINUTE)  # telling again makes nobody more
    surging.sweep(at=AT + HOUR)
    assert Surge.objects.count() == found
    assert surging.sweep(at=AT + HOUR) == 0
    assert broken(AT + HOUR) == {}


def test_what_does_not_count(city: City) -> None:
    in_force(city)
    crowd(city, ENOUGH - 1)
    told(city, 90, at=AT - 24 * HOUR)
    sent(city, at=AT, topic="LFT", phone="13800009999")
    for _case in range(3):
        told(city, 0, phone="", name="")
    assert surging.sweep(at=AT + 30 * MINUTE) > 0  # the unknown are one person, the tenth
    assert Surge.objects.get().people == ENOUGH


def test_without_a_plan_in_force_nothing_is_proposed(city: City) -> None:
    plan = in_force(city)
    planning.close(plan.pk, reason="正常", actor=city["district_clerk"], at=AT)
    crowd(city)
    assert surging.sweep(at=AT + HOUR) == 0


def test_a_person_declares_and_says_which_cases(city: City) -> None:
    surge = declared(city)
    assert (surge.state, surge.people, surge.unit) == ("running", ENOUGH - 1, city.units["street"])
    assert sorted(surge.links.values_list("state", flat=True).distinct()) == ["joined", "proposed"]
    case = surge.links.filter(state="joined").order_by("pk")[0].case
    case.refresh_from_db()
    assert (case.problem_id, case.follows_id) == (None, None)
    assert broken(AT + 3 * HOUR) == {}


def test_who_may_declare(city: City) -> None:
    surge = proposed(city)
    chosen = list(surge.links.values_list("case_id", flat=True))
    facts: dict[str, Any] = {"title": "供暖故障", "unit": city.units["street"].pk, "words": "抢修中", "chosen": chosen}
    for name in ("department_leader", "community_worker", "hotline_desk", "other_clerk", "auditor", "firm_staff"):
        with pytest.raises(NotAllowedError):
            surging.declare(surge.pk, **facts, actor=city[name], at=AT + HOUR)
    by = city["street_officer"]
    for wrong, code in (
        ({"title": " "}, "surge.title_missing"),
        ({"words": ""}, "surge.words_missing"),
        ({"words": "请联系王芳13812341234"}, "seasons.has_numbers"),
        ({"chosen": []}, "surge.nothing_chosen"),
        ({"chosen": [0]}, "surge.not_proposed"),
        ({"unit": city.units["firm"].pk}, "leadership.unit_out_of_reach"),
    ):
        with refused(code):
            surging.declare(surge.pk, **(facts | wrong), actor=by, at=AT + HOUR)
    with refused("surge.stale"):
        surging.declare(surge.pk, **facts, actor=by, at=AT + HOUR, version=9)
    assert SurgeCase.objects.filter(state="joined").count() == 0


def test_a_proposal_is_told_to_the_plans_keeper_and_an_event_to_the_units_called(city: City) -> None:
    surge = proposed(city)
    assert people_told(city, "surge_proposed") == {"district_leader", "district_clerk"}
    chosen = list(surge.links.values_list("case_id", flat=True))
    facts: dict[str, Any] = {"title": "供暖故障", "unit": city.units["district"].pk, "words": "抢修中"}
    surging.declare(surge.pk, **facts, chosen=chosen, actor=city["district_clerk"], at=AT + 2 * HOUR)
    expected = {"district_leader", "street_leader", "street_officer", "department_leader", "department_officer"}
    assert people_told(city, "surge_declared") == expected
    surging.end(surge.pk, words="已恢复", actor=city["district_leader"], at=AT + 3 * HOUR)
    assert people_told(city, "surge_ended") == (expected | {"district_clerk"}) - {"district_leader"}


def test_later_cases_join_when_a_person_confirms(city: City) -> None:
    surge = declared(city)
    late = crowd(city, 2, first=50)
    assert surging.sweep(at=AT + 3 * HOUR) == 2
    assert surging.sweep(at=AT + 3 * HOUR) == 0
    assert event_of(late[0].pk) is None
    by = city["street_officer"]
    surging.join(surge.pk, chosen=[late[0].pk], actor=by, at=AT + 3 * HOUR)
    surging.leave_out(surge.pk, chosen=[late[1].pk], actor=by, at=AT + 3 * HOUR)
    event = event_of(late[0].pk)
    assert event is not None
    assert event.others == ENOUGH - 1
    with refused("surge.not_proposed"):
        surging.join(surge.pk, chosen=[late[1].pk], actor=by, at=AT + 3 * HOUR)
    assert surging.sweep(at=AT + 4 * HOUR) == 0
    assert Surge.objects.count() == 1
    assert broken(AT + 4 * HOUR) == {}


def test_reporters_read_the_event_its_updates_and_its_end(city: City) -> None:
    surge = declared(city)
    case = surge.links.filter(state="joined").order_by("pk")[0].case_id
    surging.update(surge.pk, words="已恢复三栋楼供暖", actor=city["street_officer"], at=AT + 3 * HOUR)
    event = event_of(case)
    assert event is not None
    assert [each.words for each in event.updates] == ["已恢复三栋楼供暖", FIRST_WORDS]
    assert (event.holder, event.ended_at) == (city.units["street"].name, None)
    surging.end(surge.pk, words="全部恢复", actor=city["street_officer"], at=AT + 4 * HOUR)
    event = event_of(case)
    assert event is not None
    assert event.ended_at == AT + 4 * HOUR
    with refused("surge.step_not_now"):
        surging.update(surge.pk, words="又", actor=city["street_officer"], at=AT + 5 * HOUR)


def test_one_person_with_two_cases_is_told_of_one(city: City) -> None:
    in_force(city)
    first, again = told(city, 1), told(city, 1, at=AT + MINUTE)
    crowd(city, ENOUGH - 1, first=2)
    surging.sweep(at=AT + HOUR)
    surge = Surge.objects.get()
    facts: dict[str, Any] = {"title": "供暖故障", "unit": city.units["street"].pk, "words": "抢修中"}
    chosen = list(surge.links.values_list("case_id", flat=True))
    surging.declare(surge.pk, **facts, chosen=chosen, actor=city["street_leader"], at=AT + HOUR)
    told_of = first_cases_of(surge.pk)
    assert len(told_of) == ENOUGH
    assert first.pk in told_of.values()
    assert again.pk not in told_of.values()


def test_a_proposal_turned_down_is_not_proposed_again(city: City) -> None:
    surge = proposed(city)
    surging.turn_down(surge.pk, reason="各小区原因不同", actor=city["street_leader"], at=AT + HOUR)
    assert surging.sweep(at=AT + HOUR) == 0
    crowd(city, ENOUGH - 1, first=50)
    assert surging.sweep(at=AT + 2 * HOUR) == 0
    told(city, 80)
    assert surging.sweep(at=AT + 2 * HOUR) == ENOUGH
    assert Surge.objects.count() == 2
    assert broken(AT + 2 * HOUR) == {}


def test_another_unit_takes_the_event(city: City) -> None:
    surge = declared(city)
    with pytest.raises(NotAllowedError):
        surging.update(surge.pk, words="进展", actor=city["department_officer"], at=AT + 3 * HOUR)
    facts: dict[str, Any] = {"unit": city.units["urban"].pk, "reason": "热源故障"}
    surging.hand_on(surge.pk, **facts, actor=city["district_clerk"], at=AT + 3 * HOUR)
    surging.update(surge.pk, words="进展", actor=city["department_officer"], at=AT + 3 * HOUR)
    with pytest.raises(NotAllowedError):
        surging.hand_on(surge.pk, **facts, actor=city["department_officer"], at=AT + 3 * HOUR)


def test_a_case_is_in_one_event(city: City) -> None:
    surge = declared(city)
    joined = surge.links.filter(state="joined").order_by("pk")[0].case_id
    other = in_force(city, title="另一预案")
    crowd(city, ENOUGH, first=100)
    surging.sweep(at=AT + 3 * HOUR)
    second = Surge.objects.get(season=other)
    assert not second.links.filter(case=joined).exists()
    chosen = list(second.links.values_list("case_id", flat=True))
    surging.join(surge.pk, chosen=chosen[:1], actor=city["street_leader"], at=AT + 3 * HOUR)
    facts: dict[str, Any] = {"title": "供暖故障", "unit": city.units["street"].pk, "words": "抢修中"}
    with refused("surge.case_elsewhere"):
        surging.declare(second.pk, **facts, chosen=chosen, actor=city["street_leader"], at=AT + 4 * HOUR)


def test_who_sees_events(city: City) -> None:
    surge = declared(city)
    seeing = {
        "street_officer": True,
        "department_officer": True,
        "hotline_desk": True,
        "city_leader": True,
        "auditor": True,
        "other_clerk": False,
        "community_worker": False,
        "firm_staff": False,
        "firm_manager": False,
        "caller": False,
    }
    assert {name: SURGES.visible_to(city[name]).exists() for name in seeing} == seeing
    with refused("surge.not_found"):
        SURGES.find(surge.number, actor=city["firm_staff"])


def test_the_doctor_finds_a_case_a_machine_took_in(city: City) -> None:
    surge = proposed(city)
    SurgeCase.objects.filter(surge=surge).update(state="joined")
    assert sorted(broken(AT + DAY)) == ["seasons.event_joined", "seasons.event_people"]


def test_no_topic_means_no_event(city: City) -> None:
    in_force(city, topics=())
    crowd(city)
    assert surging.sweep(at=AT + HOUR) == 0
    in_force(city, title="无关", topics=(NOT_PROPERTY,))
    assert surging.sweep(at=AT + HOUR) == 0
