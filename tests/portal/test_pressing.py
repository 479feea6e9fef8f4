"""What a reporter may do with a case: press, rate by one press, have it taken up again; nobody else may."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from huying.cases.actions import ending, pressing, recusing
from huying.cases.actions.declining import decline
from huying.cases.actions.ending import Verdict
from huying.cases.actions.sweeping import sweep
from huying.cases.models import CallBack, Case, CaseStep, Clock, ProtectedSpan
from huying.core.actors import RESIDENT
from huying.core.policies import NotAllowedError
from huying.portal import passes
from huying.portal.verdicts import Press
from huying.portal.views import track
from huying.rules.case_clocks import ClockKind
from huying.rules.case_facts import CallBackBy
from huying.rules.case_flow import CaseState, Ending, Step
from huying.rules.errors import RuleBrokenError
from huying.rules.hotline_duties import OutOfRange
from tests.people import AT
from tests.portal.forms import read
from tests.portal.lives import HOUR, answered, handled, received

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from huying.cases.actions.receiving import Receipt
    from tests.people import City

SOLVED = Verdict(is_contacted=True, is_solved=True, is_satisfied=True)


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(track, "now", lambda: AT + 8 * HOUR)


def _does(client: Client, what: str, case: Case, **given: str) -> Any:
    return client.post(f"/track/{what}", {"pass": passes.make(case.pk)} | given)


def test_the_reporter_presses_with_a_word_more(client: Client, city: City) -> None:
    case = handled(city).case
    page = read(_does(client, "press", case, word="还没来，请打13912345678"))
    step = CaseStep.objects.get(case=case, step=Step.URGE.value)
    assert step.note == "还没来，请打〔号码1〕"
    assert step.facts["by"] == CallBackBy.REPORTER.value
    assert ProtectedSpan.objects.filter(case=case).count() == 1
    assert "您催办了一次" in page.text


def test_pressing_works_once_a_day(client: Client, city: City) -> None:
    case = handled(city).case
    _does(client, "press", case)
    again = _does(client, "press", case)
    assert again.status_code == 409
    assert "2021-06-01 18:00" in read(again).text
    pressing.press(case.pk, word="", actor=RESIDENT, at=AT + 8 * HOUR + timedelta(days=1))
    assert CaseStep.objects.filter(case=case, step=Step.URGE.value).count() == 2


def test_nobody_is_pressed_about_an_answered_case(client: Client, city: City) -> None:
    assert _does(client, "press", answered(city).case).status_code == 409


def test_a_word_that_is_too_long_is_refused_and_nothing_is_done(client: Client, city: City) -> None:
    case = handled(city).case
    assert _does(client, "press", case, word="长" * 501).status_code == 422
    assert not CaseStep.objects.filter(case=case, step=Step.URGE.value).exists()


@pytest.mark.parametrize("who", ["firm_staff", "street_officer", "city_clerk", "caller"])
def test_no_post_does_what_is_the_reporters_to_do(city: City, who: str) -> None:
    case = handled(city).case
    for act in (pressing.press, pressing.withdraw, pressing.take_up_again):
        with pytest.raises(NotAllowedError):
            act(case.pk, word="", actor=city[who], at=AT + 8 * HOUR)


@pytest.mark.parametrize(
    ("press", "state", "is_solved", "is_satisfied"),
    [
        (Press.GOOD, CaseState.CLOSED, True, True),
        (Press.SO_SO, CaseState.CLOSED, True, False),
        (Press.UNSOLVED, CaseState.HANDLING, False, False),
    ],
)
def test_one_press_rates(
    client: Client, city: City, press: Press, state: CaseState, *, is_solved: bool, is_satisfied: bool
) -> None:
    case = answered(city).case
    assert _does(client, "rate", case, press=press.value).status_code == 200
    case.refresh_from_db()
    row = CallBack.objects.get(case=case)
    assert case.state == state.value
    assert (row.is_solved, row.is_satisfied, row.is_contacted) == (is_solved, is_satisfied, None)


def test_a_case_is_rated_once(client: Client, city: City) -> None:
    case = answered(city).case
    _does(client, "rate", case, press="good")
    assert _does(client, "rate", case, press="unsolved").status_code == 409
    assert CallBack.objects.filter(case=case).count() == 1


def test_what_no_button_says_is_refused(client: Client, city: City) -> None:
    case = answered(city).case
    assert _does(client, "rate", case, press="all").status_code == 422
    assert not CallBack.objects.filter(case=case).exists()


def _closed(city: City) -> Case:
    case = answered(city).case
    return ending.call_back(case.pk, SOLVED, by=CallBackBy.CALLER, actor=city["caller"], at=AT + 8 * HOUR)


def test_a_case_closed_too_early_is_taken_up_again_with_clocks(client: Client, city: City) -> None:
    case = _closed(city)
    page = read(_does(client, "reopen", case, word="又坏了"))
    case.refresh_from_db()
    assert (case.state, case.ending, case.closed_at) == (CaseState.HANDLING.value, "", None)
    kinds = set(Clock.objects.filter(case=case, stopped_at=None).values_list("kind", flat=True))
    assert kinds == {ClockKind.CONTACT.value, ClockKind.FINISH.value}
    assert "您表示没有解决" in page.text


def test_a_case_nobody_rated_is_closed_and_taken_up_again(city: City) -> None:
    case = answered(city).case
    closing = AT + timedelta(days=9)
    sweep(at=closing)
    case.refresh_from_db()
    assert (case.state, case.ending) == (CaseState.CLOSED.value, Ending.EXPLAINED.value)
    again = pressing.take_up_again(case.pk, word="", actor=RESIDENT, at=closing + timedelta(days=7))
    assert again.state == CaseState.HANDLING.value


def test_it_is_taken_up_again_within_the_days_of_the_rule(city: City) -> None:
    case = _closed(city)
    late = AT + 8 * HOUR + timedelta(days=7, seconds=1)
    with pytest.raises(RuleBrokenError, match=r"case\.reopen_too_late"):
        pressing.take_up_again(case.pk, word="", actor=RESIDENT, at=late)


def test_it_is_taken_up_again_once(city: City) -> None:
    case = _closed(city)
    pressing.take_up_again(case.pk, word="", actor=RESIDENT, at=AT + 9 * HOUR)
    Case.objects.filter(pk=case.pk).update(
        state=CaseState.CLOSED.value, ending=Ending.EXPLAINED.value, closed_at=AT + 10 * HOUR
    )
    with pytest.raises(RuleBrokenError, match=r"case\.not_to_reopen"):
        pressing.take_up_again(case.pk, word="", actor=RESIDENT, at=AT + 11 * HOUR)


@pytest.mark.parametrize("end", [Ending.REFERRED, Ending.WITHDRAWN, Ending.IMPORTED])
def test_what_went_elsewhere_is_not_taken_up_again(city: City, end: Ending) -> None:
    case = _closed(city)
    Case.objects.filter(pk=case.pk).update(ending=end.value)
    with pytest.raises(RuleBrokenError, match=r"case\.not_to_reopen"):
        pressing.take_up_again(case.pk, word="", actor=RESIDENT, at=AT + 9 * HOUR)


def test_an_open_case_is_not_taken_up_again(client: Client, city: City) -> None:
    case = handled(city).case
    assert _does(client, "reopen", case).status_code == 409


@pytest.mark.parametrize("life", [received, handled, answered])
def test_a_reporter_takes_the_matter_back_and_it_ends_uncounted(
    client: Client, city: City, life: Callable[[City], Receipt]
) -> None:
    case = life(city).case
    page = read(_does(client, "withdraw", case, word="自己修好了，电话13812345678"))
    assert "您已撤回" in page.text
    case.refresh_from_db()
    assert (case.state, case.ending) == (CaseState.CLOSED.value, Ending.WITHDRAWN.value)
    assert not Clock.objects.filter(case=case, stopped_at=None).exists()
    step = CaseStep.objects.get(case=case, step=Step.WITHDRAW.value)
    assert step.note == "自己修好了，电话〔号码1〕"
    assert step.facts["by"] == CallBackBy.REPORTER.value
    assert _does(client, "withdraw", case).status_code == 409
    assert _does(client, "reopen", case).status_code == 409


def test_what_was_rated_is_not_taken_back(client: Client, city: City) -> None:
    case = _closed(city)
    assert _does(client, "withdraw", case).status_code == 409
    case.refresh_from_db()
    assert case.ending == Ending.SOLVED.value


def test_a_reporter_asks_for_another_handler_and_reads_how_it_was_decided(client: Client, city: City) -> None:
    case = handled(city).case
    page = read(_does(client, "recusal", case, word="是对方的亲戚"))
    assert "您申请办理人回避，由该单位负责人决定" in page.text
    assert _does(client, "recusal", case, word="再说一次").status_code == 409
    person = Case.objects.get(pk=case.pk).holder_person_id or 0
    recusing.recuse(case.pk, person_id=person, reason="属实", actor=city["firm_manager"], at=AT + 7 * HOUR)
    assert "原办理人有直接利害关系，已回避" in read(_does(client, "press", case)).text


def test_a_reporter_reads_why_a_matter_is_not_received_and_whom_to_ask(client: Client, city: City) -> None:
    case = received(city).case
    decline(case.pk, ground=OutOfRange.COURT, reason="已起诉", actor=city["district_clerk"], at=AT + HOUR)
    page = read(_does(client, "withdraw", case))
    assert "不予受理：已进入诉讼、仲裁程序。请向人民法院、仲裁机构反映。" in page.text
