"""Every page of the desk in the states people meet it: empty, full, refused, by the posts that open it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from huying.cases.actions import handling, returning, shielding
from huying.cases.actions.gathering import gather_stepped
from huying.cases.actions.merging import merge, unmerge
from huying.cases.actions.sweeping import sweep
from huying.cases.models import Matter, OutsideOrder, Problem
from huying.cases.suggesting import suggestion_for
from huying.core import clock, outbox
from huying.rules.case_facts import ReturnGround
from tests.cases.desk import DAY, HOUR, answered, busy, called_back, complaint, sent
from tests.cases.together import merged, signed, told
from tests.desk import (
    closing_states,
    conference_states,
    factor_states,
    leadership_states,
    library_states,
    notice_states,
    seal_states,
    season_states,
    supervision_states,
    transfer_states,
    volume_states,
    whistle_states,
)
from tests.desk.reaching import TEXT, State, at
from tests.people import AT
from tests.whistles.blown import blown

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.people import City

FLOW = "/rows?place=3710&month=2021-06&flow=dispatch&start=city&to=street"


def linked(query: str) -> Callable[[City], str]:
    """Return the way to the linkage board, or to its rows, when much went up and down."""

    def made(city: City) -> str:
        busy(city)
        blown(city)
        sweep(at=AT + 6 * HOUR)
        return reverse("dashboards:linkage") + query

    return made


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


def _told(city: City) -> str:
    """The worker told people of a busy street, and then of one case more."""
    clock.start_at(AT + HOUR)
    busy(city)
    outbox.drain()
    return reverse("notices:list")


def _press(selector: str, *, shows: str) -> Callable[[Page], None]:
    def then(page: Page) -> None:
        page.click(selector)
        page.wait_for_selector(shows)

    return then


def _writes(words: str) -> Callable[[Page], None]:
    def then(page: Page) -> None:
        page.fill("[name='reply-text']", words)
        page.wait_for_selector(".aid-list")

    return then


def _signed(city: City) -> str:
    signed(city)
    return reverse("cases:write_down")


def _hot(city: City) -> None:
    """Two matters: one merged with a voice more, one that nobody merged and somebody told twice."""
    merged(city, voices=3)
    for person in (1, 4, 1):
        told(city, person, text="垃圾桶三天没有清运，楼下臭气很重。", suggestion={"topic": "SAN", "topics": ["SAN"]})
    told(city, 4, suggestion=suggestion_for(TEXT))
    gather_stepped(at=AT + 5 * HOUR)


def _weekly(city: City) -> str:
    _hot(city)
    return f"{reverse('dashboards:weekly')}?day=2021-06-07"


def _matters(city: City) -> str:
    _hot(city)
    return reverse("cases:matters")


def _matter(city: City) -> str:
    _hot(city)
    return reverse("cases:matter", args=[Matter.objects.get(problem__isnull=False).pk])


def _tells_again(page: Page) -> None:
    page.fill("#id_place", "371002001003-0001")
    page.fill("#id_text", f"海悦花园{TEXT}")
    page.wait_for_selector("#near .likely")


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
    State(name="notices, empty", by="street_officer", made=at("notices:list")),
    State(name="notices, full", by="street_officer", made=_told),
    State(name="notices, read", by="firm_staff", made=_told, then=_press(".notice-tools button", shows=".notice")),
    State(name="notice settings, no way", by="street_officer", made=at("notices:settings")),
    State(name="notice settings, ways", by="firm_staff", made=notice_states.opened),
    State(name="notice settings, wrong", by="firm_staff", made=notice_states.opened, then=notice_states.wrong),
    State(name="notice settings, full", by="street_officer", made=notice_states.proved),
    State(name="deliveries, empty", by="system_admin", made=at("notices:deliveries")),
    State(name="deliveries, failed", by="system_admin", made=notice_states.failed),
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
    State(name="intake, perhaps told already", by="district_clerk", made=_signed, then=_tells_again),
    State(name="problems, empty", by="district_clerk", made=at("cases:problems")),
    State(name="problems", by="district_clerk", made=_problems),
    State(name="hot matters, empty", by="district_clerk", made=at("cases:matters")),
    State(name="hot matters", by="district_clerk", made=_matters),
    State(name="hot matter", by="district_clerk", made=_matter),
    State(name="problem", by="district_clerk", made=_problem),
    State(name="problem of the firm", by="firm_staff", made=_problem),
    State(name="case that follows", by="district_clerk", made=case(_member)),
    State(name="case likely the same", by="district_clerk", made=case(_likely)),
    State(name="case to sign", by="firm_staff", made=case(_dispatched)),
    State(name="case in hand", by="firm_staff", made=case(_in_hand)),
    State(
        name="case, how the answer reads",
        by="firm_staff",
        made=case(_in_hand),
        then=_writes("我局高度重视，已责成相关部门限期整改，感谢您对我们工作的理解与支持。"),
    ),
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
    State(name="linkage board, empty", by="city_leader", made=at("dashboards:linkage")),
    State(name="linkage board, full", by="district_clerk", made=linked("")),
    State(name="linkage board, rows", by="city_leader", made=linked(FLOW)),
    State(name="Monday sheet, empty", by="city_leader", made=at("dashboards:monday")),
    State(name="Monday sheet, full", by="street_leader", made=full("dashboards:monday", "?day=2021-06-07")),
    State(name="digest of the week, empty", by="city_leader", made=at("dashboards:weekly")),
    State(name="digest of the week", by="district_clerk", made=_weekly),
    State(name="digest of the week, faults", by="city_leader", made=at("dashboards:weekly", "?day=x")),
    State(name="Monday sheet, faults", by="city_leader", made=at("dashboards:monday", "?day=x")),
    State(name="orders, empty", by="district_clerk", made=at("supervision:list")),
    State(name="orders", by="district_clerk", made=supervision_states.orders),
    State(name="order asks where", by="district_clerk", made=at("supervision:new")),
    State(name="order new", by="district_clerk", made=supervision_states.new),
    State(name="order waits", by="street_officer", made=supervision_states.waiting),
    State(name="order reported late", by="district_leader", made=supervision_states.back),
    State(name="marks, empty", by="district_leader", made=at("supervision:marks")),
    State(name="marks", by="street_leader", made=supervision_states.ledger),
    State(name="mark new", by="district_leader", made=supervision_states.new_mark),
    State(name="mark of a firm refused", by="district_leader", made=supervision_states.firm_refused),
    State(name="mark appealed", by="city_leader", made=supervision_states.appeal),
    State(name="measures", by="street_officer", made=supervision_states.measures),
    State(name="measure new", by="department_officer", made=supervision_states.new_measure),
    State(name="measure served", by="district_clerk", made=supervision_states.served),
    State(name="reminders, empty", by="district_clerk", made=at("supervision:reminders")),
    State(name="reminders", by="district_clerk", made=supervision_states.reminders),
    State(name="whistles, empty", by="street_officer", made=at("whistles:list")),
    State(name="whistles", by="district_clerk", made=whistle_states.whistles),
    State(name="whistle asks where", by="street_officer", made=whistle_states.ask_where),
    State(name="whistle asked", by="street_officer", made=whistle_states.ask),
    State(name="whistle waits", by="street_leader", made=whistle_states.waiting),
    State(name="whistle called", by="street_officer", made=whistle_states.called),
    State(name="whistle refused", by="district_clerk", made=whistle_states.called),
    State(name="whistle with tasks", by="department_officer", made=whistle_states.with_tasks),
    State(name="whistles of units", by="district_clerk", made=whistle_states.units),
    State(name="monthly close, empty", by="district_clerk", made=at("closings:list")),
    State(name="monthly close", by="street_officer", made=closing_states.months),
    State(name="month being checked", by="city_clerk", made=closing_states.checking),
    State(name="month corrected", by="city_leader", made=closing_states.corrected),
    State(name="month, rows of a number", by="auditor", made=closing_states.rows),
    State(name="month, a counted case", by="street_officer", made=closing_states.counted),
    State(name="sign-in, a provider offered", by="district_clerk", made=at("accounts:sign_in")),
    State(name="second factor, none", by="district_clerk", made=factor_states.none),
    State(name="second factor, mistyped", by="district_clerk", made=factor_states.none, then=factor_states.mistyped),
    State(name="second factor in use", by="district_clerk", made=factor_states.in_use),
    State(name="code asked", by="district_clerk", made=factor_states.asked),
    State(name="new password", by="district_clerk", made=factor_states.changing_password),
    State(name="seal, nothing", by="auditor", made=seal_states.nothing),
    State(name="seal", by="auditor", made=seal_states.some),
    State(name="volumes, none", by="street_officer", made=volume_states.none),
    State(name="volumes", by="street_officer", made=volume_states.some),
    State(name="volumes of the level above", by="district_clerk", made=volume_states.some),
    State(
        name="volume without purpose",
        by="street_officer",
        made=volume_states.none,
        then=_press("button.secondary", shows=".error-summary"),
    ),
    State(name="transfers, empty", by="street_officer", made=at("transfers:list")),
    State(name="transfers", by="district_clerk", made=transfer_states.transfers),
    State(name="transfer to write", by="street_officer", made=transfer_states.ask),
    State(name="transfer with nothing to enclose", by="street_officer", made=transfer_states.ask_without),
    State(name="transfer waits", by="street_leader", made=transfer_states.waiting),
    State(name="transfer late", by="street_officer", made=transfer_states.late),
    State(name="transfer decided", by="auditor", made=transfer_states.settled),
    State(name="transfer with a fault", by="street_officer", made=transfer_states.coming, then=_sent_empty("decision")),
    State(name="conferences, empty", by="district_clerk", made=at("conferences:list")),
    State(name="conferences", by="street_officer", made=conference_states.conferences),
    State(name="conference to plan", by="street_officer", made=conference_states.plan),
    State(name="conference planned", by="street_officer", made=conference_states.prepared),
    State(name="conference called", by="street_officer", made=conference_states.with_members),
    State(name="conference open", by="street_officer", made=conference_states.opened),
    State(name="conference, minutes to comment", by="firm_manager", made=conference_states.commented),
    State(name="conference, minutes issued", by="street_leader", made=conference_states.in_force),
    State(name="conference, come back", by="community_worker", made=conference_states.come_back),
    State(name="resolutions, empty", by="department_officer", made=at("conferences:resolutions")),
    State(name="resolutions", by="street_officer", made=conference_states.resolutions),
    State(name="conference, code of the room", by="street_officer", made=conference_states.code),
    State(name="conference, in the room", by="firm_manager", made=conference_states.here),
    State(name="conference, proposal", by="street_officer", made=conference_states.propose),
    *season_states.STATES,
    State(name="plans, empty", by="district_clerk", made=at("leadership:plans")),
    State(name="plans", by="district_clerk", made=leadership_states.all_plans),
    State(name="plan to draft", by="district_clerk", made=leadership_states.new_plan),
    State(name="plan, draft", by="district_clerk", made=leadership_states.plan_drafted),
    State(name="plan, late", by="street_officer", made=leadership_states.plan_late),
    State(name="groups, empty", by="district_clerk", made=at("leadership:groups")),
    State(name="groups", by="district_clerk", made=leadership_states.all_groups),
    State(name="group to form", by="district_clerk", made=at("leadership:new_group")),
    State(name="group, being formed", by="district_clerk", made=leadership_states.group_forming),
    State(name="group, at work", by="department_officer", made=leadership_states.group_met),
    State(name="major problems, empty", by="city_clerk", made=at("leadership:majors")),
    State(name="major problems", by="district_clerk", made=leadership_states.all_majors),
    State(name="major problem to enter", by="district_clerk", made=at("leadership:new_major")),
    State(name="major problem, studied late", by="district_clerk", made=leadership_states.major_studied),
    State(name="visits, empty", by="city_leader", made=at("leadership:visits")),
    State(name="visits", by="district_leader", made=leadership_states.all_visits),
    State(name="visit to plan", by="street_officer", made=at("leadership:new_visit")),
    State(name="visit, planned", by="district_clerk", made=leadership_states.visit_planned),
    State(name="visit, in the compound", by="district_clerk", made=leadership_states.visit_made),
    State(name="visit, findings", by="district_clerk", made=leadership_states.visit_found),
    State(name="findings, empty", by="street_officer", made=at("leadership:findings")),
    State(name="findings", by="street_officer", made=leadership_states.findings),
    State(name="policy documents, empty", by="street_officer", made=at("library:list")),
    State(name="policy documents", by="street_officer", made=library_states.all_documents),
    State(name="policy document to enter", by="city_clerk", made=at("library:enter")),
    State(name="policy document", by="city_clerk", made=library_states.one),
    State(name="policy gaps, empty", by="auditor", made=at("library:gaps")),
    State(name="policy gaps", by="community_worker", made=library_states.gaps),
    State(name="dossier of a compound", by="district_leader", made=leadership_states.dossier),
]
