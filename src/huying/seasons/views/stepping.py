"""Showing a plan or an event and taking its steps 页面公共部分."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from huying.core.clock import now
from huying.regions import queries as regions
from huying.rules.errors import RuleBrokenError
from huying.seasons import labels
from huying.seasons.desk import Desk
from huying.seasons.views.shared import actor_of, timeline_of
from huying.ui import refusals

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django import forms
    from django.http import HttpRequest, HttpResponse

    from huying.seasons.desk import Book

    More = Callable[[Any, datetime], dict[str, Any]]


def shown(
    request: HttpRequest, book: Book, row: Any, *, more: More, bad: Any = None, status: int = 200
) -> HttpResponse:
    """Show one row with what may be done; `bad` is a refused step with its form."""
    actor, at = actor_of(request), now()
    seen = book.read(row, actor, at)
    offered = Desk(book, row, seen, actor, at).offered()
    for offer in offered:
        if bad is not None and offer.step is bad[0]:
            offer.form, offer.is_open = bad[1], True
    context = {
        "row": row,
        "seen": seen,
        "state": labels.label(book.state(row.state)),
        "where": regions.place_book().path(row.place),
        "offered": offered,
        "steps": timeline_of(row, book.name),
        "at": at,
    }
    return render(request, f"seasons/{book.name}.html", context | more(seen, at), status=status)


def take(request: HttpRequest, book: Book, number: str, step: str, *, more: More) -> HttpResponse:
    """Take one step; a refusal keeps what was typed and says why."""
    actor, at = actor_of(request), now()
    row = book.shelf.find(number, actor=actor)
    known = book.step(step)
    form = Desk(book, row, book.read(row, actor, at), actor, at).form(known, data=request.POST)
    status = 422
    if form.is_valid():
        door = book.doors[known][0]
        try:
            done = door(row.pk, version=form.cleaned_data["version"], actor=actor, at=at, **form.facts())
        except RuleBrokenError as error:
            form.add_error(None, refusals.words(error))
            status = refusals.status(error)
        else:
            messages.success(request, _("Done: %(step)s") % {"step": labels.label(known)})
            return redirect(f"seasons:{book.name}", number=done.number)
    row = book.shelf.find(number, actor=actor)
    return shown(request, book, row, more=more, bad=(known, form), status=status)


def listed(request: HttpRequest, book: Book, form: forms.Form) -> dict[str, Any]:
    """Return the context of a list: a page of rows with their state in words."""
    cursor = request.GET.get("cursor", "")
    wanted = dict(form.cleaned_data) if form.is_bound and form.is_valid() else {}
    found = book.shelf.page_of(actor_of(request), wanted, cursor=cursor)
    names = regions.place_book()
    return {
        "form": form,
        "rows": [(row, labels.label(book.state(row.state)), names.path(row.place)) for row in found.rows],
        "next_cursor": found.next_cursor,
        "has_cursor": bool(cursor),
        "is_filtered": any(wanted.values()),
        "at": now(),
    }
