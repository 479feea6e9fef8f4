"""Answers go back in the sender's own headings; answered here and not handed back stays on the red list."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from huying.cases.actions.handing_back import hand_back, waiting, waiting_by_source
from huying.cases.models import Answer, Case, OutsideOrder
from huying.core.actors import SYSTEM
from huying.core.models import AuditRecord
from huying.core.policies import NotAllowedError
from huying.rules.errors import RuleBrokenError
from tests.cases.sheets import BOARD, CENTRE, come_in, message, order, written
from tests.people import AT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.people import City

pytestmark = pytest.mark.usefixtures("city")


def _answer(number: str, text: str) -> Answer:
    return Answer.objects.create(case=Case.objects.get(external_id=number), text=text, drafted_at=AT, issued_at=AT)


def _sheet(path: Path) -> list[tuple[object, ...]]:
    page = load_workbook(path).active
    assert page is not None
    return list(page.iter_rows(values_only=True))


def test_answers_go_back_in_the_senders_headings_and_are_marked(tmp_path: Path) -> None:
    come_in(written(tmp_path / "in.csv", BOARD, message("M1"), message("M2")), source="留言板")
    _answer("M1", "=1+1 已修好。")
    assert waiting_by_source(SYSTEM) == [("留言板", 1)]
    out = tmp_path / "out.xlsx"
    assert hand_back(source="留言板", path=out, actor=SYSTEM, at=AT) == 1
    assert _sheet(out) == [
        ("留言编号", "留言主题", "留言时间", "答复意见", "答复时间"),
        ("M1", "电梯M1", "2021-05-20 08:30:00", "=1+1 已修好。", "2021-06-01 10:00:00"),
    ]
    assert load_workbook(out).worksheets[0]["D2"].data_type == "s"
    assert waiting_by_source(SYSTEM) == []
    assert AuditRecord.objects.filter(verb="case.handed_back").count() == 1
    assert hand_back(source="留言板", path=out, actor=SYSTEM, at=AT) == 0


def test_of_two_answers_to_a_case_the_last_goes_back(tmp_path: Path) -> None:
    come_in(written(tmp_path / "in.csv", CENTRE, order()))
    _answer("W1", "第一次。")
    last = _answer("W1", "第二次。")
    out = tmp_path / "out.xlsx"
    hand_back(source="12345", path=out, actor=SYSTEM, at=AT)
    head, row = _sheet(out)
    assert head == ("工单编号", "来电时间", "办理结果", "办结时间")
    assert row[2] == "第二次。"
    assert OutsideOrder.objects.get().answer_id_handed_back == last.pk
    assert not waiting(SYSTEM).exists()


def test_where_the_sender_gave_no_number_none_is_made_up(tmp_path: Path) -> None:
    come_in(written(tmp_path / "in.csv", BOARD[1:5], message("M1")[1:5]), source="板")
    _answer(Case.objects.get().external_id, "好。")
    out = tmp_path / "out.xlsx"
    hand_back(source="板", path=out, actor=SYSTEM, at=AT)
    assert _sheet(out)[0] == ("留言主题", "留言时间", "答复意见", "答复时间")


def test_history_was_answered_there_and_never_waits(tmp_path: Path) -> None:
    rows = [message("M1", 答复意见="好。", 答复时间="2021-05-25 10:00:00")]
    come_in(written(tmp_path / "in.csv", BOARD, *rows), source="板", is_history=True)
    assert waiting_by_source(SYSTEM) == []


def test_an_unknown_source_and_a_post_without_right_are_refused(city: City, tmp_path: Path) -> None:
    with pytest.raises(RuleBrokenError, match=r"case\.source_unknown"):
        hand_back(source="没有", path=tmp_path / "x.xlsx", actor=SYSTEM, at=AT + timedelta(days=1))
    with pytest.raises(NotAllowedError):
        hand_back(source="没有", path=tmp_path / "x.xlsx", actor=city["street_officer"], at=AT)


def test_the_desk_lists_what_waits_and_hands_it_out_once(city: City, tmp_path: Path) -> None:
    come_in(written(tmp_path / "in.csv", BOARD, message("M1"), message("M2")), source="留言板")
    _answer("M1", "已修好。")
    client = Client()
    client.force_login(city.people["hotline_desk"])
    shown = client.get(reverse("cases:replies")).content.decode()
    assert "留言板" in shown
    assert "电梯M1" in shown
    assert "电梯M2" not in shown
    answer = client.post(reverse("cases:hand_back"), {"source": "留言板"})
    (tmp_path / "out.xlsx").write_bytes(b"".join(answer))
    assert _sheet(tmp_path / "out.xlsx")[1][0] == "M1"
    assert "均已回传" in client.get(reverse("cases:replies")).content.decode()
    assert client.post(reverse("cases:hand_back"), {"source": "没有"}).status_code == 404
    assert client.get(reverse("cases:replies"), {"cursor": "x"}).status_code == 422
    client.force_login(city.people["street_officer"])
    assert client.get(reverse("cases:replies")).status_code == 403
