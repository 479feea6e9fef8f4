"""The linkage board at the desk 联动看板, and the rows behind each of its flows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse

from huying.cases import labels, policies
from huying.cases.models.cases import CHINA
from huying.cases.queries import flows
from huying.cases.queries.months import shifted
from huying.core.clock import now
from huying.core.views import page
from huying.dashboards import figures
from huying.dashboards.figures import Basis, Number
from huying.dashboards.forms import FlowForm, OverviewForm
from huying.dashboards.linkage import board
from huying.dashboards.linkage.picture import picture_of
from huying.regions import queries as regions
from huying.rules.errors import RuleBrokenError
from huying.rules.linkage import KINDS, Flow, Level

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from huying.core.actors import Actor
    from huying.ui.typing import HuyingRequest

ROWS = 50


@page(policies.SEE_CITY)
def linkage(request: HttpRequest) -> HttpResponse:
    """Show the flows between the levels in a month, what waits where, and how long answers take."""
    actor, at = cast("HuyingRequest", request).actor, now()
    form = OverviewForm(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    this_month = at.astimezone(CHINA).date().replace(day=1)
    month = asked.get("month") or this_month
    region = regions.resolve(asked.get("place") or figures.home_of(actor))
    moved = board.moved(actor, place=region.code, month=month, at=at)
    waiting = flows.waiting_by_level(actor, place=region.code, at=at)
    context = {
        "form": form,
        "is_unread": form.is_bound and not form.is_valid(),
        "region": region,
        "month": f"{month:%Y-%m}",
        "above": regions.place_book().above(region.key)[:-1],
        "inside": regions.children(region.key),
        "before": _query(region.code, shifted(month, -1)),
        "after": _query(region.code, shifted(month, 1)) if month < this_month else "",
        "picture": picture_of(moved, waiting),
        "waiting": [_waits(each, region.code) for each in waiting],
        "flows": board.flow_rows(moved, place=region.code, month=month),
        "topics": board.topic_rows(actor, Basis(place=region.code, month=month), at=at),
    }
    return render(request, "dashboards/linkage.html", context)


def _waits(each: flows.Waiting, place: str) -> tuple[str, Number, Number]:
    address = f"{reverse('cases:list')}?{urlencode({'place': place, 'level': each.level.value, 'waiting': 1})}"
    return (
        labels.label(each.level),
        Number(count=each.count, url=address),
        Number(count=each.overdue, url=f"{address}&overdue=1"),
    )


def _query(place: str, month: date) -> str:
    return f"?{urlencode({'place': place, 'month': f'{month:%Y-%m}'})}"


@page(policies.SEE_CITY)
def rows(request: HttpRequest) -> HttpResponse:
    """Show the cases or whistles that one flow counts, the newest first."""
    actor, at = cast("HuyingRequest", request).actor, now()
    form = FlowForm(request.GET)
    if not form.says_all():
        raise RuleBrokenError("list.cursor")
    data = form.cleaned_data
    flow, to = Flow(data["flow"]), Level(data["to"])
    start = Level(data["start"]) if data["start"] else None
    found = _behind(actor, data, flow=flow, start=start, to=to, at=at)
    after = data["cursor"]
    some = list((found.filter(pk__lt=after) if after else found).order_by("-pk")[: ROWS + 1])
    is_whistle = flow is Flow.WHISTLE
    context = {
        "back": f"{reverse('dashboards:linkage')}{_query(data['place'], data['month'])}",
        "flow": labels.label(flow),
        "start": labels.label(start) if start else "—",
        "to": labels.label(to),
        "month": f"{data['month']:%Y-%m}",
        "rows": [_row(each, is_whistle=is_whistle) for each in some[:ROWS]],
        "next_cursor": str(some[ROWS - 1].pk) if len(some) > ROWS else "",
        "has_cursor": bool(after),
    }
    return render(request, "dashboards/linkage_rows.html", context)


def _behind(
    actor: Actor, data: dict[str, Any], *, flow: Flow, start: Level | None, to: Level, at: Any
) -> QuerySet[Any]:
    asked = {"place": data["place"], "month": data["month"], "at": at}
    if flow is not Flow.WHISTLE:
        found = flows.steps_behind(actor, **asked, flow=flow, start=start, to=to)
        return found.select_related("case__holder_unit", "unit")
    kinds = {level: [kind.value for kind in KINDS[level]] for level in Level}
    calls = board.whistle_calls(actor, **asked).filter(unit__kind__in=kinds[to])
    if start is not None:
        calls = calls.filter(whistle__unit__kind__in=kinds[start])
    return calls.select_related("whistle__unit", "unit")


def _row(each: Any, *, is_whistle: bool) -> tuple[str, str, str, Any]:
    """Return address, number, unit and time of a row."""
    if is_whistle:
        number = each.whistle.number
        return reverse("whistles:one", args=[each.whistle_id]), number, each.unit.name, each.whistle.blown_at
    return reverse("cases:read", args=[each.case.number]), each.case.number, each.case.holder_unit.name, each.at
