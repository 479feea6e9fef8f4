"""One case from receipt to the end, and back, as the flow table says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from huying.cases.actions import answering, ending, handling, returning, shielding, timing
from huying.cases.actions.dispatching import Confirmed, dispatch
from huying.cases.actions.ending import Verdict
from huying.cases.models import Case, CaseStep, Clock, ProtectedSpan, Reporter
from huying.core.actors import RESIDENT
from huying.core.models import AuditRecord
from huying.core.policies import NotAllowedError
from huying.rules.case_clocks import ClockKind
from huying.rules.case_facts import CallBackBy, Kind, Nature, PauseReason, Purpose, ReturnGround, Urgency
from huying.rules.case_flow import CaseState, Ending
from huying.rules.errors import RuleBrokenError
from tests.people import AT

if TYPE_CHECKING:
    from tests.people import City

HOUR = timedelta(hours=1)


def _sent(city: City, **given: Any) -> Case:
    case = city.receive(**given)
    confirmed = Confirmed(topic="LFT", place=city.served.key, compound=city.served.key)
    return dispatch(case.pk, confirmed, actor=city["district_clerk"], at=AT + HOUR)


def test_a_case_without_topic_waits_for_the_district_with_its_clocks_running(city: City) -> None:
    case = city.receive()
    assert case.state == CaseState.TRIAGE.value
    assert case.holder_unit == city.units["district"]
    assert Clock.objects.filter(case=case, stopped_at=None).count() == 3
    assert case.due_at == datetime(2021, 6, 8, 15, 59, 59, tzinfo=UTC)


def test_a_case_without_place_goes_to_the_city(city: City) -> None:
    case = city.receive(place=None, compound=None)
    assert case.holder_unit == city.units["city"]


def test_receiving_writes_one_audit_record_and_seals_the_reporter(city: City) -> None:
    case = city.receive(text="电梯停运，请回电13812341234，谢谢", title="电梯")
    assert AuditRecord.objects.filter(verb="case.received", object_id=case.pk).count() == 1
    assert "13812341234" not in Case.objects.get(pk=case.pk).text
    assert "〔号码1〕" in case.text
    assert ProtectedSpan.objects.filter(case=case).count() == 1
    reporter = Reporter.objects.get(pk=case.pk)
    assert b"13812341234" not in bytes(reporter.phone_sealed or b"")


def test_a_request_for_service_goes_to_the_firm_that_serves(city: City) -> None:
    case = _sent(city)
    assert case.state == CaseState.DISPATCHED.value
    assert case.holder_unit == city.units["firm"]
    assert case.list_item == "service-by-firm"


def test_a_complaint_never_goes_to_the_firm_it_is_about(city: City) -> None:
    case = _sent(city, nature=Nature.COMPLAINT, kind=Kind.COMPLAINT)
    assert case.about_unit == city.units["firm"]
    assert case.holder_unit == city.units["street"]
    other = city.receive(nature=Nature.COMPLAINT, kind=Kind.COMPLAINT)
    confirmed = Confirmed(
        topic="SVC", place=city.served.key, compound=city.served.key, unit=city.units["firm"].pk, reason="顺手"
    )
    with pytest.raises(RuleBrokenError, match=r"case\.held_by_complained_about"):
        dispatch(other.pk, confirmed, actor=city["district_clerk"], at=AT)


def test_tv_h06_a_departments_matter_may_not_be_sent_down(city: City) -> None:
    case = city.receive()
    place = city.served.key
    confirmed = Confirmed(topic="ILL", place=place, unit=city.units["community"].pk, reason="社区近")
    with pytest.raises(RuleBrokenError, match=r"case\.department_only"):
        dispatch(case.pk, confirmed, actor=city["district_clerk"], at=AT)
    assert (
        dispatch(case.pk, Confirmed(topic="ILL", place=place), actor=city["district_clerk"], at=AT).holder_unit
        == city.units["urban"]
    )


def test_signing_does_not_move_the_due_instant(city: City) -> None:
    case = _sent(city)
    due = case.due_at
    signed = handling.sign(case.pk, actor=city["firm_staff"], at=AT + 2 * HOUR)
    assert signed.due_at == due
    assert signed.state == CaseState.HANDLING.value
    assert signed.holder_person == city.people["firm_staff"]


def test_the_whole_way_to_solved(city: City) -> None:
    case = _sent(city)
    handling.sign(case.pk, actor=city["firm_staff"], at=AT + 2 * HOUR)
    handling.contact(case.pk, note="已联系", actor=city["firm_staff"], at=AT + 3 * HOUR)
    handling.act(case.pk, note="已更换门机", actor=city["firm_staff"], at=AT + 4 * HOUR)
    answering.draft(case.pk, text="电梯已于今日修复。", actor=city["firm_staff"], at=AT + 5 * HOUR)
    answering.check_draft(case.pk, is_approved=True, remark="", actor=city["firm_manager"], at=AT + 6 * HOUR)
    answered = answering.issue(case.pk, actor=city["firm_staff"], at=AT + 7 * HOUR)
    assert answered.state == CaseState.ANSWERED.value
    verdict = Verdict(is_contacted=True, is_solved=True, is_satisfied=True)
    closed = ending.call_back(case.pk, verdict, by=CallBackBy.REPORTER, actor=RESIDENT, at=AT + 8 * HOUR)
    assert (closed.state, closed.ending) == (CaseState.CLOSED.value, Ending.SOLVED.value)
    assert not Clock.objects.filter(case=case, stopped_at=None).exists()
    steps = list(CaseStep.objects.filter(case=case).order_by("id").values_list("step", flat=True))
    assert steps == ["receive", "dispatch", "sign", "contact", "act", "draft", "check", "issue", "call_back"]
    verbs = AuditRecord.objects.filter(object_type="cases.case", object_id=case.pk)
    assert verbs.count() == len(steps)


def test_unapproved_answers_are_not_issued(city: City) -> None:
    case = _sent(city)
    handling.sign(case.pk, actor=city["firm_staff"], at=AT)
    answering.draft(case.pk, text="修好了。", actor=city["firm_staff"], at=AT)
    with pytest.raises(RuleBrokenError, match=r"case\.not_approved"):
        answering.issue(case.pk, actor=city["firm_staff"], at=AT)
    with pytest.raises(RuleBrokenError, match=r"case\.own_draft"):
        answering.check_draft(case.pk, is_approved=True, remark="", actor=city["firm_staff"], at=AT)


def test_urgent_answers_may_go_before_approval_and_are_marked(city: City) -> None:
    case = _sent(city, urgency=Urgency.URGENT)
    handling.sign(case.pk, actor=city["firm_staff"], at=AT + HOUR)
    answering.draft(case.pk, text="已处置。", actor=city["firm_staff"], at=AT + HOUR)
    answering.issue(case.pk, actor=city["firm_staff"], at=AT + HOUR)
    assert case.answers.get().is_issued_before_approval


def test_unsolved_goes_back_once_with_a_new_clock(city: City) -> None:
    case = _answered(city)
    verdict = Verdict(is_contacted=True, is_solved=False, is_satisfied=False, remark="还是坏的")
    back = ending.call_back(case.pk, verdict, by=CallBackBy.CALLER, actor=city["caller"], at=AT + 9 * HOUR)
    assert (back.state, back.reworks) == (CaseState.HANDLING.value, 1)
    assert back.due_at is not None
    assert back.due_at > AT + 9 * HOUR
    assert Clock.objects.filter(case=case, kind=ClockKind.FINISH.value, stopped_at=None).count() == 1


def _answered(city: City) -> Case:
    case = _sent(city)
    handling.sign(case.pk, actor=city["firm_staff"], at=AT + 2 * HOUR)
    answering.draft(case.pk, text="修好了。", actor=city["firm_staff"], at=AT + 5 * HOUR)
    answering.check_draft(case.pk, is_approved=True, remark="", actor=city["firm_manager"], at=AT + 6 * HOUR)
    return answering.issue(case.pk, actor=city["firm_staff"], at=AT + 7 * HOUR)


def test_the_firm_may_not_call_back_its_own_case(city: City) -> None:
    case = _answered(city)
    verdict = Verdict(is_solved=True, is_satisfied=True)
    with pytest.raises(NotAllowedError):
        ending.call_back(case.pk, verdict, by=CallBackBy.CALLER, actor=city["firm_staff"], at=AT + 8 * HOUR)
    with pytest.raises(NotAllowedError):
        ending.call_back(case.pk, verdict, by=CallBackBy.REPORTER, actor=city["firm_staff"], at=AT + 8 * HOUR)


def test_sending_back_is_ruled_on_by_the_level_above(city: City) -> None:
    case = _sent(city)
    sent = returning.send_back(
        case.pk, ground=ReturnGround.NOT_OUR_DUTY, reason="维保单位另有其人", actor=city["firm_staff"], at=AT + 2 * HOUR
    )
    assert sent.state == CaseState.RETURN_ASKED.value
    with pytest.raises(NotAllowedError):
        returning.rule_return(case.pk, is_upheld=False, reason="不成立", actor=city["district_clerk"], at=AT + 3 * HOUR)
    ruled = returning.rule_return(
        case.pk,
        is_upheld=True,
        reason="由社区先行协调",
        to_unit=city.units["community"].pk,
        actor=city["street_officer"],
        at=AT + 3 * HOUR,
    )
    assert (ruled.state, ruled.holder_unit) == (CaseState.DISPATCHED.value, city.units["community"])


def test_tv_h07_a_return_after_the_limit_is_refused(city: City) -> None:
    case = _sent(city)
    late = AT + timedelta(days=3)
    with pytest.raises(RuleBrokenError, match=r"case\.return_too_late"):
        returning.send_back(
            case.pk, ground=ReturnGround.NOT_OUR_DUTY, reason="不是我们", actor=city["firm_staff"], at=late
        )


def test_more_time_is_asked_granted_and_capped(city: City) -> None:
    case = _sent(city)
    handling.sign(case.pk, actor=city["firm_staff"], at=AT + HOUR)
    with pytest.raises(RuleBrokenError, match=r"case\.extension_days"):
        timing.extend(case.pk, days=11, reason="等配件", actor=city["firm_staff"], at=AT + HOUR)
    before = timing.extend(case.pk, days=5, reason="等配件", actor=city["firm_staff"], at=AT + HOUR).due_at
    after = timing.decide_extension(
        case.pk, is_granted=True, reason="", actor=city["street_officer"], at=AT + 2 * HOUR
    ).due_at
    assert before == datetime(2021, 6, 8, 15, 59, 59, tzinfo=UTC)
    assert after == datetime(2021, 6, 16, 15, 59, 59, tzinfo=UTC)  # 14 June 2021 is Dragon Boat
    with pytest.raises(RuleBrokenError, match=r"case\.extension_spent"):
        timing.extend(case.pk, days=1, reason="再等", actor=city["firm_staff"], at=AT + 3 * HOUR)


def test_a_pause_moves_the_due_instant_by_the_working_days_lost(city: City) -> None:
    case = _sent(city)
    handling.sign(case.pk, actor=city["firm_staff"], at=AT + HOUR)
    timing.pause(case.pk, reason=PauseReason.EXPERT_OPINION, note="等检测", actor=city["firm_staff"], at=AT + 2 * HOUR)
    resumed = timing.resume(case.pk, actor=city["firm_staff"], at=AT + 2 * HOUR + timedelta(days=2))
    assert resumed.due_at == datetime(2021, 6, 10, 15, 59, 59, tzinfo=UTC)
    assert not resumed.is_paused


def test_a_stale_form_is_refused(city: City) -> None:
    case = _sent(city)
    handling.sign(case.pk, actor=city["firm_staff"], at=AT + HOUR, version=2)
    with pytest.raises(RuleBrokenError, match=r"case\.stale"):
        handling.act(case.pk, note="x", actor=city["firm_staff"], at=AT + HOUR, version=2)


def test_an_opened_identity_is_logged_before_it_is_read(city: City) -> None:
    case = _sent(city, nature=Nature.COMPLAINT, kind=Kind.COMPLAINT)
    identity = shielding.open_identity(
        case.pk, purpose=Purpose.HANDLING_CALL, actor=city["street_officer"], at=AT + 2 * HOUR
    )
    assert identity.phone == "13812341234"
    assert case.openings.get().unit == city.units["street"]
    with pytest.raises(NotAllowedError):
        shielding.open_identity(case.pk, purpose=Purpose.HANDLING_CALL, actor=city["firm_staff"], at=AT)


def test_a_brief_with_a_telephone_number_is_not_released(city: City) -> None:
    case = _sent(city, nature=Nature.COMPLAINT, kind=Kind.COMPLAINT)
    with pytest.raises(RuleBrokenError, match=r"case\.brief_has_numbers"):
        shielding.release_brief(case.pk, brief="请联系13812341234", actor=city["street_officer"], at=AT)
