"""Plans, groups, major problems and visits for the tests."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from huying.config import checkup
from huying.core.invariants import judge
from huying.leadership.actions import groups, majors, plans, visits
from huying.leadership.actions.groups import NewSeat
from huying.leadership.actions.plans import NewPlan
from huying.rules.groups import GroupKind, SeatRank
from huying.rules.plans import PlanKind
from tests.cases.desk import set_clock
from tests.people import AT

if TYPE_CHECKING:
    from datetime import datetime

    from huying.leadership.models import Group, MajorProblem, Plan, Visit
    from tests.people import City

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TODAY = date(2021, 6, 1)
NEXT_YEAR = date(2022, 6, 1)


def post_of(city: City, name: str) -> int:
    """Return the key of somebody's post."""
    found = city[name].post_id
    assert found is not None
    return found


def new_plan(city: City, **given: Any) -> NewPlan:
    """Return the district's breakthrough project, which its leader answers for."""
    facts: dict[str, Any] = {
        "kind": PlanKind.PROJECT,
        "title": "红色物业书记突破项目",
        "aim": "年内物业服务覆盖全部小区",
        "measure": "有物业服务的小区数占全部小区数",
        "lead": post_of(city, "district_leader"),
        "starts_on": TODAY,
        "ends_on": date(2021, 12, 31),
    }
    return NewPlan(**(facts | given))


def drafted(city: City, *, at: datetime = AT, **given: Any) -> Plan:
    """Draft it with a milestone of the street in a month and one of the department in three."""
    by = city["district_clerk"]
    plan = plans.draft(new_plan(city, **given), actor=by, at=at)
    for words, unit, days in (("完成小区摸底", "street", 30), ("失管小区全部托管", "urban", 90)):
        plans.add_milestone(plan.pk, words=words, unit=city.units[unit].pk, due_on=TODAY + days * DAY, actor=by, at=at)
    return plan


def running(city: City, **given: Any) -> Plan:
    """Draft and start."""
    return plans.start(drafted(city, **given).pk, actor=city["district_clerk"], at=AT + HOUR)


def forming(city: City, kind: GroupKind = GroupKind.LEADING, *, ends_on: date = NEXT_YEAR) -> Group:
    """Begin to form a group of the district."""
    name = {"leading": "红色物业工作领导小组", "task_group": "红色物业工作专班", "office": "环翠区物业办"}[kind.value]
    return groups.form(kind=kind, name=name, term=(TODAY, ends_on), actor=city["district_clerk"], at=AT)


def seats(city: City) -> list[NewSeat]:
    """Return who must sit in a leading group: the leader in charge, four sectors, a deputy of the street."""
    member = SeatRank.MEMBER
    return [
        NewSeat(rank=SeatRank.HEAD, sector="", post=post_of(city, "district_leader")),
        NewSeat(rank=SeatRank.DEPUTY, sector="organisation", body="区委组织部", title="副部长"),
        NewSeat(rank=member, sector="housing", body="环翠区住建局", title="副局长"),
        NewSeat(rank=member, sector="civil_affairs", body="环翠区民政局", title="副局长"),
        NewSeat(rank=member, sector="urban_management", post=post_of(city, "department_leader")),
        NewSeat(rank=member, sector="street", post=post_of(city, "street_leader")),
    ]


def standing(city: City, **given: Any) -> Group:
    """Form a leading group, seat everybody, set it up."""
    group, by = forming(city, **given), city["district_clerk"]
    for new in seats(city):
        groups.seat(group.pk, new=new, actor=by, at=AT)
    return groups.set_up(group.pk, actor=by, at=AT + HOUR)


def met(city: City, **given: Any) -> Group:
    """Set up, meet, and give the department a task due in ten days."""
    group, by = standing(city, **given), city["district_clerk"]
    facts: dict[str, Any] = {"title": "第一次会议", "held_on": TODAY, "present": 5, "summary": "研究失管小区托管"}
    groups.meet(group.pk, **facts, actor=by, at=AT + 2 * HOUR)
    session = group.sessions.get()
    return groups.decide(
        group.pk,
        session_id=session.pk,
        words="拟定托管方案",
        unit=city.units["urban"].pk,
        due_on=TODAY + 10 * DAY,
        actor=by,
        at=AT + 2 * HOUR,
    )


def entered(city: City, *, at: datetime = AT) -> MajorProblem:
    """Enter a major problem of the district."""
    matter = "十二个小区无物业服务，维修资金不足，业主意见集中。"
    return majors.enter(title="老旧小区失管", matter=matter, actor=city["district_clerk"], at=at)


def planned(city: City, *, by: str = "district_clerk", at: datetime = AT) -> Visit:
    """Plan a visit of the district's leader to the served compound."""
    return visits.plan(
        compound=city.served.pk,
        visitor=post_of(city, "district_leader"),
        planned_on=TODAY + 2 * DAY,
        aim="了解电梯停运问题",
        actor=city[by],
        at=at,
    )


def made(city: City) -> Visit:
    """Be in the compound two days later."""
    return visits.make(planned(city).pk, actor=city["district_clerk"], at=AT + 2 * DAY)


def found(city: City) -> Visit:
    """Find a case and a task."""
    visit, by, at = made(city), city["district_clerk"], AT + 2 * DAY + HOUR
    visits.find_case(visit.pk, words="3号楼电梯停运", topic="LFT", address="3号楼", actor=by, at=at)
    unit, due_on = city.units["street"].pk, TODAY + 9 * DAY
    return visits.find_task(visit.pk, words="协调更换电梯配件", unit=unit, due_on=due_on, actor=by, at=at)


def broken(at: datetime = AT) -> dict[str, tuple[str, ...]]:
    """Return the rules of leadership that are broken at an instant."""
    set_clock(at)
    rules = [each for each in checkup.all_invariants() if each.name.startswith("leadership.")]
    assert rules
    return {each.invariant.name: each.examples for each in judge(rules) if each.count}
