"""Conferences at the desk 联席会议: the list, planning, one conference with what may be done, and resolutions."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from huying.accounts.models import Unit
from huying.cases.queries import visible as case_queries
from huying.cases.queries.limits import day_of
from huying.conferences import actions, labels, offers, papers, policies
from huying.conferences.forms import FilterForm, PlanForm, ProposeForm, ResolutionFilterForm
from huying.conferences.offers import Desk
from huying.conferences.queries import offered, reading
from huying.conferences.queries import visible as queries
from huying.conferences.queries.rules import rules_of
from huying.conferences.queries.visible import ConferenceFilter
from huying.core import crypto, idempotency
from huying.core.clock import now
from huying.core.views import page
from huying.regions import queries as regions
from huying.rules.conferences import (
    Basis,
    ConferenceKind,
    ConferenceState,
    ConferenceStep,
    ResolutionKind,
    ResolutionState,
    Stance,
    TopicClass,
    needed,
)
from huying.rules.errors import RuleBrokenError
from huying.rules.roles import UnitKind
from huying.ui import refusals

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from huying.conferences.forms import StepForm
    from huying.conferences.models import AgendaItem, Conference, Resolution
    from huying.conferences.queries.reading import Whole
    from huying.core.actors import Actor
    from huying.ui.typing import HuyingRequest

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS = {
    UnitKind.STREET.value: (ConferenceKind.STREET, ConferenceKind.PARTY_BUILDING),
    UnitKind.COMMUNITY.value: (ConferenceKind.COMMUNITY, ConferenceKind.PARTY_BUILDING),
}


def _actor(request: HttpRequest) -> Actor:
    return cast("HuyingRequest", request).actor


@page(policies.SEE_CONFERENCES)
def board(request: HttpRequest) -> HttpResponse:
    """Show the conferences in sight, the newest first."""
    actor = _actor(request)
    form = FilterForm(request.GET or None)
    wanted = form.wanted() if form.is_bound and form.is_valid() else ConferenceFilter()
    found = queries.page_of(actor, wanted, cursor=request.GET.get("cursor", ""))
    context = {
        "form": form,
        "rows": [
            (row, labels.label(ConferenceKind(row.kind)), labels.label(ConferenceState(row.state)))
            for row in found.rows
        ],
        "next_cursor": found.next_cursor,
        "has_cursor": bool(request.GET.get("cursor")),
        "is_filtered": wanted != ConferenceFilter(),
        "may_plan": policies.HOST_CONFERENCE.may(actor),
        "at": now(),
    }
    return render(request, "conferences/list.html", context)


@page(policies.SEE_CONFERENCES)
def resolutions(request: HttpRequest) -> HttpResponse:
    """Show the resolutions in force, the newest first."""
    form = ResolutionFilterForm(request.GET or None)
    wanted = form.wanted() if form.is_bound and form.is_valid() else {}
    cursor = request.GET.get("cursor", "")
    found = queries.resolutions_of(_actor(request), **wanted, cursor=cursor)
    context = {
        "form": form,
        "rows": [_resolution(row) for row in found.rows],
        "next_cursor": found.next_cursor,
        "has_cursor": bool(cursor),
    }
    return render(request, "conferences/resolutions.html", context)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownResolution:
    """A resolution as pages show it."""

    row: Resolution
    kind: str
    state: str
    is_late: bool
    basis: str


def _resolution(row: Resolution) -> ShownResolution:
    basis = labels.label(Basis(row.basis)) if row.basis else ""
    if row.matter is not None:
        basis = str(labels.MATTERS[row.matter])
    return ShownResolution(
        row=row,
        kind=labels.label(ResolutionKind(row.kind)),
        state=labels.label(ResolutionState(row.state)),
        is_late=row.late_at is not None and row.state == ResolutionState.OPEN.value,
        basis=f"{basis} {row.basis_words}".strip(),
    )


@page(policies.HOST_CONFERENCE, methods=("GET", "HEAD", "POST"))
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a conference of one's own unit."""
    actor, at = _actor(request), now()
    host = Unit.objects.get(pk=actor.unit_id or 0)
    form = PlanForm(request.POST or None, initial={"token": crypto.new_token()})
    form.offer(KINDS.get(host.kind, ()))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                number = _planned(form, actor=actor, at=at)
            except RuleBrokenError as error:
                form.add_error(None, refusals.words(error))
                status = refusals.status(error)
            else:
                return redirect("conferences:one", number=number)
    return render(request, "conferences/plan.html", {"form": form, "host": host}, status=status)


def _planned(form: PlanForm, *, actor: Actor, at: datetime) -> str:
    facts = form.facts()
    answer, _is_new = idempotency.once(
        scope=f"conference:{actor.person_id}",
        key=form.cleaned_data["token"],
        body={name: str(value) for name, value in facts.items()},
        work=lambda: {"number": actions.plan(**facts, actor=actor, at=at).number},
    )
    return str(answer["number"])


@page(policies.PROPOSE_ITEM, methods=("GET", "HEAD", "POST"))
def propose(request: HttpRequest) -> HttpResponse:
    """Propose a matter for the next conference over the place of a case."""
    actor, at = _actor(request), now()
    case = case_queries.find(request.GET.get("case", ""), actor=actor)
    hosts = offered.hosts_over(case.place, on=day_of(at))
    form = ProposeForm(request.POST or None, initial={"words": offers.words_of_case(case)})
    form.offer(hosts)
    status = 200
    if not hosts:
        status = 422
        form = ProposeForm({})
        form.add_error(None, refusals.words(RuleBrokenError("conference.no_host")))
    elif request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            matter = actions.Matter(topic=TopicClass(data["topic"]), words=data["words"], case=case)
            host = next(unit for unit in hosts if unit.pk == data["host"])
            try:
                actions.propose(host=host, matter=matter, actor=actor, at=at)
            except RuleBrokenError as error:
                form.add_error(None, refusals.words(error))
                status = refusals.status(error)
            else:
                messages.success(request, _("Proposed to %(host)s.") % {"host": host.name})
                return redirect("cases:read", number=case.number)
    return render(request, "conferences/propose.html", {"form": form, "case": case}, status=status)


@page(policies.SEE_CONFERENCES)
def one(request: HttpRequest, number: str) -> HttpResponse:
    """Show one conference."""
    actor = _actor(request)
    return _shown(request, queries.find(number, actor=actor), actor=actor)


def _shown(
    request: HttpRequest,
    conference: Conference,
    *,
    actor: Actor,
    bad: StepForm | None = None,
    bad_step: ConferenceStep | None = None,
    status: int = 200,
) -> HttpResponse:
    at = now()
    seen = reading.whole(conference)
    found = Desk(seen, actor, at).offered()
    for offer in found:
        if offer.step is bad_step and bad is not None:
            offer.form, offer.is_open = bad, True
    hosts = policies.HOST_CONFERENCE.may(actor, conference)
    is_open = conference.state in {ConferenceState.PLANNED.value, ConferenceState.CALLED.value}
    context = {
        "conference": conference,
        "kind": labels.label(ConferenceKind(conference.kind)),
        "state": labels.label(ConferenceState(conference.state)),
        "where": regions.place_book().path(conference.place),
        "seen": seen,
        "members": [row for row in seen.members if not row.is_observer],
        "observers": [row for row in seen.members if row.is_observer],
        "needed": needed(seen.counted, rules=rules_of(conference)) if seen.counted else 0,
        "items": _items(seen, actor),
        "minutes": [(row, reading.words_of(row)) for row in reversed(seen.minutes)],
        "comments": [(row, labels.label(Stance(row.stance))) for row in seen.comments],
        "waiting": seen.waiting() if conference.state == ConferenceState.CIRCULATED.value else [],
        "candidates": offered.candidates(conference, actor=actor, at=at) if hosts and is_open else None,
        "add_url": offers.address(conference, ConferenceStep.ADD_ITEM),
        "steps": [(row, (labels.label(ConferenceStep(row.step)), "")) for row in reading.steps_of(conference)],
        "offered": found,
        "is_open": is_open,
        "hosts": hosts,
        "papers": [(each.value, str(papers.LABELS[each])) for each in papers.papers_of(conference, seen.minutes)],
        "shows_code": hosts and conference.state in {ConferenceState.CALLED.value, ConferenceState.HELD.value},
        "at": at,
    }
    return render(request, "conferences/one.html", context, status=status)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownItem:
    """A matter with its resolutions as the page shows it."""

    row: AgendaItem
    topic: str
    resolutions: list[ShownResolution]
    case_number: str
    opens_case: bool


def _items(seen: Whole, actor: Actor) -> list[ShownItem]:
    cases = [item.case for item in seen.items if item.case is not None]
    in_sight = set(
        case_queries.visible_to(actor).filter(pk__in=[case.pk for case in cases]).values_list("pk", flat=True)
        if cases
        else ()
    )
    shown = [_resolution(row) for row in seen.resolutions]
    return [
        ShownItem(
            row=item,
            topic=labels.label(TopicClass(item.topic)),
            resolutions=[each for each in shown if each.row.item_id == item.pk],
            case_number=item.case.number if item.case else "",
            opens_case=item.case_id in in_sight,
        )
        for item in seen.items
    ]


@page(policies.SEE_CONFERENCES, methods=("POST",))
def take_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Take one step; a refusal keeps what was typed and says why."""
    actor, at = _actor(request), now()
    conference = queries.find(number, actor=actor)
    known = offers.step_of(step)
    form = Desk(reading.whole(conference), actor, at).form(known, data=request.POST)
    status = 422
    if form.is_valid():
        try:
            door = offers.DOORS[known]
            door(conference.pk, version=form.cleaned_data["version"], actor=actor, at=at, **form.facts())
        except RuleBrokenError as error:
            form.add_error(None, refusals.words(error))
            status = refusals.status(error)
        else:
            messages.success(request, _("Done: %(step)s") % {"step": labels.label(known)})
            return redirect("conferences:one", number=conference.number)
    conference = queries.find(number, actor=actor)
    return _shown(request, conference, actor=actor, bad=form, bad_step=known, status=status)


@page(policies.SEE_CONFERENCES)
def paper(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Hand out a paper of a conference as docx."""
    conference = queries.find(number, actor=_actor(request))
    seen = reading.whole(conference)
    wanted = papers.paper_of(conference, seen.minutes, kind)
    writing = import_module("huying.conferences.paper_writing")  # what writes docx is loaded when somebody asks for one
    name, content = writing.write(seen, wanted, at=now())
    return _file(content, name, DOCX)


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return answer
