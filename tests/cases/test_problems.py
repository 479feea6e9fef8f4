"""Several people tell one matter: merged by a person, worked on once, answered once, and each keeps a voice."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from huying.cases.actions import answering, ending, handling, returning, standing, timing
from huying.cases.actions.ending import Verdict
from huying.cases.actions.merging import merge, unmerge
from huying.cases.models import Answer, Case, CaseStep, Clock, Extension, Membership, Milestone, Pause, Problem
from huying.core.actors import RESIDENT
from huying.core.models import AuditRecord
from huying.core.policies import NotAllowedError
from huying.rules.case_facts import CallBackBy, Kind, Nature, PauseReason, ReturnGround
from huying.rules.case_flow import CaseState, Ending
from huying.rules.errors import RuleBrokenError
from tests.cases.test_invariants import broken
from tests.cases.together import HOUR, merged, sent, signed, told
from tests.people import AT

if TYPE_CHECKING:
    from tests.people import City

DONE = Verdict(is_contacted=True, is_solved=True, is_satisfied=True)
UNDONE = Verdict(is_contacted=True, is_solved=False, is_satisfied=False)


def _answer(city: City, lead: Case) -> None:
    answering.draft(lead.pk, text="门机已更换。", actor=city["firm_staff"], at=AT + 5 * HOUR)
    answering.check_draft(lead.pk, is_approved=True, remark="", actor=city["firm_manager"], at=AT + 6 * HOUR)
    answering.issue(lead.pk, actor=city["firm_staff"], at=AT + 7 * HOUR)


def _fresh(*cases: Case) -> list[Case]:
    return [Case.objects.select_related("holder_unit").get(pk=case.pk) for case in cases]


def test_a_case_that_joins_moves_to_the_unit_of_the_lead_with_clocks_of_its_own(city: City) -> None:
    lead = signed(city)
    due = lead.due_at
    joined = merge(told(city, 1).pk, into=lead.pk, actor=city["district_clerk"], at=AT + 26 * HOUR)
    assert (joined.follows, joined.holder_unit, joined.state) == (lead, city.units["firm"], "handling")
    assert (joined.topic, joined.is_topic_confirmed, joined.list_item) == ("LFT", True, "service-by-firm")
    assert joined.holder_person == city.people["firm_staff"]
    running = Clock.objects.filter(case=joined, stopped_at=None).order_by("kind")
    assert [clock.kind for clock in running] == ["contact", "finish"]
    assert joined.due_at is not None
    assert due is not None
    assert joined.due_at > due
    assert AuditRecord.objects.filter(verb="case.merge", object_id__in=[lead.pk, joined.pk]).count() == 2
    assert broken() == {}


def test_what_is_done_to_the_lead_is_done_to_all_and_the_note_stays_with_it(city: City) -> None:
    lead, joined = merged(city)
    handling.act(lead.pk, note="到场，王女士陪同", actor=city["firm_staff"], at=AT + 4 * HOUR)
    for each in joined:
        row = CaseStep.objects.filter(case=each).order_by("id").last()
        assert row is not None
        assert (row.step, row.note, row.facts["lead"]) == ("act", "", lead.pk)
    assert broken() == {}


def test_one_issued_answer_reaches_every_reporter_and_each_rates_it(city: City) -> None:
    lead, (first, second) = merged(city)
    _answer(city, lead)
    given = Answer.objects.filter(case__in=[first, second])
    assert {answer.text for answer in given} == {"门机已更换。"}
    assert {answer.common for answer in given} == {Answer.objects.get(case=lead)}
    for case in _fresh(lead, first, second):
        assert (case.state, case.follows) == (CaseState.ANSWERED.value, None)
        assert Clock.objects.filter(case=case, kind="call_back", stopped_at=None).count() == 1
    ending.call_back(first.pk, DONE, by=CallBackBy.REPORTER, actor=RESIDENT, at=AT + 9 * HOUR)
    ending.call_back(second.pk, UNDONE, by=CallBackBy.REPORTER, actor=RESIDENT, at=AT + 9 * HOUR)
    states = [case.state for case in _fresh(lead, first, second)]
    assert states == ["answered", "closed", "handling"]
    handling.act(second.pk, note="再看一次", actor=city["firm_staff"], at=AT + 10 * HOUR)
    answering.draft(second.pk, text="感应器已换。", actor=city["firm_staff"], at=AT + 11 * HOUR)
    assert Answer.objects.filter(case=lead).count() == 1
    assert broken() == {}


def test_a_follower_leaves_the_common_steps_to_its_lead(city: City) -> None:
    _lead, (joined,) = merged(city, voices=1)
    with pytest.raises(RuleBrokenError, match=r"problem\.follows"):
        answering.draft(joined.pk, text="另行答复", actor=city["firm_staff"], at=AT + 4 * HOUR)
    with pytest.raises(RuleBrokenError, match=r"problem\.follows"):
        returning.send_back(
            joined.pk, ground=ReturnGround.NOT_OUR_DUTY, reason="不属", actor=city["firm_staff"], at=AT + 4 * HOUR
        )
    handling.contact(joined.pk, note="已告知合并办理", actor=city["firm_staff"], at=AT + 4 * HOUR)


def test_a_pause_for_the_matter_holds_for_all_and_a_reporters_own_for_one(city: City) -> None:
    lead, (first, second) = merged(city)
    timing.pause(first.pk, reason=PauseReason.REPORTER_ASKED, note="出差", actor=city["firm_staff"], at=AT + 4 * HOUR)
    timing.pause(lead.pk, reason=PauseReason.EXPERT_OPINION, note="等检测", actor=city["firm_staff"], at=AT + 5 * HOUR)
    assert all(case.is_paused for case in _fresh(lead, first, second))
    answering.draft(lead.pk, text="检测完毕", actor=city["firm_staff"], at=AT + 50 * HOUR)
    assert [case.is_paused for case in _fresh(lead, first, second)] == [False, True, False]
    assert Pause.objects.get(case=first).until_at is None
    assert broken() == {}


def test_more_time_is_asked_and_granted_for_each_with_its_own_deadline(city: City) -> None:
    lead, (first, _second) = merged(city)
    before = first.due_at
    timing.extend(lead.pk, days=3, reason="等配件", actor=city["firm_staff"], at=AT + 4 * HOUR)
    timing.decide_extension(lead.pk, is_granted=True, reason="", actor=city["street_officer"], at=AT + 5 * HOUR)
    assert Extension.objects.filter(is_granted=True).count() == 3
    (first,) = _fresh(first)
    assert first.due_at is not None
    assert before is not None
    assert first.due_at > before
    assert broken() == {}


def test_a_lead_that_stands_long_term_lets_all_stand_and_takes_all_up_again(city: City) -> None:
    lead, (first, second) = merged(city)
    standing.stand_long_term(lead.pk, reason="需大修", milestone="方案", actor=city["city_clerk"], at=AT + 4 * HOUR)
    assert {case.state for case in _fresh(lead, first, second)} == {"standing"}
    assert Milestone.objects.count() == 3
    assert broken() == {}
    ending.reopen(lead.pk, reason="资金到位", actor=city["city_clerk"], at=AT + 90 * HOUR)
    assert {case.state for case in _fresh(lead, first, second)} == {"handling"}
    assert broken() == {}


def test_a_ruling_that_sends_the_lead_on_sends_all_on(city: City) -> None:
    lead = sent(city)
    joined = merge(told(city, 1).pk, into=lead.pk, actor=city["district_clerk"], at=AT + 2 * HOUR)
    assert joined.state == CaseState.DISPATCHED.value
    returning.send_back(
        lead.pk, ground=ReturnGround.NOT_OUR_DUTY, reason="公共部位", actor=city["firm_staff"], at=AT + 3 * HOUR
    )
    to = city.units["community"]
    returning.rule_return(
        lead.pk, is_upheld=True, reason="由社区", to_unit=to.pk, actor=city["street_officer"], at=AT + 4 * HOUR
    )
    assert {case.holder_unit for case in _fresh(lead, joined)} == {to}
    handling.sign(lead.pk, actor=city["community_worker"], at=AT + 5 * HOUR)
    assert {case.state for case in _fresh(lead, joined)} == {"handling"}
    assert broken() == {}


def test_a_withdrawn_lead_hands_over_to_the_oldest_follower(city: City) -> None:
    lead, (first, second) = merged(city)
    handling.contact(lead.pk, note="撤诉", actor=city["firm_staff"], at=AT + 4 * HOUR)
    ending.close(lead.pk, ending=Ending.WITHDRAWN, reason="撤回", actor=city["district_clerk"], at=AT + 5 * HOUR)
    first, second = _fresh(first, second)
    assert (first.follows, second.follows) == (None, first)
    assert Problem.objects.get().lead == first
    _answer(city, first)
    assert {case.state for case in _fresh(first, second)} == {"answered"}
    assert broken() == {}


def test_what_is_referred_is_referred_for_all(city: City) -> None:
    lead, (first, _second) = merged(city)
    ending.close(lead.pk, ending=Ending.REFERRED, reason="转法院", actor=city["district_clerk"], at=AT + 5 * HOUR)
    assert [(case.state, case.ending) for case in _fresh(first)] == [("closed", "referred")]
    assert broken() == {}


def test_heat_counts_people_and_repeats_are_shown_apart(city: City) -> None:
    lead, _joined = merged(city)
    for given in ({"person": 1}, {"person": 0}, {"person": 3, "phone": "", "name": ""}):
        case = told(city, **given)
        merge(case.pk, into=lead.pk, actor=city["district_clerk"], at=AT + 4 * HOUR)
    problem = Problem.objects.get()
    assert (problem.members, problem.people, problem.repeats) == (6, 4, 2)
    numbers = Membership.objects.order_by("id").values_list("person", flat=True)
    assert list(numbers) == [1, 2, 3, 2, 1, 0]


def test_a_merge_is_undone_within_seconds_and_the_case_is_as_it_was(city: City) -> None:
    lead, waiting = signed(city), told(city, 1)
    before = {name: getattr(waiting, name) for name in ("state", "holder_unit_id", "topic", "due_at", "list_item")}
    merge(waiting.pk, into=lead.pk, actor=city["district_clerk"], at=AT + 3 * HOUR)
    at = AT + 3 * HOUR + timedelta(seconds=9)
    back = unmerge(waiting.pk, reason="按错", actor=city["district_clerk"], at=at)
    assert {name: getattr(back, name) for name in before} == before
    assert not Case.objects.filter(problem__isnull=False).exists()
    assert Problem.objects.get().ended_at == at
    assert broken() == {}


def test_a_case_taken_out_later_goes_on_where_it_stands(city: City) -> None:
    lead, (first, second) = merged(city)
    left = unmerge(first.pk, reason="不是同一台电梯", actor=city["district_clerk"], at=AT + 9 * HOUR)
    assert (left.state, left.holder_unit, left.problem) == ("handling", city.units["firm"], None)
    _answer(city, lead)
    assert [case.state for case in _fresh(first, second)] == ["handling", "answered"]
    assert broken() == {}


def test_a_lead_taken_out_leaves_the_others_to_a_new_one(city: City) -> None:
    lead, (first, second) = merged(city)
    unmerge(lead.pk, reason="另一件事", actor=city["district_clerk"], at=AT + 9 * HOUR)
    first, second = _fresh(first, second)
    assert (first.follows, second.follows) == (None, first)
    assert Problem.objects.get().members == 2
    assert broken() == {}


@pytest.mark.parametrize("moment", ["answered", "closed"])
def test_nothing_joins_what_is_answered_or_closed(city: City, moment: str) -> None:
    lead = signed(city)
    _answer(city, lead)
    if moment == "closed":
        ending.call_back(lead.pk, DONE, by=CallBackBy.REPORTER, actor=RESIDENT, at=AT + 9 * HOUR)
    waiting = told(city, 1)
    with pytest.raises(RuleBrokenError, match=r"problem\.lead_state"):
        merge(waiting.pk, into=lead.pk, actor=city["district_clerk"], at=AT + 10 * HOUR)
    with pytest.raises(RuleBrokenError, match=r"case\.step_not_now"):
        merge(lead.pk, into=sent(city, 2).pk, actor=city["district_clerk"], at=AT + 10 * HOUR)


def test_circles_and_second_problems_are_refused(city: City) -> None:
    lead, (first, second) = merged(city)
    other = signed(city, 3)
    clerk: dict[str, Any] = {"actor": city["district_clerk"], "at": AT + 4 * HOUR}
    for case, into, code in (
        (lead, lead, "problem.itself"),
        (lead, first, "problem.circular"),
        (first, second, "problem.member_already"),
        (first, other, "problem.member_already"),
        (lead, other, "problem.leads_another"),
    ):
        with pytest.raises(RuleBrokenError, match=code.replace(".", r"\.")):
            merge(case.pk, into=into.pk, **clerk)


def test_different_places_are_no_problem(city: City) -> None:
    lead = signed(city)
    elsewhere = told(city, 1, place=city.unserved.key, compound=city.unserved.key)
    with pytest.raises(RuleBrokenError, match=r"problem\.other_place"):
        merge(elsewhere.pk, into=lead.pk, actor=city["district_clerk"], at=AT + 4 * HOUR)
    nowhere = told(city, 2, place=None, compound=None)
    assert merge(nowhere.pk, into=lead.pk, actor=city["city_clerk"], at=AT + 4 * HOUR).compound_key == city.served.key


def test_who_neither_sends_nor_holds_may_not_merge(city: City) -> None:
    lead, waiting = signed(city), told(city, 1)
    for name in ("firm_staff", "other_clerk", "community_worker", "caller", "auditor", "department_officer"):
        with pytest.raises(NotAllowedError):
            merge(waiting.pk, into=lead.pk, actor=city[name], at=AT + 4 * HOUR)


def test_a_complaint_never_joins_a_lead_that_the_firm_it_is_about_holds(city: City) -> None:
    lead = signed(city)
    complaint = told(city, 1, nature=Nature.COMPLAINT, kind=Kind.COMPLAINT)
    with pytest.raises(RuleBrokenError, match=r"case\.held_by_complained_about"):
        merge(complaint.pk, into=lead.pk, actor=city["district_clerk"], at=AT + 4 * HOUR)
    assert Problem.objects.count() == 0


def test_a_stale_form_merges_nothing(city: City) -> None:
    lead, waiting = signed(city), told(city, 1)
    with pytest.raises(RuleBrokenError, match=r"case\.stale"):
        merge(waiting.pk, into=lead.pk, actor=city["district_clerk"], at=AT + 4 * HOUR, version=7)
