"""A resident follows a case: code and digits, five tries, plain words, only what was issued, no names."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from huying.cases import labels
from huying.cases.actions import shielding
from huying.cases.queries import public
from huying.portal import passes, stories
from huying.portal.views import track
from huying.rules.case_facts import Kind, Nature, Purpose
from huying.rules.case_flow import PUBLIC, CaseState, Ending, Step
from tests.people import AT
from tests.portal.forms import read, sent
from tests.portal.lives import ANSWER, DIGITS, HOUR, NOTE, answered, drafted, handled, received

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import City

INSIDE = {
    Step.END_PART,
    Step.CONFIRM,
    Step.ASSIGN,
    Step.DRAFT,
    Step.CHECK,
    Step.REMIND,
    Step.MARK,
    Step.MIRROR,
    Step.RELEASE_BRIEF,
    Step.TAKE_BACK,
    Step.APPROVE_LATE,
    Step.CALL_DUTY,
    Step.HAND_OVER,
    Step.ASK_STANDING,
    Step.REFUSE_STANDING,
    Step.MILESTONE,
    Step.RECALCULATE,
}
"""What the reporter does not read of; a new step must be put here or be given words."""
WIDE = {ord(each): ord(each) + 0xFEE0 for each in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
TOLD_SPECIALLY = {Step.DECIDE_EXTENSION, Step.CALL_BACK, Step.CLOSE, Step.WITHDRAW, Step.DECLINE, Step.ASK_RECUSAL}


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(track, "now", lambda: AT + 8 * HOUR)


def _look(client: Client, code: str, digits: str = DIGITS) -> Any:
    return client.post("/track", {"code": code, "digits": digits})


def test_code_and_digits_open_the_case(client: Client, city: City) -> None:
    receipt = handled(city)
    page = read(_look(client, receipt.code))
    assert receipt.case.number in page.text
    assert "安居物业服务有限公司" in page.text
    assert "服务您小区的物业企业" in page.text
    assert "2021年6月8日（星期二）23:59" in page.text
    assert "还有5个工作日" in page.text


@pytest.mark.parametrize("change", [str.lower, " ".join, "-".join, lambda code: code.translate(WIDE)])
def test_a_code_may_be_written_in_many_ways(client: Client, city: City, change: Any) -> None:
    assert _look(client, change(received(city).code)).status_code == 200


def test_the_code_of_the_receipt_is_filled_in(client: Client, city: City) -> None:
    receipt = received(city)
    page = read(client.get("/track", {"code": receipt.code}))
    assert page.fields["code"] == receipt.code
    assert sent(client, "/track", page=page, digits=DIGITS).status_code == 200


def test_an_unknown_code_and_wrong_digits_look_alike(client: Client, city: City) -> None:
    code = received(city).code
    known, unknown = _look(client, code, "9999"), _look(client, "ABCDE23456", "9999")
    assert known.status_code == unknown.status_code == 404
    bare = [
        re.sub(r'value="[^"]*"|hx-headers=\'[^\']*\'', "", each.content.decode()).replace(typed, "")
        for each, typed in ((known, code), (unknown, "ABCDE23456"))
    ]
    assert bare[0] == bare[1]


def test_five_wrong_tries_close_a_code_for_minutes_that_are_told(
    client: Client, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = datetime(2026, 1, 1, 0, 1, tzinfo=AT.tzinfo)
    monkeypatch.setattr(track, "system_now", lambda: start)
    code, other = received(city).code, received(city).code
    assert [_look(client, code, "9999").status_code for _try in range(5)] == [404] * 5
    closed = _look(client, code)
    assert closed.status_code == 429
    assert "14" in read(closed).text
    assert _look(client, other).status_code == 200
    monkeypatch.setattr(track, "system_now", lambda: start + timedelta(minutes=15))
    assert _look(client, code).status_code == 200


def test_an_unknown_code_closes_like_a_known_one(client: Client, city: City) -> None:
    codes = (received(city).code, "ABCDE23456")
    seen = [[_look(client, code, "9999").status_code for _try in range(7)] for code in codes]
    assert seen[0] == seen[1]


def test_right_tries_are_not_counted(client: Client, city: City) -> None:
    code = received(city).code
    assert [_look(client, code).status_code for _time in range(12)] == [200] * 12


def test_an_address_that_guesses_is_stopped(client: Client, city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public, "TRIES_FROM_ONE_ADDRESS", 6)
    code = received(city).code
    seen = [_look(client, f"ABCDE2345{serial}", "9999").status_code for serial in range(2, 9)]
    assert seen == [404] * 6 + [429]
    assert _look(client, code).status_code == 429


def test_a_draft_is_not_shown(client: Client, city: City) -> None:
    page = read(_look(client, drafted(city).code))
    assert ANSWER not in page.text
    assert "正在审核" in page.text


def test_the_issued_answer_is_shown_and_notes_and_names_are_not(client: Client, city: City) -> None:
    page = read(_look(client, answered(city).code))
    assert ANSWER in page.text
    assert NOTE not in page.text
    assert [person.name for person in city.people.values() if person.name in page.text] == []


def test_who_opened_the_identity_is_shown_by_unit_post_purpose_and_time(client: Client, city: City) -> None:
    receipt = received(city, nature=Nature.COMPLAINT, kind=Kind.COMPLAINT, place=None, compound=None)
    shielding.open_identity(receipt.case.pk, purpose=Purpose.HANDLING_CALL, actor=city["city_clerk"], at=AT + HOUR)
    text = read(_look(client, receipt.code)).text
    assert "市物业办 · city_clerk · 办理联系 2021年6月1日（星期二）11:00" in text
    assert city.people["city_clerk"].name not in text


def test_every_step_has_words_or_stays_inside() -> None:
    told = {*stories.STEPS, *TOLD_SPECIALLY}
    assert told & INSIDE == set()
    assert set(Step) - told - INSIDE == set()


def test_every_state_says_what_comes_next_and_every_end_has_words() -> None:
    assert set(stories.NEXT) == set(CaseState)
    assert set(stories.ENDINGS) == {ending.value for ending in Ending}


def test_there_are_at_most_six_public_statuses_each_in_words() -> None:
    statuses = set(PUBLIC.values())
    assert set(PUBLIC) == set(CaseState)
    assert len(statuses) <= 6
    assert len({labels.label(status) for status in statuses}) == len(statuses)


def test_a_pass_that_is_not_ours_opens_nothing(client: Client, city: City) -> None:
    receipt = answered(city)
    for written in ("", "1", passes.make(receipt.case.pk)[:-1]):
        assert client.post("/track/press", {"pass": written}).status_code == 403


def test_a_pass_ends_after_an_hour(client: Client, city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    written = passes.make(handled(city).case.pk)
    monkeypatch.setattr(passes, "VALID", timedelta(seconds=-1))
    assert client.post("/track/press", {"pass": written}).status_code == 403


def test_the_page_of_a_case_is_never_kept_by_the_browser(client: Client, city: City) -> None:
    assert "no-store" in _look(client, received(city).code)["Cache-Control"]
