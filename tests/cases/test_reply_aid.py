"""How an answer reads is shown to its writer and its checker, compared with what they may read, and kept nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from huying.cases.actions import answering, handling, shielding
from huying.cases.models import Answer, CaseStep
from huying.core.models import AuditRecord
from huying.rules.case_flow import CaseState
from tests.cases.desk import HOUR, client_of, complaint, page, sent, set_clock
from tests.people import AT

if TYPE_CHECKING:
    from huying.cases.models import Case
    from tests.people import City

BAD = "我局高度重视，已责成相关部门处理停车收费一事。"


def _in_hand(city: City) -> Case:
    set_clock(AT + 2 * HOUR)
    return handling.sign(sent(city).pk, actor=city["firm_staff"], at=AT + HOUR)


def _look(city: City, case: Case, text: str, *, by: str = "firm_staff", live: bool = True) -> tuple[int, str]:
    headers = {"HX-Request": "true"} if live else {}
    fields = {"reply-text": text, "reply-version": case.version}
    answer = client_of(city, by).post(reverse("cases:look_over", args=[case.number]), fields, headers=headers)
    return answer.status_code, answer.content.decode()


def test_while_typing_a_piece_of_the_page_comes_back_and_nothing_is_kept(city: City) -> None:
    case = _in_hand(city)
    before = (CaseStep.objects.count(), AuditRecord.objects.count(), Answer.objects.count())
    status, body = _look(city, case, BAD)
    assert status == 200
    assert "<html" not in body
    assert all(f"<mark>{word}</mark>" in body for word in ("高度重视", "责成"))
    assert "→ 要求" in body
    assert (CaseStep.objects.count(), AuditRecord.objects.count(), Answer.objects.count()) == before


def test_without_script_the_page_comes_back_with_what_was_typed(city: City) -> None:
    case = _in_hand(city)
    status, body = _look(city, case, BAD, live=False)
    assert status == 200
    assert f">\n{BAD}</textarea>" in body
    assert "<mark>责成</mark>" in body
    assert body.count('class="aid-list"') == 1, "shown at the form it was pressed in"


def test_it_never_stands_in_the_way(city: City) -> None:
    case = _in_hand(city)
    fields = {"reply-text": BAD, "reply-version": case.version}
    assert client_of(city, "firm_staff").post(reverse("cases:reply", args=[case.number]), fields).status_code == 302
    case.refresh_from_db()
    assert case.state == CaseState.CHECKING.value


def test_the_checker_sees_it_again(city: City) -> None:
    case = _in_hand(city)
    answering.draft(case.pk, text=BAD, actor=city["firm_staff"], at=AT + 2 * HOUR)
    assert "<mark>责成</mark>" in page(client_of(city, "firm_manager"), "read", case.number)


def test_only_the_holder_looks_an_answer_over(city: City) -> None:
    case = _in_hand(city)
    assert _look(city, case, BAD, by="district_clerk")[0] == 403
    assert _look(city, case, BAD, by="other_clerk")[0] == 404


def test_an_empty_answer_shows_nothing(city: City) -> None:
    assert "aid-list" not in _look(city, _in_hand(city), " ")[1]


def test_who_reads_only_the_brief_learns_no_word_of_the_reporter(city: City) -> None:
    set_clock(AT + 3 * HOUR)
    case = complaint(city, text="物业保安半夜乱收停车费，收费没有明细。")
    shielding.release_brief(case.pk, brief="请自查电梯维保。", actor=city["street_officer"], at=AT + HOUR)
    type(case).objects.filter(pk=case.pk).update(holder_unit=city["firm_staff"].unit_id)
    handling.sign(case.pk, actor=city["firm_staff"], at=AT + 2 * HOUR)
    case.refresh_from_db()
    _status, body = _look(city, case, "已经清扫了楼道的垃圾，请放心。")
    assert "电梯" in body
    assert "停车" not in body
