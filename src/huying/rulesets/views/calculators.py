"""Calculators as pages, and those of Party organisation and review, which stand on the desk alone 计算器."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from huying.core.clock import now
from huying.core.views import page
from huying.rules import value_words
from huying.rules.deadlines import CHINA
from huying.rules.profiles import FAMILY_PREFIX, PROFILES
from huying.rulesets import calculating, number_rows, policies, queries
from huying.rulesets.calculating import Calculator
from huying.rulesets.forms import party
from huying.rulesets.forms.asking import HERE, profiles

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from huying.rulesets.calculating import Answer
    from huying.rulesets.forms.asking import AskingForm

REFUSED, DONE = 422, 200
PARTY = "values_party"
CALCULATORS = {
    each.slug: each
    for each in (
        Calculator(
            slug="party-form",
            title=_("Which Party organisation is formed?"),
            lead=_("A suggestion by the number of full members; a person decides."),
            form=party.PartyFormForm,
            families=(PARTY,),
        ),
        Calculator(
            slug="party-term",
            title=_("When does the term end?"),
            lead=_("The end of a term does not move off a rest day."),
            form=party.PartyTermForm,
            families=(PARTY,),
        ),
        Calculator(
            slug="party-meeting",
            title=_("Is the members' meeting valid?"),
            lead=_("Counted over those with a vote who should attend."),
            form=party.PartyMeetingForm,
            families=(PARTY,),
        ),
        Calculator(
            slug="party-coverage",
            title=_("Coverage of firms"),
            lead=_("Organisation coverage, and work coverage with instructors."),
            form=party.CoverageForm,
            families=(PARTY,),
        ),
        Calculator(
            slug="review",
            title=_("What does a department's reply mean?"),
            lead=_("A ground blocks only when it stands in law or in rules the owners adopted."),
            form=party.ReviewForm,
            families=("values_review",),
        ),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A calculator's page: its form, its answer where there is one, and the status."""

    form: AskingForm
    answer: Answer | None
    status: int
    context: dict[str, Any]


def ask(request: HttpRequest, calculator: Calculator, *, today: date) -> Asked:
    """Read the form, from the body or from the link, and reckon it."""
    is_sent = request.method == "POST"
    by_link = request.GET if request.GET and not calculator.is_personal else None
    with queries.rules_of(today):
        form = calculator.form(request.POST if is_sent else by_link, request.FILES if is_sent else None)
        is_valid = form.is_bound and form.is_valid()
    answer = calculating.answer(calculator, form, today=today) if is_valid else None
    context = {
        "calculator": calculator,
        "form": form,
        "answer": answer,
        "given": _given(form) if answer else [],
        "link": calculating.link_of(calculator, form) if answer else "",
    }
    status = REFUSED if form.is_bound and answer is None else DONE
    return Asked(form=form, answer=answer, status=status, context=context)


def _given(form: AskingForm) -> list[tuple[str, str]]:
    """Return what was asked, in the words of the form; tables and files are left out."""
    found = []
    for bound in form:
        written = form.data.get(bound.html_name, "")
        choices = dict(getattr(bound.field, "choices", ()))
        if written and "\n" not in written.strip():
            found.append((str(bound.label), str(choices.get(written, written))))
    return found


def numbers(request: HttpRequest, family: str, *, today: date) -> dict[str, Any]:
    """Return the numbers of a family in a city on a day."""
    is_values = family.startswith(FAMILY_PREFIX)
    if not is_values and family != queries.DEADLINES:
        raise Http404
    profile, on = request.GET.get("profile", HERE), _day(request.GET.get("on", ""), today)
    profile = profile if profile in PROFILES else HERE
    version = queries.in_force(family, on=on)
    language = get_language() or ""
    if is_values:
        rows = number_rows.values(version.body, profile=profile, on=on, language=language)
    else:
        rows = number_rows.limits(version.body, profile=profile, language=language)
    name = value_words.family_words(family, language=language)
    context = {"family": family, "name": name, "version": version, "rows": rows, "on": on, "profile": profile}
    return {**context, "profiles": profiles()}


def _day(written: str, today: date) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return today


def _today() -> date:
    return now().astimezone(CHINA).date()


@page(policies.SEE_RULES)
def index(request: HttpRequest) -> HttpResponse:
    """List the calculators of the desk."""
    return render(request, "rulesets/desk_calculators.html", {"calculators": CALCULATORS.values()})


@page(policies.SEE_RULES, methods=("GET", "HEAD", "POST"))
def calculate(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask one calculator of the desk."""
    if slug not in CALCULATORS:
        raise Http404
    asked = ask(request, CALCULATORS[slug], today=_today())
    context = {**asked.context, "frame": "ui/desk.html", "law": "rules:numbers"}
    return render(request, "rulesets/calculator.html", context, status=asked.status)


@page(policies.SEE_RULES)
def family_numbers(request: HttpRequest, family: str) -> HttpResponse:
    """Show the numbers of a family on the desk."""
    context = numbers(request, family, today=_today())
    return render(request, "rulesets/numbers.html", {**context, "frame": "ui/desk.html", "law": "rules:numbers"})
