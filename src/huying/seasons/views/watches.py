"""The duty log at the desk 值班交接日志: taking over, writing, correcting, and the board of watches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from huying.core.clock import now
from huying.core.views import page
from huying.rules.errors import RuleBrokenError
from huying.rules.watches import WatchState
from huying.seasons import labels, policies
from huying.seasons.actions import watching
from huying.seasons.forms.watches import BoardForm, EntryForm
from huying.seasons.queries import watches as queries
from huying.seasons.queries.plans import instructions_for
from huying.seasons.queries.visible import WATCHES, entries_of
from huying.seasons.views.shared import actor_of, timeline_of
from huying.ui import refusals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from huying.core.actors import Actor
    from huying.seasons.models import LogEntry, Watch


def _entries(found: Sequence[LogEntry], *, actor: Actor) -> list[tuple[LogEntry, list[tuple[str, bool]]]]:
    """Return entries with the numbers of their cases, and whether the reader may open each."""
    seen = queries.seen_cases(found, actor=actor)
    return [(entry, [(link.case.number, link.case_id in seen) for link in entry.cases.all()]) for entry in found]


@page(policies.SEE_WATCHES)
def log(request: HttpRequest) -> HttpResponse:
    """Show the log of a unit, how its duty stands, and what one may do now."""
    return _log(request)


def _log(request: HttpRequest, *, bad: EntryForm | None = None, wrong: str = "", status: int = 200) -> HttpResponse:
    actor, at = actor_of(request), now()
    unit = queries.unit_asked(request.GET.get("unit", ""), actor=actor)
    standing = queries.standing(unit, actor=actor, at=at)
    cursor = request.GET.get("cursor", "")
    found = entries_of(unit.pk, cursor=cursor)
    form = bad
    if form is None and standing.may_write and standing.watch is not None:
        form = EntryForm(initial={"version": standing.watch.version})
    context = {
        "unit": unit,
        "is_own": unit.pk == actor.unit_id,
        "standing": standing,
        "plans": instructions_for(unit) if policies.SEE_SEASONS.may(actor) else [],
        "entries": _entries(found.rows, actor=actor),
        "next_cursor": found.next_cursor,
        "has_cursor": bool(cursor),
        "form": form,
        "wrong": wrong,
        "at": at,
    }
    return render(request, "seasons/log.html", context, status=status)


@page(policies.KEEP_WATCH, methods=("POST",))
def take(request: HttpRequest) -> HttpResponse:
    """Take over the watch that is due: one press."""
    try:
        watching.take_over(actor=actor_of(request), at=now())
    except RuleBrokenError as error:
        return _log(request, wrong=refusals.words(error), status=refusals.status(error))
    messages.success(request, _("You are on watch. The time is noted."))
    return redirect("seasons:log")


@page(policies.KEEP_WATCH, methods=("POST",))
def write(request: HttpRequest, number: str) -> HttpResponse:
    """Write into the log; a refusal keeps what was typed."""
    actor, at = actor_of(request), now()
    watch = WATCHES.find(number, actor=actor)
    form = EntryForm(request.POST)
    status = 422
    if form.is_valid():
        facts: dict[str, Any] = {"entry": form.entry(), "version": form.cleaned_data["version"]}
        try:
            watching.write(watch.pk, actor=actor, at=at, **facts)
        except RuleBrokenError as error:
            form.add_error(None, refusals.words(error))
            status = refusals.status(error)
        else:
            messages.success(request, _("It is in the log."))
            return redirect("seasons:log")
    return _log(request, bad=form, status=status)


@page(policies.KEEP_WATCH, methods=("GET", "HEAD", "POST"))
def correct(request: HttpRequest, number: str, entry_id: int) -> HttpResponse:
    """Correct an entry by another."""
    actor, at = actor_of(request), now()
    watch = WATCHES.find(number, actor=actor)
    wrong = queries.entry_in(watch, entry_id)
    form = EntryForm(request.POST or None, initial={"version": watch.version})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            facts: dict[str, Any] = {"entry": form.entry(), "version": form.cleaned_data["version"]}
            try:
                watching.correct(watch.pk, corrects=wrong.pk, actor=actor, at=at, **facts)
            except RuleBrokenError as error:
                form.add_error(None, refusals.words(error))
                status = refusals.status(error)
            else:
                messages.success(request, _("It is in the log."))
                return redirect("seasons:log")
    context = {"watch": watch, "entry": wrong, "form": form}
    return render(request, "seasons/correct.html", context, status=status)


@page(policies.SEE_WATCHES)
def one(request: HttpRequest, number: str) -> HttpResponse:
    """Show one watch: who took it over when, what was written, and its timeline."""
    actor = actor_of(request)
    watch: Watch = WATCHES.find(number, actor=actor)
    entries = queries.entries_in(watch)
    context = {
        "row": watch,
        "state": labels.label(WatchState(watch.state)),
        "entries": _entries(entries, actor=actor),
        "may_correct": policies.KEEP_WATCH.may(actor, watch) and watch.state != WatchState.WAITING.value,
        "steps": timeline_of(watch, "watch"),
        "at": now(),
    }
    return render(request, "seasons/watch.html", context)


@page(policies.SEE_WATCHES)
def board(request: HttpRequest) -> HttpResponse:
    """Show the watches in sight, the newest first, with what was late."""
    form = BoardForm(request.GET or None)
    is_late = form.is_bound and form.is_valid() and form.cleaned_data["late"] == "on"
    cursor = request.GET.get("cursor", "")
    found = WATCHES.page_of(actor_of(request), {"late_at__isnull": False} if is_late else {}, cursor=cursor)
    context = {
        "form": form,
        "rows": [(row, labels.label(WatchState(row.state))) for row in found.rows],
        "next_cursor": found.next_cursor,
        "has_cursor": bool(cursor),
        "is_filtered": is_late,
        "at": now(),
    }
    return render(request, "seasons/watches.html", context)
