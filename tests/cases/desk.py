"""What the tests of the desk's pages share: somebody signed in, cases in many states, and rows counted by links."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

from django.test import Client
from django.urls import reverse

from huying.cases.actions import answering, ending, handling, returning, timing
from huying.cases.actions.dispatching import Confirmed, dispatch
from huying.cases.actions.ending import Verdict
from huying.core import clock
from huying.rules.case_facts import CallBackBy, Kind, Nature, PauseReason, ReturnGround, Urgency
from tests.people import AT

if TYPE_CHECKING:
    from datetime import datetime

    from huying.cases.models import Case
    from tests.people import City

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NUMBER = re.compile(r"\b\d{8}-\d{6}\b")
STEP_FORM = re.compile(r'action="/desk/cases/[\d-]+/steps/(\w+)"')
HREF = re.compile(r'href="([^"]*)"')


def client_of(city: City, name: str) -> Client:
    """Sign somebody of the cast in."""
    client = Client()
    client.force_login(city.people[name])
    return client


def read(client: Client, path: str) -> str:
    """Read a page that must be there."""
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def page(client: Client, name: str, *args: Any, query: str = "") -> str:
    """Read a page of the desk."""
    return read(client, reverse(f"cases:{name}", args=args) + query)


def set_clock(at: datetime) -> None:
    """Let the pages read an instant."""
    clock.start_at(at)


def sent(city: City, *, at: datetime = AT, topic: str = "LFT", **given: Any) -> Case:
    """Receive a case about the served compound and send it to its holder."""
    case = city.receive(at=at, **given)
    confirmed = Confirmed(topic=topic, place=case.place, compound=case.compound_key)
    return dispatch(case.pk, confirmed, actor=city["city_clerk"], at=at)


def complaint(city: City, *, at: datetime = AT, **given: Any) -> Case:
    """Receive a complaint, which the street holds, and send it."""
    return sent(city, at=at, topic="SVC", nature=Nature.COMPLAINT, kind=Kind.COMPLAINT, **given)


def answered(city: City, *, at: datetime = AT, **given: Any) -> Case:
    """Let the firm answer a request."""
    case = sent(city, at=at, **given)
    staff = city["firm_staff"]
    handling.sign(case.pk, actor=staff, at=at + HOUR)
    handling.contact(case.pk, note="已联系", actor=staff, at=at + HOUR)
    answering.draft(case.pk, text="已修好。", actor=staff, at=at + 2 * HOUR)
    answering.check_draft(case.pk, is_approved=True, remark="", actor=city["firm_manager"], at=at + 3 * HOUR)
    return answering.issue(case.pk, actor=staff, at=at + 4 * HOUR)


def called_back(city: City, *, is_solved: bool = True, at: datetime = AT) -> Case:
    """Let an answered case be called back."""
    case = answered(city, at=at)
    verdict = Verdict(is_contacted=True, is_solved=is_solved, is_satisfied=is_solved)
    return ending.call_back(case.pk, verdict, by=CallBackBy.CALLER, actor=city["caller"], at=at + 5 * HOUR)


def busy(city: City) -> None:
    """Fill the street with cases in many states, received from ten days before AT on."""
    early = AT - 10 * DAY
    for at in (early, AT - DAY, AT):
        city.receive(at=at)
        case = sent(city, at=at)
        handling.sign(sent(city, at=at).pk, actor=city["firm_staff"], at=at + HOUR)
        complaint(city, at=at)
        paused = handling.sign(complaint(city, at=at).pk, actor=city["street_officer"], at=at + HOUR)
        timing.pause(
            paused.pk, reason=PauseReason.EXPERT_OPINION, note="等检测", actor=city["street_officer"], at=at + HOUR
        )
        returning.send_back(
            case.pk, ground=ReturnGround.NOT_OUR_DUTY, reason="不归我们", actor=city["firm_staff"], at=at + HOUR
        )
        called_back(city, at=at)
        called_back(city, at=at, is_solved=False)
        answered(city, at=at)
    complaint(city, urgency=Urgency.DANGER)


def rows_behind(client: Client, url: str) -> set[str]:
    """Return the numbers of all rows a link leads to, page by page."""
    found: set[str] = set()
    following: str | None = unescape(url)
    while following:
        body = read(client, following)
        table = body.partition('<table class="rows"')[2].partition("</table>")[0]
        found |= set(NUMBER.findall(table))
        more = re.search(r'rel="next"[^>]*href="([^"]*)"', body)
        following = reverse("cases:list") + unescape(more.group(1)) if more else None
    return found
