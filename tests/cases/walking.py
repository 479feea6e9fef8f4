"""Steps that may be tried on a case 可试步骤: each by its door, with somebody who may well be refused."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from huying.accounts.queries import actor_of_post
from huying.cases.actions import answering, ending, handling, pressing, returning, shielding, standing, timing, urging
from huying.cases.actions.declining import decline
from huying.cases.actions.dispatching import Confirmed, dispatch
from huying.cases.actions.ending import Verdict
from huying.cases.actions.handing_over import hand_over
from huying.cases.actions.merging import merge, unmerge
from huying.cases.actions.recalculating import recalculate
from huying.cases.actions.recusing import ask_recusal, recuse, refuse_recusal
from huying.cases.actions.splitting import answer_part, end_part, split
from huying.cases.actions.standing import Planned
from huying.cases.actions.sweeping import sweep
from huying.core.actors import RESIDENT
from huying.rules.case_facts import CallBackBy, PauseReason, ReturnGround
from huying.rules.case_flow import Ending
from huying.rules.hotline_duties import OutOfRange

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from huying.cases.models import Case
    from huying.core.actors import Actor
    from tests.people import City

    Try = Callable[[City, Case, datetime], object]

DAY = timedelta(days=1)
SOLVED = Verdict(is_contacted=True, is_solved=True, is_satisfied=True)
UNSOLVED = Verdict(is_contacted=True, is_solved=False, is_satisfied=False)
UNREACHED = Verdict(is_reached=False)


def holder_of(_city: City, case: Case, *, is_other: bool = False) -> Actor:
    """Return somebody of the unit that holds the case, or a colleague."""
    posts = [post for post in case.holder_unit.posts.order_by("pk") if post.role not in {"auditor", "caller"}]
    post = posts[-1 if is_other else 0]
    holding = post.holdings.first()
    return actor_of_post(post, person=holding.person_id if holding else None)


def ruler_of(city: City, case: Case) -> Actor:
    """Return somebody of the unit that rules on the case's open request."""
    row = case.returns.filter(ruled_at=None).first() or case.extensions.filter(decided_at=None).first()
    named = {"street": "street_officer", "district": "district_clerk", "city": "city_clerk"}
    for unit, actor in named.items():
        if row is not None and row.ruler_id == city.units[unit].pk:
            return city[actor]
    return city["city_clerk"]


def _dispatch(city: City, case: Case, at: datetime, topic: str) -> object:
    confirmed = Confirmed(topic=topic, place=city.served.key, compound=city.served.key)
    return dispatch(case.pk, confirmed, actor=city["district_clerk"], at=at)


def _merge(city: City, case: Case, at: datetime, *, away: int) -> object:
    """Merge a case into another of those that were received: the first, or the one after it."""
    keys = list(type(case).objects.order_by("pk").values_list("pk", flat=True))
    into = keys[0] if not away else keys[(keys.index(case.pk) + away) % len(keys)]
    return merge(case.pk, into=into, actor=city["district_clerk"], at=at)


def _rule(city: City, case: Case, at: datetime, *, upheld: bool) -> object:
    actor, to = ruler_of(city, case), city.units["community"].pk if upheld else None
    return returning.rule_return(case.pk, is_upheld=upheld, reason="理由", to_unit=to, actor=actor, at=at)


def _split(city: City, case: Case, at: datetime) -> object:
    return split(case.pk, unit_id=city.units["urban"].pk, task="协办", actor=holder_of(city, case), at=at)


TRIES: Mapping[str, Try] = {
    "split": _split,
    "answer_part": lambda city, case, at: answer_part(case.pk, text="已协办", actor=city["department_officer"], at=at),
    "end_part": lambda city, case, at: end_part(
        case.pk, unit_id=city.units["urban"].pk, reason="不需要", actor=holder_of(city, case), at=at
    ),
    "issue_without_parts": lambda city, case, at: answering.issue(
        case.pk, reason="先行答复", actor=holder_of(city, case), at=at
    ),
    "dispatch": lambda city, case, at: _dispatch(city, case, at, "LFT"),
    "dispatch_to_department": lambda city, case, at: _dispatch(city, case, at, "ILL"),
    "sign": lambda city, case, at: handling.sign(case.pk, actor=holder_of(city, case), at=at),
    "assign": lambda city, case, at: handling.assign(
        case.pk, person_id=holder_of(city, case).person_id or 0, actor=holder_of(city, case), at=at
    ),
    "contact": lambda city, case, at: handling.contact(case.pk, note="已联系", actor=holder_of(city, case), at=at),
    "try_contact": lambda city, case, at: handling.contact(
        case.pk, note="无人接听", is_reached=False, actor=holder_of(city, case), at=at
    ),
    "act": lambda city, case, at: handling.act(case.pk, note="已处理", actor=holder_of(city, case), at=at),
    "draft": lambda city, case, at: answering.draft(case.pk, text="答复", actor=holder_of(city, case), at=at),
    "approve": lambda city, case, at: answering.check_draft(
        case.pk, is_approved=True, remark="", actor=holder_of(city, case, is_other=True), at=at
    ),
    "refuse_draft": lambda city, case, at: answering.check_draft(
        case.pk, is_approved=False, remark="重写", actor=holder_of(city, case, is_other=True), at=at
    ),
    "issue": lambda city, case, at: answering.issue(case.pk, actor=holder_of(city, case, is_other=True), at=at),
    "issue_text": lambda city, case, at: answering.issue(case.pk, text="答复", actor=holder_of(city, case), at=at),
    "approve_late": lambda city, case, at: answering.approve_late(
        case.pk, remark="同意", actor=holder_of(city, case, is_other=True), at=at
    ),
    "send_back": lambda city, case, at: returning.send_back(
        case.pk, ground=ReturnGround.NOT_OUR_DUTY, reason="不属职责", actor=holder_of(city, case), at=at
    ),
    "uphold": lambda city, case, at: _rule(city, case, at, upheld=True),
    "refuse_return": lambda city, case, at: _rule(city, case, at, upheld=False),
    "extend": lambda city, case, at: timing.extend(
        case.pk, days=3, reason="等配件", actor=holder_of(city, case), at=at
    ),
    "grant": lambda city, case, at: timing.decide_extension(
        case.pk, is_granted=True, reason="", actor=ruler_of(city, case), at=at
    ),
    "deny": lambda city, case, at: timing.decide_extension(
        case.pk, is_granted=False, reason="不必", actor=ruler_of(city, case), at=at
    ),
    "pause": lambda city, case, at: timing.pause(
        case.pk, reason=PauseReason.EXPERT_OPINION, note="等检测", actor=holder_of(city, case), at=at
    ),
    "resume": lambda city, case, at: timing.resume(case.pk, actor=holder_of(city, case), at=at),
    "solved": lambda _city, case, at: ending.call_back(case.pk, SOLVED, by=CallBackBy.REPORTER, actor=RESIDENT, at=at),
    "unsolved": lambda city, case, at: ending.call_back(
        case.pk, UNSOLVED, by=CallBackBy.CALLER, actor=city["caller"], at=at
    ),
    "unreached": lambda city, case, at: ending.call_back(
        case.pk, UNREACHED, by=CallBackBy.CALLER, actor=city["caller"], at=at
    ),
    "rework": lambda city, case, at: ending.rework(case.pk, reason="未办好", actor=city["district_clerk"], at=at),
    "ask_standing": lambda city, case, at: standing.ask_standing(
        case.pk,
        reason="需大修",
        milestones=[Planned(words="方案", due_on=(at + 20 * DAY).date()), Planned(words="完工")],
        actor=holder_of(city, case),
        at=at,
    ),
    "stand": lambda city, case, at: standing.stand_long_term(
        case.pk, reason="同意", milestone="年底前", actor=city["city_clerk"], at=at
    ),
    "refuse_standing": lambda city, case, at: standing.refuse_standing(
        case.pk, reason="可以办", actor=city["district_clerk"], at=at
    ),
    "milestone": lambda city, case, at: standing.reach_milestone(
        case.pk, note="到位", following=Planned(words="下一步"), actor=holder_of(city, case), at=at
    ),
    "close": lambda city, case, at: ending.close(
        case.pk, ending=Ending.EXPLAINED, reason="依法解释", actor=city["district_clerk"], at=at
    ),
    "withdraw": lambda city, case, at: ending.close(
        case.pk, ending=Ending.WITHDRAWN, reason="诉求人撤回", actor=city["district_clerk"], at=at
    ),
    "take_back_by_reporter": lambda _city, case, at: pressing.withdraw(case.pk, word="", actor=RESIDENT, at=at),
    "hand_over": lambda city, case, at: hand_over(
        person_id=case.holder_person_id or 0,
        unit_id=case.holder_unit_id,
        successor_id=None,
        reason="调离",
        actor=city["system_admin"],
        at=at,
    ),
    "recalculate": lambda city, _case, at: recalculate(actor=city["city_clerk"], at=at),
    "reopen": lambda city, case, at: ending.reopen(case.pk, reason="新情况", actor=city["district_clerk"], at=at),
    "release_brief": lambda city, case, at: shielding.release_brief(
        case.pk, brief="电梯停运", actor=city["district_clerk"], at=at
    ),
    "urge": lambda city, case, at: urging.urge(case.pk, note="", actor=city["district_clerk"], at=at),
    "merge": lambda city, case, at: _merge(city, case, at, away=0),
    "merge_next": lambda city, case, at: _merge(city, case, at, away=1),
    "unmerge": lambda city, case, at: unmerge(case.pk, reason="另一件事", actor=city["district_clerk"], at=at),
    "decline": lambda city, case, at: decline(
        case.pk, ground=OutOfRange.COURT, reason="已起诉", actor=city["district_clerk"], at=at
    ),
    "ask_recusal": lambda _city, case, at: ask_recusal(case.pk, word="亲属", actor=RESIDENT, at=at),
    "recuse": lambda city, case, at: recuse(
        case.pk,
        person_id=case.holder_person_id or 0,
        reason="亲属",
        actor=holder_of(city, case, is_other=True),
        at=at,
    ),
    "refuse_recusal": lambda city, case, at: refuse_recusal(
        case.pk, reason="无关", actor=holder_of(city, case, is_other=True), at=at
    ),
    "sweep": lambda _city, _case, at: sweep(at=at),
}
