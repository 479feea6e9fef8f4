"""The one-time link to an answer: told to who left a telephone, kept as a hash, used once, over in time."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from huying.cases.actions import ending
from huying.cases.models import CallBack, Case
from huying.closings.models import RatingTrace
from huying.core import notices, outbox
from huying.core.actors import RESIDENT, SYSTEM
from huying.core.policies import NotAllowedError
from huying.portal import links, tasks
from huying.portal.models import RatingLink
from huying.portal.views import answer as pages
from huying.rules.case_facts import CallBackBy
from huying.rules.case_flow import CaseState
from tests.people import AT
from tests.portal.forms import read
from tests.portal.lives import ANSWER, HOUR, NOTE, answered, handled

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import Settings

    from tests.people import City

NOW = AT + 8 * HOUR


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (pages, tasks):
        monkeypatch.setattr(module, "now", lambda: NOW)
        monkeypatch.setattr(module, "system_now", lambda: NOW)


def _link(case: Case) -> str:
    made = links.make_link(case.pk, actor=SYSTEM, at=NOW, real_at=NOW)
    assert made is not None
    return f"/a/{made[0]}"


def test_opening_the_link_shows_the_answer_and_uses_nothing(client: Client, city: City) -> None:
    path = _link(answered(city).case)
    for _time in range(3):
        page = read(client.get(path))
        assert ANSWER in page.text
        assert NOTE not in page.text
    assert not CallBack.objects.exists()


@pytest.mark.parametrize(("press", "state"), [("good", CaseState.CLOSED), ("unsolved", CaseState.HANDLING)])
def test_one_press_rates_and_uses_the_link_up(client: Client, city: City, press: str, state: CaseState) -> None:
    case = answered(city).case
    path = _link(case)
    assert client.post(path, {"press": press}).status_code == 200
    case.refresh_from_db()
    assert case.state == state.value
    assert CallBack.objects.get(case=case).by == CallBackBy.REPORTER.value
    again = client.post(path, {"press": "good"})
    assert again.status_code == 409
    assert CallBack.objects.filter(case=case).count() == 1
    assert client.get(path).status_code == 409


def test_a_press_leaves_a_random_mark_and_reading_leaves_none(client: Client, city: City) -> None:
    path = _link(answered(city).case)
    assert "rater" not in client.get(path).cookies
    cookie = client.post(path, {"press": "good"}).cookies["rater"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 31 * 24 * 3600)
    second = _link(answered(city).case)
    assert client.post(second, {"press": "good"}).cookies["rater"].value == cookie.value
    assert len(set(RatingTrace.objects.values_list("device_mark", flat=True))) == 1
    client.cookies["rater"] = "what somebody else wrote"
    third = _link(answered(city).case)
    assert client.post(third, {"press": "good"}).cookies["rater"].value != "what somebody else wrote"
    assert RatingTrace.objects.count() == 3


def test_a_press_that_says_nothing_keeps_the_link(client: Client, city: City) -> None:
    path = _link(answered(city).case)
    assert client.post(path, {"press": "?"}).status_code == 422
    assert client.get(path).status_code == 200


def test_the_token_is_kept_as_a_hash_only(city: City) -> None:
    token = _link(answered(city).case).removeprefix("/a/")
    row = RatingLink.objects.get()
    assert token not in {str(value) for value in row.__dict__.values()}
    assert len(token) >= 22


@pytest.mark.parametrize("token", ["x", "A" * 24, "-" * 24])
@pytest.mark.usefixtures("city")
def test_a_guessed_link_is_not_found(client: Client, token: str) -> None:
    assert client.get(f"/a/{token}").status_code == 404


def test_a_link_is_over_after_the_days_of_the_rule(client: Client, city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _link(answered(city).case)
    monkeypatch.setattr(pages, "system_now", lambda: NOW + timedelta(days=7))
    assert client.get(path).status_code == 409
    assert client.post(path, {"press": "good"}).status_code == 409
    assert not CallBack.objects.exists()


def test_a_link_to_an_earlier_answer_is_over(client: Client, city: City) -> None:
    case = answered(city).case
    path = _link(case)
    Case.objects.filter(pk=case.pk).update(answered_at=NOW)
    assert client.get(path).status_code == 409


def test_rated_elsewhere_the_page_says_so_and_rates_no_more(client: Client, city: City) -> None:
    case = answered(city).case
    path = _link(case)
    verdict = ending.Verdict(is_contacted=True, is_solved=True, is_satisfied=True)
    ending.call_back(case.pk, verdict, by=CallBackBy.CALLER, actor=city["caller"], at=NOW)
    assert "press" not in read(client.get(path)).classes
    assert client.post(path, {"press": "unsolved"}).status_code == 409


def test_only_the_system_makes_links(city: City) -> None:
    case = answered(city).case
    for actor in (RESIDENT, city["firm_staff"], city["city_clerk"]):
        with pytest.raises(NotAllowedError):
            links.make_link(case.pk, actor=actor, at=NOW, real_at=NOW)


@pytest.mark.parametrize("given", [{"phone": "", "name": ""}])
def test_who_left_no_telephone_is_told_nothing(city: City, given: dict[str, Any]) -> None:
    case = answered(city, pin="4821", **given).case
    assert links.make_link(case.pk, actor=SYSTEM, at=NOW, real_at=NOW) is None


def test_a_case_not_answered_has_no_link(city: City) -> None:
    assert links.make_link(handled(city).case.pk, actor=SYSTEM, at=NOW, real_at=NOW) is None


def _told(settings: Settings) -> list[dict[str, str]]:
    path = Path(settings.DATA_DIR) / notices.OUTGOING
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


@pytest.fixture
def _sending(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    settings.HUYING_NOTICES, settings.HUYING_BASE_URL = "file", "https://huying.example"


@pytest.mark.usefixtures("_sending")
def test_an_answer_is_told_once_with_a_link_that_works(client: Client, city: City, settings: Settings) -> None:
    case = answered(city).case
    outbox.drain()
    tasks.tell_answered([case.pk])
    told = _told(settings)
    assert len(told) == 1
    assert told[0]["phone"] == "13812341234"
    assert case.number in told[0]["text"]
    path = told[0]["text"].rpartition("https://huying.example")[2]
    assert client.get(path).status_code == 200
    assert (Path(settings.DATA_DIR) / notices.OUTGOING).stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("_sending")
def test_an_old_answer_is_no_news(city: City, settings: Settings) -> None:
    tasks.tell_answered([answered(city, at=AT - timedelta(days=3)).case.pk])
    assert _told(settings) == []


def test_as_shipped_nothing_is_sent(city: City, settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    tasks.tell_answered([answered(city).case.pk])
    assert _told(settings) == []
    assert not RatingLink.objects.exists()
