"""Long-term standing: asked, granted above, walked from milestone to milestone by a clock of its own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from huying.cases.actions import answering, ending, handling, standing
from huying.cases.actions.dispatching import Confirmed, dispatch
from huying.cases.actions.standing import Planned
from huying.cases.actions.sweeping import sweep
from huying.cases.models import Case, CaseStep, Clock, Milestone, Standing
from huying.core.policies import NotAllowedError
from huying.rules.case_facts import Urgency
from huying.rules.case_flow import CaseState, Ending
from huying.rules.errors import RuleBrokenError
from tests.people import AT

if TYPE_CHECKING:
    from tests.people import City

DAY = timedelta(days=1)


def _handled(city: City, **given: object) -> Case:
    confirmed = Confirmed(topic="LFT", place=city.served.key, compound=city.served.key)
    case = dispatch(city.receive(**given).pk, confirmed, actor=city["district_clerk"], at=AT)  # type: ignore[arg-type]
    return handling.sign(case.pk, actor=city["firm_staff"], at=AT)


def _asked(city: City) -> Case:
    planned = [Planned(words="方案", due_on=date(2021, 7, 1)), Planned(words="完工", due_on=date(2021, 8, 2))]
    case = _handled(city)
    return standing.ask_standing(case.pk, reason="需大修", milestones=planned, actor=city["firm_staff"], at=AT)


def _granted(city: City) -> Case:
    return standing.stand_long_term(_asked(city).pk, reason="同意", actor=city["district_clerk"], at=AT + DAY)


def test_asking_changes_nothing_until_it_is_granted_above(city: City) -> None:
    case = _asked(city)
    assert (case.state, case.is_long_term) == (CaseState.HANDLING.value, False)
    with pytest.raises(NotAllowedError):
        standing.stand_long_term(case.pk, reason="同意", actor=city["firm_manager"], at=AT)
    granted = standing.stand_long_term(case.pk, reason="同意", actor=city["district_clerk"], at=AT + DAY)
    assert (granted.state, granted.is_long_term) == (CaseState.STANDING.value, True)
    row = Standing.objects.get(case=case)
    assert (row.asked_by, row.decided_by) == (city.units["firm"], city.units["district"])


def test_the_holder_does_not_decide_its_own(city: City) -> None:
    confirmed = Confirmed(topic="SUP", place=city.served.key)
    case = dispatch(city.receive().pk, confirmed, actor=city["district_clerk"], at=AT)
    handling.sign(case.pk, actor=city["district_clerk"], at=AT)
    with pytest.raises(RuleBrokenError, match=r"case\.standing_own"):
        standing.stand_long_term(case.pk, reason="同意", milestone="选址", actor=city["district_clerk"], at=AT)
    standing.stand_long_term(case.pk, reason="同意", milestone="选址", actor=city["city_clerk"], at=AT)


def test_a_refused_request_leaves_the_clocks_as_they_were(city: City) -> None:
    case = _asked(city)
    refused = standing.refuse_standing(case.pk, reason="可以办", actor=city["district_clerk"], at=AT + DAY)
    assert (refused.state, refused.due_at) == (CaseState.HANDLING.value, case.due_at)
    assert Standing.objects.get(case=case).is_granted is False
    again = standing.ask_standing(
        case.pk, reason="再请", milestones=[Planned(words="方案")], actor=city["firm_staff"], at=AT + DAY
    )
    assert again.version == refused.version + 1


def test_the_clock_runs_to_the_next_milestone_and_is_reminded_and_marked(city: City) -> None:
    case = _granted(city)
    clock = Clock.objects.get(case=case, stopped_at=None)
    assert (clock.kind, clock.due_at.date()) == ("finish", date(2021, 7, 1))
    for days in range(15, 40):
        sweep(at=AT + days * DAY)
    told = CaseStep.objects.filter(case=case, step__in=["remind", "mark", "escalate"]).order_by("id")
    assert [row.facts.get("mark", row.step) for row in told] == ["remind", "yellow", "red", "escalate"]


def test_a_milestone_reached_starts_the_clock_of_the_next(city: City) -> None:
    case = _granted(city)
    walked = standing.reach_milestone(case.pk, note="方案已定", actor=city["firm_staff"], at=AT + 20 * DAY)
    assert walked.due_at is not None
    assert walked.due_at.date() == date(2021, 8, 2)
    assert list(Milestone.objects.filter(case=case).order_by("due_on").values_list("done_at", flat=True)) == [
        AT + 20 * DAY,
        None,
    ]
    with pytest.raises(RuleBrokenError, match=r"case\.milestone_missing"):
        standing.reach_milestone(case.pk, note="完工", actor=city["firm_staff"], at=AT + 30 * DAY)


def test_milestones_lie_ahead_and_not_too_far(city: City) -> None:
    case = _handled(city)
    for day in (AT.date(), date(2022, 6, 1)):
        with pytest.raises(RuleBrokenError, match=r"case\.milestone_day"):
            standing.ask_standing(
                case.pk,
                reason="需大修",
                milestones=[Planned(words="方案", due_on=day)],
                actor=city["firm_staff"],
                at=AT,
            )
    with pytest.raises(RuleBrokenError, match=r"case\.milestone_count"):
        standing.ask_standing(case.pk, reason="需大修", milestones=[], actor=city["firm_staff"], at=AT)


def test_a_closed_or_reopened_case_no_longer_stands(city: City) -> None:
    case = _granted(city)
    reopened = ending.reopen(case.pk, reason="可办了", actor=city["district_clerk"], at=AT + 2 * DAY)
    assert (reopened.state, reopened.is_long_term) == (CaseState.HANDLING.value, False)
    assert Standing.objects.get(case=case).ended_at == AT + 2 * DAY


@pytest.mark.parametrize(
    ("how", "code"),
    [
        (Ending.SOLVED, "case.ending_not_shown"),
        (Ending.IMPORTED, "case.ending_not_shown"),
        (Ending.EXPLAINED, "case.ending_needs_answer"),
        (Ending.WITHDRAWN, "case.ending_needs_contact"),
    ],
)
def test_each_ending_needs_what_shows_it(city: City, how: Ending, code: str) -> None:
    case = _handled(city)
    with pytest.raises(RuleBrokenError, match=code.replace(".", r"\.")):
        ending.close(case.pk, ending=how, reason="理由", actor=city["district_clerk"], at=AT)


def test_withdrawn_and_referred_may_end_a_case_before_its_answer(city: City) -> None:
    case = _handled(city)
    handling.contact(case.pk, note="诉求人称已自行解决", actor=city["firm_staff"], at=AT)
    closed = ending.close(case.pk, ending=Ending.WITHDRAWN, reason="撤回", actor=city["district_clerk"], at=AT)
    assert (closed.ending, closed.answered_at) == ("withdrawn", None)
    other = _handled(city)
    referred = ending.close(other.pk, ending=Ending.REFERRED, reason="转人民法院", actor=city["district_clerk"], at=AT)
    assert referred.ending == "referred"


def test_tries_on_different_days_end_the_duty_of_contact_and_fewer_do_not(city: City) -> None:
    case = _handled(city)
    for hours in (1, 2, 3):
        handling.contact(
            case.pk, note="无人接听", is_reached=False, actor=city["firm_staff"], at=AT + timedelta(hours=hours)
        )
    assert Clock.objects.filter(case=case, kind="contact", stopped_at=None).exists()
    handling.contact(case.pk, note="关机", is_reached=False, actor=city["firm_staff"], at=AT + DAY)
    assert not Clock.objects.filter(case=case, kind="contact", stopped_at=None).exists()
    last = CaseStep.objects.filter(case=case, step="contact").order_by("-id")[0]
    assert last.facts == {"reached": False, "tries": 4, "unreachable": True}
    with pytest.raises(RuleBrokenError, match=r"case\.note_missing"):
        handling.contact(case.pk, note=" ", is_reached=False, actor=city["firm_staff"], at=AT + DAY)


def test_urgent_answers_are_approved_after_the_fact_by_a_colleague(city: City) -> None:
    case = _handled(city, urgency=Urgency.URGENT)
    answering.draft(case.pk, text="已处置。", actor=city["firm_staff"], at=AT)
    answering.issue(case.pk, actor=city["firm_staff"], at=AT)
    with pytest.raises(RuleBrokenError, match=r"case\.own_draft"):
        answering.approve_late(case.pk, remark="", actor=city["firm_staff"], at=AT + DAY)
    answering.approve_late(case.pk, remark="同意", actor=city["firm_manager"], at=AT + DAY)
    assert case.answers.get().approvals == 1
    with pytest.raises(RuleBrokenError, match=r"case\.nothing_to_approve"):
        answering.approve_late(case.pk, remark="同意", actor=city["firm_manager"], at=AT + DAY)


def test_a_draft_of_an_earlier_round_is_not_issued_by_mistake(city: City) -> None:
    case = _handled(city, urgency=Urgency.URGENT)
    answering.draft(case.pk, text="旧稿", actor=city["firm_staff"], at=AT)
    answering.issue(case.pk, text="新答复", actor=city["firm_manager"], at=AT)
    ending.rework(case.pk, reason="未办好", actor=city["district_clerk"], at=AT + DAY)
    with pytest.raises(RuleBrokenError, match=r"case\.no_draft"):
        answering.issue(case.pk, actor=city["firm_manager"], at=AT + DAY)
