"""Groups at the desk 领导小组、工作专班与物业办."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render

from huying.cases.queries.limits import day_of
from huying.core.views import page
from huying.leadership import labels, policies
from huying.leadership.actions import groups as actions
from huying.leadership.desk import GROUP_BOOK
from huying.leadership.forms.groups import FilterForm, FormGroupForm
from huying.leadership.queries import reading
from huying.leadership.queries.rules import rules_of
from huying.leadership.queries.visible import GROUPS
from huying.leadership.views.stepping import actor_of, begin, listed, narrowed, new_token, shown, take
from huying.rules.groups import GroupKind, GroupState, SeatRank, missing, remind_on

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from huying.core.actors import Actor
    from huying.leadership.models import Group
    from huying.leadership.queries.reading import Whole


@page(policies.SEE_LEADERSHIP)
def board(request: HttpRequest) -> HttpResponse:
    """Show the groups in sight, the newest first."""
    form = FilterForm(request.GET or None)
    context = listed(request, GROUP_BOOK, form, narrowed(form))
    today = day_of(context["at"])
    context["rows"] = [
        (row, labels.label(GroupKind(row.kind)), context["states"][row.pk], _is_over(row, today=today))
        for row in context["found"]
    ]
    return render(request, "leadership/groups.html", context)


def _is_over(row: Group, *, today: Any) -> bool:
    return row.state == GroupState.STANDING.value and row.ends_on <= today


@page(policies.KEEP_GROUP, methods=("GET", "HEAD", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """Begin to form a group."""
    return begin(request, GROUP_BOOK, FormGroupForm(request.POST or None, initial=new_token()), door=_form)


def _form(facts: dict[str, Any], actor: Actor, at: datetime) -> Group:
    return actions.form(**facts, actor=actor, at=at)


def _more(seen: Whole, _actor: Actor, at: datetime) -> dict[str, Any]:
    group, rules, today = seen.row, rules_of(seen.row), day_of(at)
    kind = GroupKind(group.kind)
    names = {each.code: labels.sector_name(each) for each in rules.sectors[kind]}
    lacking = missing(kind, actions.seated(seen.sitting), rules=rules)
    return {
        "kind": labels.label(kind),
        "seats": [(row, labels.label(SeatRank(row.rank)), names.get(row.sector, "")) for row in _ranked(seen.sitting)],
        "left": [row for row in seen.seats if row.ends_on is not None],
        "lacking": _lacking(seen, [labels.sector_name(sector) for sector, _count in lacking]),
        "is_over": _is_over(group, today=today),
        "ends_soon": group.state == GroupState.STANDING.value and today >= remind_on(group.ends_on, rules=rules),
        "sessions": [
            (session, [task for task in seen.promises if task.session_id == session.pk]) for session in seen.sessions
        ],
        "today": today,
    }


def _lacking(seen: Whole, sectors: list[str]) -> list[str]:
    has_head = any(row.rank == SeatRank.HEAD.value for row in seen.sitting)
    return sectors if has_head else [labels.label(SeatRank.HEAD), *sectors]


def _ranked(seats: list[Any]) -> list[Any]:
    order = [each.value for each in SeatRank]
    return sorted(seats, key=lambda row: (order.index(row.rank), row.pk))


@page(policies.SEE_LEADERSHIP)
def one(request: HttpRequest, number: str) -> HttpResponse:
    """Show one group."""
    row = GROUPS.find(number, actor=actor_of(request))
    return shown(request, GROUP_BOOK, row, read=_read, more=_more)


def _read(row: Group, at: datetime) -> Whole:
    return reading.group(row, at=at)


@page(policies.SEE_LEADERSHIP, methods=("POST",))
def step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Take one step of a group."""
    return take(request, GROUP_BOOK, number, step, read=_read, more=_more)
