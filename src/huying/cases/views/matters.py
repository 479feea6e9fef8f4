"""Hot matters at the desk 热点问题: what many people tell now, merged or not, and one press that merges them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from huying.cases import heat_chart, labels, policies
from huying.cases.actions.joining import MOST_AT_ONCE, join, lead_among
from huying.cases.forms.matters import MatterFilterForm
from huying.cases.models.cases import CHINA
from huying.cases.queries import matters as queries
from huying.cases.queries import visible
from huying.cases.queries.matters import MatterFilter
from huying.cases.queries.problems import weeks_of
from huying.cases.views.rows import actor_of, shown
from huying.core.clock import now
from huying.core.views import page
from huying.estates import queries as estates
from huying.regions import queries as regions
from huying.rules.case_flow import FLOW, CaseState, Step
from huying.rules.errors import RuleBrokenError
from huying.ui import refusals

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from huying.cases.actions.joining import Joined
    from huying.cases.models import Matter, Voice
    from huying.cases.queries.matters import Spot
    from huying.cases.views.rows import Row
    from huying.core.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A voice of a matter as its page shows it; one that may be merged can be ticked."""

    row: Row
    voice: Voice
    is_lead: bool
    is_merged: bool
    may_join: bool


@page(policies.SEE_MATTERS)
def board(request: HttpRequest) -> HttpResponse:
    """Show what several people tell within the post's ranges, and the places with most of it."""
    actor, at = actor_of(request), now()
    form = MatterFilterForm(request.GET or None)
    wanted = form.wanted() if form.is_bound and form.is_valid() else MatterFilter()
    found = queries.page_of(actor, wanted, at=at, cursor=request.GET.get("cursor", ""))
    rows = shown([matter.lead for matter in found.rows], actor=actor, at=at)
    spots = queries.spots_of(actor, wanted, at=at) if not request.GET.get("cursor") else []
    names = _named(spots)
    context = {
        "form": form,
        "rows": [
            (matter, row, labels.topic_name(matter.topic), age_of(matter, at=at))
            for matter, row in zip(found.rows, rows, strict=True)
        ],
        "spots": [(spot, names[spot.place]) for spot in spots],
        "next_cursor": found.next_cursor,
        "has_cursor": bool(request.GET.get("cursor")),
        "is_filtered": wanted != MatterFilter(sort=wanted.sort),
        "finds_places": True,
        "at": at,
    }
    return render(request, "cases/matters.html", context)


def age_of(matter: Matter, *, at: datetime) -> int:
    """Return for how many days a matter has been told, from the day it was first told."""
    return max((at.astimezone(CHINA).date() - matter.first_at.astimezone(CHINA).date()).days, 0)


def _named(spots: Iterable[Spot]) -> dict[int, str]:
    keys = {spot.place for spot in spots}
    compounds, book = estates.compounds_by_key(keys) if keys else {}, regions.place_book()
    names = {key: compounds[key].name if key in compounds else "" for key in keys}
    return {key: f"{book.path(key)} {name}".strip() for key, name in names.items()}


@page(policies.SEE_MATTERS)
def one(request: HttpRequest, matter_id: int) -> HttpResponse:
    """Show one matter: who tells it since when, how it grows, and the cases a person may merge."""
    actor, at = actor_of(request), now()
    matter = queries.find(matter_id, actor=actor)
    voices = queries.voices_of(matter)
    weeks = weeks_of([(voice.told_at, voice.person) for voice in voices])
    told = _told(matter, voices, actor=actor, at=at)
    context = {
        "matter": matter,
        "topic": labels.topic_name(matter.topic),
        "told": told,
        "hidden": len(voices) - len(told),
        "age": age_of(matter, at=at),
        "weeks": weeks,
        "bars": heat_chart.bars(weeks),
        "chart": (heat_chart.WIDTH, heat_chart.HEIGHT),
        "has_lead": any(each.is_lead for each in told),
        "may_join": any(each.is_lead for each in told) and any(each.may_join for each in told if not each.is_lead),
        "at": at,
    }
    return render(request, "cases/matter.html", context)


def _told(matter: Matter, voices: list[Voice], *, actor: Actor, at: datetime) -> list[Told]:
    """Return the voices the actor may see, the newest first; one query more."""
    seen = set(visible.visible_to(actor).filter(voice__matter=matter).values_list("pk", flat=True))
    present = [voice for voice in reversed(voices) if voice.case_id in seen]
    lead = lead_among([voice.case for voice in present])
    lines = shown([voice.case for voice in present], actor=actor, at=at)
    return [
        Told(
            row=line,
            voice=voice,
            is_lead=lead is not None and voice.case == lead,
            is_merged=voice.case.problem_id is not None and voice.case.problem_id == matter.problem_id,
            may_join=_may_join(voice, actor=actor),
        )
        for voice, line in zip(present, lines, strict=True)
    ]


def _may_join(voice: Voice, *, actor: Actor) -> bool:
    case = voice.case
    is_open = CaseState(case.state) in FLOW[Step.MERGE].start
    return is_open and case.problem_id is None and policies.MERGE_CASES.may(actor, case)


@page(policies.MERGE_CASES, methods=("POST",))
def merge(request: HttpRequest, matter_id: int) -> HttpResponse:
    """Merge the ticked cases of a matter into one problem; what is refused is told with its reason."""
    actor, at = actor_of(request), now()
    matter = queries.find(matter_id, actor=actor)
    wanted = set(request.POST.getlist("number")[: MOST_AT_ONCE + 1])
    seen = {row.case.number: row.case for row in queries.voices_of(matter)}
    cases = [visible.find(number, actor=actor) for number in seen if number in wanted]
    done = join(cases, actor=actor, at=at)
    merged = sum(each.refusal is None for each in done)
    if merged:
        messages.success(request, _("%(count)s cases were merged.") % {"count": merged})
    for each in done:
        if each.refusal is not None:
            messages.warning(request, _refused(each))
    problem = next((each.case.problem_id for each in done if each.refusal is None), None)
    return redirect("cases:problem", problem_id=problem) if problem else redirect("cases:matter", matter_id=matter.pk)


def _refused(each: Joined) -> str:
    error = each.refusal
    words = refusals.words(error) if isinstance(error, RuleBrokenError) else _("Your post may not merge this case.")
    return f"{each.case.number}: {words}"
