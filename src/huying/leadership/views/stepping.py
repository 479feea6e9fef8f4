"""What the pages of leadership share 页面公共部分: taking a step, beginning a row once, the common context."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from huying.core import crypto, idempotency
from huying.core.clock import now
from huying.leadership import labels
from huying.leadership.desk import Desk
from huying.leadership.queries import reading
from huying.regions import queries as regions
from huying.rules.errors import RuleBrokenError
from huying.ui import refusals

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django import forms
    from django.http import HttpRequest, HttpResponse

    from huying.core.actors import Actor
    from huying.leadership.desk import Book
    from huying.leadership.queries.reading import Whole
    from huying.ui.typing import HuyingRequest

    Reader = Callable[[Any, datetime], Whole]
    More = Callable[[Whole, Actor, datetime], dict[str, Any]]


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks."""
    return cast("HuyingRequest", request).actor


def shown(
    request: HttpRequest, book: Book, row: Any, *, read: Reader, more: More, bad: Any = None, status: int = 200
) -> HttpResponse:
    """Show one row with what may be done; `bad` is a refused step with its form."""
    actor, at = actor_of(request), now()
    seen = read(row, at)
    found = Desk(book, seen, actor, at).offered()
    for offer in found:
        if bad is not None and offer.step is bad[0]:
            offer.form, offer.is_open = bad[1], True
    steps = labels.LISTS[book.name][0]
    context = {
        "row": row,
        "seen": seen,
        "state": labels.label(book.state(row.state)),
        "where": regions.place_book().path(row.place),
        "offered": found,
        "steps": [(each, (labels.label(steps(each.step)), "")) for each in reading.steps_of(row)],
        "at": at,
    }
    return render(request, f"leadership/{book.name}.html", context | more(seen, actor, at), status=status)


def take(request: HttpRequest, book: Book, number: str, step: str, *, read: Reader, more: More) -> HttpResponse:
    """Take one step; a refusal keeps what was typed and says why."""
    actor, at = actor_of(request), now()
    row = book.kept.find(number, actor=actor)
    known = book.step(step)
    form = Desk(book, read(row, at), actor, at).form(known, data=request.POST)
    status = 422
    if form.is_valid():
        try:
            book.doors[known](row.pk, version=form.cleaned_data["version"], actor=actor, at=at, **form.facts())
        except RuleBrokenError as error:
            form.add_error(None, refusals.words(error))
            status = refusals.status(error)
        else:
            messages.success(request, _("Done: %(step)s") % {"step": labels.label(known)})
            return redirect(f"leadership:{book.name}", number=row.number)
    row = book.kept.find(number, actor=actor)
    return shown(request, book, row, read=read, more=more, bad=(known, form), status=status)


def begin(
    request: HttpRequest, book: Book, form: forms.Form, *, door: Callable[[dict[str, Any], Actor, datetime], Any]
) -> HttpResponse:
    """Show the form of a new row, and begin one once however often it is sent."""
    actor, at, status = actor_of(request), now(), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                number = _once(book, form, door=door, actor=actor, at=at)
            except RuleBrokenError as error:
                form.add_error(None, refusals.words(error))
                status = refusals.status(error)
            else:
                return redirect(f"leadership:{book.name}", number=number)
    return render(request, f"leadership/new_{book.name}.html", {"form": form}, status=status)


def _once(
    book: Book,
    form: forms.Form,
    *,
    door: Callable[[dict[str, Any], Actor, datetime], Any],
    actor: Actor,
    at: datetime,
) -> str:
    facts: dict[str, Any] = form.facts()  # type: ignore[attr-defined]  # every form of a new row has it
    answer, _is_new = idempotency.once(
        scope=f"{book.name}:{actor.person_id}",
        key=form.cleaned_data["token"],
        body={name: str(value) for name, value in facts.items()},
        work=lambda: {"number": door(facts, actor, at).number},
    )
    return str(answer["number"])


def new_token() -> dict[str, str]:
    """Return the first values of the form of a new row."""
    return {"token": crypto.new_token()}


def listed(request: HttpRequest, book: Book, form: forms.Form, wanted: dict[str, Any]) -> dict[str, Any]:
    """Return the context of a list: a page of rows with their state in words."""
    actor, cursor = actor_of(request), request.GET.get("cursor", "")
    found = book.kept.page_of(actor, wanted, cursor=cursor)
    return {
        "form": form,
        "found": found.rows,
        "states": {row.pk: labels.label(book.state(row.state)) for row in found.rows},
        "next_cursor": found.next_cursor,
        "has_cursor": bool(cursor),
        "is_filtered": any(wanted.values()),
        "may_begin": book.keep.may(actor),
        "at": now(),
    }


def narrowed(form: forms.Form) -> dict[str, Any]:
    """Return what a filter form asks for; nothing where it cannot be read."""
    return dict(form.cleaned_data) if form.is_bound and form.is_valid() else {}
