"""Every page of the desk in the states people meet it: empty, full, refused, by the posts that open it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from huying.cases.actions import handling, returning, shielding
from huying.cases.actions.merging import merge, unmerge
from huying.cases.models import OutsideOrder, Problem
from huying.cases.suggesting import suggestion_for
from huying.core import clock
from huying.rules.case_facts import ReturnGround
from tests.cases.desk import DAY, HOUR, answered, busy, called_back, client_of, complaint, sent
from tests.cases.together import merged, signed, told
from tests.desk.browsing import BASE
from tests.people import AT

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.people import City

TEXT = "3号楼电梯昨天起停运，老人上下楼困难。"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A page as somebody meets it: `made` builds what it shows and returns its address; `then` acts on it."""

    name: str
    by: str
    made: Callable[[City], str]
    then: Callable[[Page], None] | None = None

    def reach(self, page: Page, city: City) -> None:
        """Open the page."""
        path = self.made(city)
        clock.start_at(AT + 6 * HOUR)
        page.goto(BASE + path)
        if self.then is not None:
            self.then(page)


def signed_in(city: City, name: str) -> dict[str, str]:
    """Return the cookie of somebody signed in."""
    return {settings.SESSION_COOKIE_NAME: client_of(city, name).cookies[settings.SESSION_COOKIE_NAME].value}


def at(name: str, query: str = "") -> Callable[[City], str]:
    """Return the way to a page as it is."""
    return lambda _city: reverse(name) + query


def full(name: str, query: str = "") -> Callable[[City], str]:
    """Return the way to a page of a busy street."""

    def made(city: City) -> str:
        busy(city)
        return reverse(name) + query

    return made


def case(make: Callable[[City], str]) -> Callable[[City], str]:
    """Return the way to the page of a case."""
    return lambda city: reverse("cases:read", args=[make(city)])


def _dispatched(city: City) -> str:
    return sent(city).number


def _in_hand(city: City) -> str:
    return handling.sign(sent(city).pk, actor=city["firm_staff"], at=AT + HOUR).number


def _returned(city: City) -> str:
    found = sent(city)
    returning.send_back(
        found.pk, ground=ReturnGround.NOT_OUR_DUTY, reason="不归我们", actor=city["firm_staff"], at=AT + HOUR
    )
    return found.number


def _brief(city: City) -> str:
    found = complaint(city)
    shielding.release_brief(found.pk, brief="请自查门岗服务。", actor=city["street_officer"], at=AT + HOUR)
    return found.number


def _mirrored(city: City) -> str:
    found = answered(city)
    type(found).objects.filter(pk=found.pk).update(source="12345", external_id="W1")
    OutsideOrder.objects.create(case=found, source="12345", external_id="W1", limit_at=AT + 90 * HOUR, status="承办中")
    return found.number


def _queue(city: City) -> str:
    for _n in range(4):
        city.receive(text=TEXT, suggestion=suggestion_for(TEXT))
    city.receive(text="说不清楚", suggestion={})
    return reverse("cases:triage")


def _together(city: City) -> None:
    """One matter told by four people, one of them twice, and somebody else's that is likely the same."""
    lead, _joined = merged(city, voices=3)
    merge(told(city, 1).pk, into=lead.pk, actor=city["district_clerk"], at=AT + 4 * HOUR)
    early = merge(told(city, 4, at=AT - 20 * DAY).pk, into=lead.pk, actor=city["district_clerk"], at=AT + 4 * HOUR)
    unmerge(early.pk, reason="另一台电梯", actor=city["district_clerk"], at=AT + 5 * HOUR)


def _problem(city: City) -> str:
    _together(city)
    return reverse("cases:problem", args=[Problem.objects.get().pk])


def _problems(city: City) -> str:
    _together(city)
    return reverse("cases:problems")


def _member(city: City) -> str:
    _lead, (joined, *_more) = merged(city)
    return joined.number


def _likely(city: City) -> str:
    signed(city)
    return told(city, 1, suggestion=suggestion_for(TEXT)).number


def _press(selector: str, *, shows: str) -> Callable[[Page], None]:
    def then(page: Page) -> None:
        page.click(selector)
        page.wait_for_selector(shows)

    return then


def _sent_empty(step: str) -> Callable[[Page], None]:
    def then(page: Page) -> None:
        page.click(f"#step-{step} summary")
        page.click(f"#step-{step} button[type=submit]")
        page.wait_for_selector(".error-summary")

    return then


STATES = [
    State(name="work, empty", by="street_officer", made=at("cases:work")),
    State(name="work, full", by="street_officer", made=full("cases:work")),
    State(name="work of the firm", by="firm_staff", made=full("cases:work")),
    State(name="work of the caller", by="caller", made=full("cases:work")),
    State(name="work that is mine", by="street_officer", made=full("cases:work", "?own=1")),
    State(name="risks, empty", by="street_officer", made=at("cases:risks")),
    State(name="risks, full", by="city_leader", made=full("cases:risks")),
    State(name="list, empty", by="district_clerk", made=at("cases:list")),
    State(name="list, narrowed", by="district_clerk", made=full("cases:list", "?overdue=1&kind=complaint&q=电梯")),
    State(name="list, unread", by="district_clerk", made=full("cases:list", "?place=x&received_from=x")),
    State(name="list of the firm", by="firm_staff", made=full("cases:list")),
    State(name="triage, empty", by="district_clerk", made=at("cases:triage")),
    State(name="triage, full", by="district_clerk", made=_queue),
    State(name="triage, sent", by="district_clerk", made=_queue, then=_press(".triage-send button", shows=".undo")),
    State(name="intake", by="community_worker", made=at("cases:write_down")),
    State(
        name="intake, faults",
        by="community_worker",
        made=at("cases:write_down"),
        then=_press("main form button", shows=".error-summary"),
    ),
    State(name="problems, empty", by="district_clerk", made=at("cases:problems")),
    State(name="problems", by="district_clerk", made=_problems),
    State(name="problem", by="district_clerk", made=_problem),
    State(name="problem of the firm", by="firm_staff", made=_problem),
    State(name="case that follows", by="district_clerk", made=case(_member)),
    State(name="case likely the same", by="district_clerk", made=case(_likely)),
    State(name="case to sign", by="firm_staff", made=case(_dispatched)),
    State(name="case in hand", by="firm_staff", made=case(_in_hand)),
    State(name="case with a fault", by="firm_staff", made=case(_in_hand), then=_sent_empty("contact")),
    State(name="case sent back", by="street_officer", made=case(_returned)),
    State(name="case of a complaint", by="street_officer", made=case(lambda city: complaint(city).number)),
    State(name="case in brief", by="firm_staff", made=case(_brief)),
    State(name="case to call back", by="caller", made=case(lambda city: answered(city).number)),
    State(name="case closed", by="district_clerk", made=case(lambda city: called_back(city).number)),
    State(name="case mirrored", by="district_clerk", made=case(_mirrored)),
    State(
        name="identity",
        by="street_officer",
        made=case(lambda city: complaint(city).number),
        then=_press(".call-form button", shows="[href^='tel:']"),
    ),
    State(name="overview, empty", by="city_leader", made=at("dashboards:overview")),
    State(name="overview, full", by="city_leader", made=full("dashboards:overview")),
    State(name="overview, faults", by="city_leader", made=full("dashboards:overview", "?month=2021-13")),
]
