"""Pages of the calculators and of the numbers they rest on 计算器页面."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render

from huying.core.clock import now
from huying.core.views import public
from huying.portal.calculators import extras
from huying.portal.calculators.catalogue import CALCULATORS, GROUPS
from huying.rules.deadlines import CHINA
from huying.rulesets.views import calculators

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

HIDDEN_FAMILIES = frozenset({"values_party", "values_review"})
"""Families whose pages stand on the desk alone."""


def _today() -> date:
    return now().astimezone(CHINA).date()


@public()
def index(request: HttpRequest) -> HttpResponse:
    """List the calculators."""
    return render(request, "portal/calc/index.html", {"groups": GROUPS})


@public(methods=("GET", "HEAD", "POST"))
def calculate(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask one calculator; its link asks the same again."""
    if slug not in CALCULATORS:
        raise Http404
    page = calculators.ask(request, CALCULATORS[slug], today=_today())
    extra = extras.of(slug, page.answer, page.form) if page.answer else None
    if extra and extra.transcript and request.POST.get("keep"):
        return _kept(extra.transcript)
    context = {**page.context, "extra": extra, "frame": "ui/portal.html", "law": "calculators:law"}
    return render(request, "rulesets/calculator.html", context, status=page.status)


def _kept(transcript: str) -> HttpResponse:
    answer = HttpResponse(transcript, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="draw.txt"'
    return answer


@public()
def law(request: HttpRequest, family: str) -> HttpResponse:
    """Show the numbers of a family on a day, with source, level of norm and doubt."""
    if family in HIDDEN_FAMILIES:
        raise Http404
    context = calculators.numbers(request, family, today=_today())
    return render(request, "rulesets/numbers.html", {**context, "frame": "ui/portal.html", "law": "calculators:law"})
