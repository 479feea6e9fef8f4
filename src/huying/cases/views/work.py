"""My work by deadline 我的工作, and the board of what is at risk 风险看板."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from huying.accounts.models import Unit
from huying.cases import labels, policies
from huying.cases.queries import lists, parts
from huying.cases.queries import work as queries
from huying.cases.views.rows import actor_of, shown
from huying.core.clock import now
from huying.core.views import page
from huying.rules.case_flow import CaseState
from huying.rules.roles import Role
from huying.rules.standing import Due, Risk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from huying.cases.models import Case
    from huying.cases.queries.work import Work
    from huying.cases.views.rows import Row
    from huying.core.actors import Actor

CALL_BACK_ROWS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Rows under one heading; `query` opens the list of all of them."""

    name: str
    label: str
    count: int
    query: str
    rows: list[Row]

    @property
    def is_cut(self) -> bool:
        """Tell whether more rows exist than are shown."""
        return self.count > len(self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A number that opens to its rows."""

    label: str
    count: int
    url: str
    is_alarm: bool = False


@page(policies.SEE_CASES)
def work(request: HttpRequest) -> HttpResponse:
    """Show what waits for the unit or the person by deadline, each count leading to its rows."""
    actor, at = actor_of(request), now()
    is_own = request.GET.get("own") == "1"
    found = queries.work_of(actor, only_own=is_own, at=at)
    context = {
        "groups": _groups(found, actor, is_own=is_own, at=at),
        "is_free": not any(found.due.values()) and actor.role is not Role.CALLER,
        "tiles": _tiles(found, actor, is_own=is_own),
        "desks": _desks(found, actor),
        "own": found.desks["own"],
        "is_own": is_own,
        "unit": Unit.objects.filter(pk=actor.unit_id or 0).first(),
        "call_backs": _call_backs(actor, at=at),
        "returns": queries.returns_to_rule_on(actor),
        "extensions": queries.extensions_to_decide(actor),
        "parts": parts.owed_by(actor) if actor.role in policies.HANDLERS else [],
        "filters": lists.saved_filters(actor),
        "at": at,
    }
    return render(request, "cases/work.html", context)


def _base(actor: Actor, *, is_own: bool) -> str:
    person = f"&person={actor.person_id}" if is_own else ""
    return f"holder={actor.unit_id}{person}&order=due"


def _groups(found: Work, actor: Actor, *, is_own: bool, at: datetime) -> list[Group]:
    base = _base(actor, is_own=is_own)
    rows = _shown_together(found.groups.values(), actor=actor, at=at)
    return [
        Group(
            name=due.value,
            label=labels.label(due),
            count=found.due[due],
            query=f"{base}&due={due.value}",
            rows=next(rows),
        )
        for due in found.groups
    ]


def _shown_together(groups: Iterable[list[Case]], *, actor: Actor, at: datetime) -> Iterator[list[Row]]:
    """Yield the rows of each group, all worked out at once."""
    groups = list(groups)
    rows = iter(shown([case for cases in groups for case in cases], actor=actor, at=at))
    yield from ([next(rows) for _case in cases] for cases in groups)


def _tiles(found: Work, actor: Actor, *, is_own: bool) -> list[Tile]:
    base = f"{reverse('cases:list')}?{_base(actor, is_own=is_own)}"
    return [
        Tile(
            label=labels.label(due),
            count=found.due[due],
            url=f"{base}&due={due.value}",
            is_alarm=due is Due.OVERDUE and found.due[due] > 0,
        )
        for due in queries.GROUPS
    ]


def _desks(found: Work, actor: Actor) -> list[Tile]:
    base = f"{reverse('cases:list')}?holder={actor.unit_id}&order=due"
    desks = [
        (_("to sign for"), "unsigned", f"{base}&state={CaseState.DISPATCHED.value}"),
        (_("to confirm and send"), "triage", reverse("cases:triage")),
        (_("answers to check"), "checking", f"{base}&state={CaseState.CHECKING.value}"),
    ]
    return [Tile(label=label, count=found.desks[name], url=url) for label, name, url in desks if found.desks[name]]


def _call_backs(actor: Actor, *, at: datetime) -> list[Row]:
    if actor.role is not Role.CALLER:
        return []
    cases = list(queries.to_call_back(actor)[:CALL_BACK_ROWS])
    dues = queries.call_back_dues(cases)
    for case in cases:  # the clock that counts for a caller is the call-back's
        case.due_at, case.answered_at = dues.get(case.pk, case.due_at), None
    rows = [replace(row, may_sign=False) for row in shown(cases, actor=actor, at=at)]
    return sorted(rows, key=lambda row: (row.case.due_at or at, row.case.pk))


@page(policies.SUPERVISE_CASE)
def risks(request: HttpRequest) -> HttpResponse:
    """Show on one board what is overdue, due within a day, or was sent back twice."""
    actor, at = actor_of(request), now()
    found = queries.risks_of(actor, at=at)
    rows = _shown_together([cases for _count, cases in found.values()], actor=actor, at=at)
    groups = [
        Group(
            name=risk.value,
            label=labels.label(risk),
            count=count,
            query=f"risk={risk.value}&order=due",
            rows=next(rows),
        )
        for risk, (count, _cases) in found.items()
    ]
    return render(request, "cases/risks.html", {"groups": groups, "any": Risk.ANY.value, "at": at})
