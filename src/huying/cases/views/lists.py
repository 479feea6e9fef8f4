"""The list of cases 诉求列表: filters as addresses, chips that say and lift them, filters one keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huying.accounts.models import Person, Unit
from huying.cases import policies
from huying.cases.actions import filters
from huying.cases.forms.filters import FilterForm
from huying.cases.queries import lists
from huying.cases.queries.lists import CaseFilter
from huying.cases.views.rows import actor_of, shown
from huying.core.clock import now
from huying.core.views import page
from huying.estates.models import Compound
from huying.regions import queries as regions
from huying.rules.errors import RuleBrokenError
from huying.rules.places import key_of
from huying.rules.roles import OFFICIAL, SHIELDED_FROM_REPORTER

if TYPE_CHECKING:
    from django.http import HttpRequest

COUNT_UP_TO = 1_000


@page(policies.SEE_CASES)
def case_list(request: HttpRequest) -> HttpResponse:
    """Show the cases within the post's ranges, narrowed by what the address says."""
    actor, at = actor_of(request), now()
    form = FilterForm(request.GET or None)
    wanted, is_unread = CaseFilter(), False
    if form.is_bound:
        if form.is_valid():
            wanted = form.wanted()
        else:
            is_unread = True
    cursor = request.GET.get("cursor", "")
    found, total = lists.page_and_count(actor, wanted, at=at, cursor=cursor, most=COUNT_UP_TO)
    context = {
        "form": form,
        "rows": shown(found.rows, actor=actor, at=at),
        "total": total,
        "is_more": total > COUNT_UP_TO,
        "next_cursor": found.next_cursor,
        "has_cursor": bool(cursor),
        "is_unread": is_unread,
        "chips": [] if is_unread else _chips(form, request.GET),
        "is_filtered": not wanted.is_empty,
        "filters": lists.saved_filters(actor),
        "may_export": policies.EXPORT_CASES.may(actor),
        "is_shielded": actor.role in SHIELDED_FROM_REPORTER,
        "finds_places": actor.role in OFFICIAL,
        "at": at,
    }
    return render(request, "cases/list.html", context)


def _chips(form: FilterForm, query: QueryDict) -> list[dict[str, str]]:
    """Return what narrows the list, in words, each with the address that lifts it."""
    found = []
    for name, label, words in form.active() if form.is_bound else []:
        rest = query.copy()
        rest.pop("cursor", None)
        rest.pop(name, None)
        found.append({"label": label, "words": _named(name, words), "url": f"?{rest.urlencode()}"})
    return found


def _named(name: str, words: str) -> str:
    """Return the name behind a number or code, in at most one query."""
    if name == "place":
        return _place_name(words)
    kinds: dict[str, Any] = {"holder": Unit, "about": Unit, "person": Person, "compound": Compound}
    row = kinds[name].objects.filter(pk=words).first() if name in kinds else None
    return str(row.name) if row is not None else words


def _place_name(code: str) -> str:
    community, _dash, serial = code.partition("-")
    if serial:
        found = Compound.objects.filter(code=code).first()
        return found.name if found else code
    place = regions.place_book().get(key_of(community))
    return place.name if place else code


@page(policies.SEE_CASES, methods=("POST",))
def save_filter(request: HttpRequest) -> HttpResponse:
    """Keep the present filter under a name."""
    name, query = request.POST.get("name", "").strip(), request.POST.get("query", "")
    form = FilterForm(QueryDict(query))
    if not name or not form.is_valid():
        raise RuleBrokenError("list.filter_name")
    filters.save_filter(name=name, query=query, actor=actor_of(request), at=now())
    messages.success(request, _("Kept as “%(name)s”; it stands above your lists.") % {"name": name})
    return redirect(f"{reverse('cases:list')}?{query}")


@page(policies.SEE_CASES, methods=("POST",))
def drop_filter(request: HttpRequest) -> HttpResponse:
    """Give up a filter one kept."""
    filters.drop_filter(name=request.POST.get("name", "").strip(), actor=actor_of(request), at=now())
    return redirect("cases:list")
