"""Deadlines the official calendar moves 时限重算: shown first, moved only when asked, with a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from huying.cases import labels
from huying.cases.actions.recalculating import foresee, recalculate
from huying.cases.views.rows import actor_of
from huying.core.clock import now
from huying.core.views import page
from huying.rules.case_clocks import ClockKind
from huying.rulesets import policies

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@page(policies.EDIT_CALENDAR, methods=("GET", "HEAD", "POST"))
def move_deadlines(request: HttpRequest) -> HttpResponse:
    """Show which running deadlines the calendar would move, and move them when asked; the report stays on the page."""
    is_done = request.method == "POST"
    report = recalculate(actor=actor_of(request), at=now()) if is_done else foresee()
    rows = [(row.number, labels.label(ClockKind(row.kind)), row.before, row.after) for row in report.moved]
    return render(request, "office/recalculate.html", {"report": report, "rows": rows, "is_done": is_done})
