"""What the rates are made of 率的分子分母, counted from cases, their clocks and call-backs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from huying.cases.models import CallBack, Clock
from huying.cases.queries.conditions import CONTACT_MET, marked
from huying.rules.case_facts import Mark

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.db.models import QuerySet

    from huying.cases.models import Case

    Keys = Callable[[str], Mapping[str, Any]]
    """Return what is grouped by: names and expressions, from rows that lead to the case by a prefix."""
    Groups = dict[tuple[Any, ...], dict[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What the rates of a place and month are made of."""

    received: int = 0
    property_received: int = 0
    open: int = 0
    overdue: int = 0
    long_term: int = 0
    answered: int = 0
    on_time: int = 0
    contacted: int = 0
    called_back: int = 0
    solved: int = 0
    satisfied: int = 0
    hotline_total: int | None = None


NOTHING = Counts()
KEPT = (
    *("received", "property_received", "open", "long_term", "answered", "on_time"),
    *("contacted", "called_back", "solved", "satisfied"),
)
"""What does not depend on the hour."""


def counted(rows: QuerySet[Case], keys: Keys) -> Groups:
    """Return what cases come to by group, nothing left at its name where it was not counted: three queries."""
    rows = rows.order_by()
    parts: tuple[tuple[QuerySet[Any], str, dict[str, Count]], ...] = (
        (rows, "", _of_cases()),
        (Clock.objects.filter(CONTACT_MET, case__in=rows), "case__", {"contacted": Count("case", distinct=True)}),
        (CallBack.objects.filter(is_reached=True, case__in=rows), "case__", _of_call_backs()),
    )
    found: Groups = {}
    for part, prefix, sums in parts:
        for group, numbers in grouped(part, keys(prefix), sums).items():
            found.setdefault(group, {}).update(numbers)
    return found


def grouped(rows: QuerySet[Any], groups: Mapping[str, Any], sums: Mapping[str, Any]) -> Groups:
    """Return what rows come to by group, each sum under its name: one query."""
    called = {f"sum_{name}": what for name, what in sums.items()}
    found = rows.order_by().annotate(**groups).values(*groups).annotate(**called).order_by(*groups)
    return {tuple(row[name] for name in groups): {name: row[f"sum_{name}"] for name in sums} for row in found}


def _of_cases() -> dict[str, Count]:
    return {
        "received": Count("pk"),
        "property_received": Count("pk", filter=Q(is_property=True)),
        "open": Count("pk", filter=marked(Mark.OPEN)),
        "long_term": Count("pk", filter=Q(is_long_term=True)),
        "answered": Count("pk", filter=marked(Mark.ANSWERED)),
        "on_time": Count("pk", filter=marked(Mark.ON_TIME)),
    }


def _of_call_backs() -> dict[str, Count]:
    return {
        "called_back": Count("case", distinct=True),
        "solved": Count("case", distinct=True, filter=Q(is_solved=True)),
        "satisfied": Count("case", distinct=True, filter=Q(is_satisfied=True)),
    }
