"""Whistles at the desk 吹哨报到: the list, asking, one whistle with what may be done now, and numbers of units."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from huying.accounts.models import Unit
from huying.cases.queries import visible as case_queries
from huying.cases.queries.limits import day_of
from huying.core import crypto, idempotency
from huying.core.clock import now
from huying.core.views import page
from huying.regions import queries as regions
from huying.regions.queries import plain_code
from huying.rules.errors import RuleBrokenError
from huying.rules.places import key_of
from huying.rules.whistles import Cause, Direction, Pace, WhistleState, WhistleStep
from huying.ui import refusals
from huying.whistles import actions, labels, links, offers, papers, policies
from huying.whistles.actions import Asked
from huying.whistles.forms import AskForm, FilterForm, PlaceForm, StepForm
from huying.whistles.queries import reading
from huying.whistles.queries import visible as queries
from huying.whistles.queries.callable import callable_units, usual
from huying.whistles.queries.reading import Dossier
from huying.whistles.queries.rules import list_of, list_on
from huying.whistles.queries.visible import WhistleFilter

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from huying.cases.models import Case
    from huying.core.actors import Actor
    from huying.rules.whistles import WhistleList
    from huying.ui.typing import HuyingRequest
    from huying.whistles.models import StepTaken, Whistle, WhistleCall


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _actor(request: HttpRequest) -> Actor:
    return cast("HuyingRequest", request).actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A whistle as the list shows it."""

    whistle: Whistle
    item: str
    state: str
    where: str
    called: str
    late: int


@page(policies.SEE_WHISTLES)
def board(request: HttpRequest) -> HttpResponse:
    """Show the whistles in sight, the newest first."""
    actor = _actor(request)
    form = FilterForm(request.GET or None)
    wanted = form.wanted() if form.is_bound and form.is_valid() else WhistleFilter()
    found = queries.page_of(actor, wanted, cursor=request.GET.get("cursor", ""))
    context = {
        "form": form,
        "rows": [_line(row) for row in found.rows],
        "next_cursor": found.next_cursor,
        "has_cursor": bool(request.GET.get("cursor")),
        "is_filtered": wanted != WhistleFilter(),
        "may_ask": policies.BLOW_WHISTLE.may(actor),
        "at": now(),
    }
    return render(request, "whistles/list.html", context)


def _line(whistle: Whistle) -> Line:
    calls = list(whistle.calls.all())
    return Line(
        whistle=whistle,
        item=labels.item_name(list_of(whistle), whistle.item),
        state=labels.label(WhistleState(whistle.state)),
        where=regions.place_book().path(whistle.place),
        called=_(", ").join(call.unit.name for call in calls),
        late=sum(call.late_at is not None for call in calls),
    )


@page(policies.SEE_WHISTLES)
def units(request: HttpRequest) -> HttpResponse:
    """Show how units called and came: numbers that open to their rows and are not scored."""
    return render(request, "whistles/units.html", {"rows": reading.numbers(_actor(request))})


@page(policies.BLOW_WHISTLE, methods=("GET", "HEAD", "POST"))
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a whistle: from a case, whose dossier is filled in, or for a place."""
    actor, at = _actor(request), now()
    number = request.GET.get("case", "")
    case = case_queries.find(number, actor=actor) if number else None
    if case is None and not request.GET.get("place"):
        return render(request, "whistles/place.html", {"form": PlaceForm()})
    if case is None:
        place_form = PlaceForm(request.GET)
        found = _dossier(place_form) if place_form.is_valid() else None
        if found is None:
            return render(request, "whistles/place.html", {"form": place_form}, status=422)
        dossier = found
    else:
        dossier = reading.dossier_of(case)
    rules, caller = list_on(day_of(at)), Unit.objects.get(pk=actor.unit_id or 0)
    offered = callable_units(dossier.place, caller=caller, on=day_of(at))
    form = AskForm(request.POST or None, initial=_initial(dossier, rules, offered))
    form.offer(rules, offered)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                whistle_id = _asked(form, dossier, case, actor=actor, at=at)
            except RuleBrokenError as error:
                form.add_error(None, refusals.words(error))
                status = refusals.status(error)
            else:
                messages.success(request, _("Whistle %(number)s is written down.") % {"number": f"W{whistle_id:06d}"})
                return redirect("whistles:one", whistle_id=whistle_id)
    context = {"form": form, "dossier": dossier, "case": case, "lines": _usual_lines(rules, offered)}
    return render(request, "whistles/ask.html", context, status=status)


def _dossier(form: PlaceForm) -> Dossier | None:
    """Return an empty dossier of a place; of one that is not in the register the form says so."""
    code = form.cleaned_data["place"]
    key = key_of(plain_code(code))
    found = regions.place_book().nearest(key)
    if found is None:
        form.add_error("place", refusals.words(RuleBrokenError("place.unknown", code=code)))
        return None
    compound = key if found.key != key else None
    return Dossier(place=found.key, compound=compound, where=reading.where(key), matter="", tries="")


def _initial(dossier: Dossier, rules: WhistleList, offered: list[Unit]) -> dict[str, Any]:
    first = next(iter(rules.items.values()))
    return {
        "token": crypto.new_token(),
        "matter": dossier.matter,
        "tries": dossier.tries,
        "cause": Cause.HARD_MATTER.value,
        "item": first.code,
        "called": usual(offered, first),
    }


def _usual_lines(rules: WhistleList, offered: list[Unit]) -> list[tuple[str, str, str]]:
    """Return each line of the list with its pace and whom it usually calls, to read beside the form."""
    names = {unit.pk: unit.name for unit in offered}
    return [
        (
            f"{item.code} {labels.item_name(rules, item.code)}",
            labels.label(item.pace),
            _(", ").join(names[pk] for pk in usual(offered, item)),
        )
        for item in rules.items.values()
    ]


def _asked(form: AskForm, dossier: Dossier, case: Case | None, *, actor: Actor, at: datetime) -> int:
    facts = form.facts()
    asked = Asked(place=dossier.place, compound=dossier.compound, case=case, **facts)
    body = {name: str(value) for name, value in facts.items()} | {"place": dossier.place}
    answer, _is_new = idempotency.once(
        scope=f"whistle:{actor.person_id}",
        key=form.cleaned_data["token"],
        body=body,
        work=lambda: {"whistle": actions.ask(asked, actor=actor, at=at).pk},
    )
    return int(answer["whistle"])


@page(policies.SEE_WHISTLES)
def one(request: HttpRequest, whistle_id: int) -> HttpResponse:
    """Show one whistle."""
    actor = _actor(request)
    return _shown(request, queries.find(whistle_id, actor=actor), actor=actor)


def _shown(
    request: HttpRequest,
    whistle: Whistle,
    *,
    actor: Actor,
    bad: StepForm | None = None,
    bad_step: WhistleStep | None = None,
    status: int = 200,
) -> HttpResponse:
    at, rules = now(), list_of(whistle)
    calls, tasks = reading.calls_of(whistle), reading.tasks_of(whistle)
    offered = offers.offered(whistle, calls, tasks, rules=rules, actor=actor)
    for offer in offered:
        if offer.step is bad_step and bad is not None:
            offer.form, offer.is_open = bad, True
    context = {
        "whistle": whistle,
        "item": labels.item_name(rules, whistle.item),
        "state": labels.label(WhistleState(whistle.state)),
        "cause": labels.label(Cause(whistle.cause)),
        "direction": labels.label(Direction(whistle.direction)),
        "pace": labels.label(Pace(whistle.pace)),
        "where": reading.where(whistle.compound_key or whistle.place),
        "sees_case": _sees_case(whistle, actor),
        "links": links.links_for(whistle, actor=actor),
        "papers": [(each.value, str(papers.LABELS[each])) for each in papers.papers_of(whistle)],
        "calls": [(call, _call_words(call, rules, at=at)) for call in calls],
        "tasks": tasks,
        "steps": [(row, _step_words(row, calls)) for row in reading.steps_of(whistle)],
        "offered": offered,
        "at": at,
        "today": day_of(at),
    }
    return render(request, "whistles/one.html", context, status=status)


def _sees_case(whistle: Whistle, actor: Actor) -> bool:
    return whistle.case is not None and case_queries.sees(actor, whistle.case.number)


def _call_words(call: WhistleCall, rules: WhistleList, *, at: datetime) -> dict[str, Any]:
    is_missing = call.arrived_at is None and not call.is_excused
    return {
        "is_late": call.late_at is not None or (is_missing and call.due_at is not None and call.due_at < at),
        "ground": labels.ground_name(rules, call.ground) if call.ground else "",
    }


def _step_words(row: StepTaken, calls: list[WhistleCall]) -> tuple[str, str]:
    names = {call.unit_id: call.unit.name for call in calls}
    about = names.get(row.facts.get("called") or 0, "") if isinstance(row.facts.get("called"), int) else ""
    return labels.label(WhistleStep(row.step)), about


@page(policies.SEE_WHISTLES)
def paper(request: HttpRequest, whistle_id: int, kind: str) -> HttpResponse:
    """Hand out a paper of a whistle as docx."""
    whistle = queries.find(whistle_id, actor=_actor(request))
    wanted = papers.paper_of(whistle, kind)
    writing = import_module("huying.whistles.paper_writing")  # what writes docx is loaded when somebody asks for one
    name, content = writing.write(whistle, wanted, at=now())
    answer = HttpResponse(content, content_type=DOCX)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return answer


@page(policies.SEE_WHISTLES, methods=("POST",))
def take_step(request: HttpRequest, whistle_id: int, step: str) -> HttpResponse:
    """Take one step; a refusal keeps what was typed and says why."""
    actor, at = _actor(request), now()
    whistle = queries.find(whistle_id, actor=actor)
    known = offers.step_of(step)
    calls, tasks = reading.calls_of(whistle), reading.tasks_of(whistle)
    form = offers.form_of(known, whistle, calls, tasks, rules=list_of(whistle), actor=actor, data=request.POST)
    status = 422
    if form.is_valid():
        try:
            offers.DOORS[known](whistle.pk, version=form.cleaned_data["version"], actor=actor, at=at, **form.facts())
        except RuleBrokenError as error:
            form.add_error(None, refusals.words(error))
            status = refusals.status(error)
        else:
            messages.success(request, _("Done: %(step)s") % {"step": labels.label(known)})
            return redirect("whistles:one", whistle_id=whistle.pk)
    whistle = queries.find(whistle_id, actor=actor)
    return _shown(request, whistle, actor=actor, bad=form, bad_step=known, status=status)
