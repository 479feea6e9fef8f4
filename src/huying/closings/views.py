"""Closed months at the desk 月度结算: figures that open to their rows, objections, rulings, the notice."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huying.cases.queries import visible as case_queries
from huying.closings import labels, offers, policies
from huying.closings.queries import figures, reading
from huying.closings.queries.rules import rules_of
from huying.core.clock import now
from huying.core.views import page
from huying.regions import queries as regions
from huying.rules.closings import ClosingState, ClosingStep, Fact, SignKind, Subject
from huying.rules.errors import RuleBrokenError
from huying.ui import refusals

if TYPE_CHECKING:
    from django.http import HttpRequest

    from huying.closings.forms import StepForm
    from huying.closings.models import Closing, CountedCase
    from huying.closings.queries.figures import Line
    from huying.core.actors import Actor
    from huying.rules.closings import ClosingRules
    from huying.ui.typing import HuyingRequest

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _actor(request: HttpRequest) -> Actor:
    return cast("HuyingRequest", request).actor


@page(policies.SEE_CLOSINGS)
def months(request: HttpRequest) -> HttpResponse:
    """Show the closed months, the newest first."""
    cursor = request.GET.get("cursor", "")
    found = reading.months_of(_actor(request), cursor=cursor)
    book = regions.place_book()
    context = {
        "rows": [(each, book.name(each.place), labels.label(ClosingState(each.state))) for each in found.rows],
        "next_cursor": found.next_cursor,
        "has_cursor": bool(cursor),
    }
    return render(request, "closings/list.html", context)


@page(policies.SEE_CLOSINGS)
def one(request: HttpRequest, number: str) -> HttpResponse:
    """Show one month."""
    actor = _actor(request)
    return _shown(request, reading.find(number, actor=actor), actor=actor)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownNumber:
    """A count with the address of its rows."""

    count: int
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """A line with numbers that open."""

    line: Line
    group: str
    numbers: dict[str, ShownNumber]


def _address(closing: Closing, part: str, line: Line | None = None) -> str:
    query = {"part": part}
    if line is not None and line.subject is not None:
        query |= {"of": line.subject.value, "key": str(line.key)}
    return f"{reverse('closings:rows', args=[closing.number])}?{urlencode(query)}"


def _line(closing: Closing, line: Line) -> ShownLine:
    numbers = {
        part: ShownNumber(count=getattr(line.tally, part), url=_address(closing, part, line)) for part in figures.PARTS
    }
    return ShownLine(line=line, group=str(labels.GROUPS.get(line.group, "")), numbers=numbers)


def _shown(
    request: HttpRequest,
    closing: Closing,
    *,
    actor: Actor,
    bad: StepForm | None = None,
    bad_step: ClosingStep | None = None,
    status: int = 200,
) -> HttpResponse:
    at, rules = now(), rules_of(closing)
    subject = next((each for each in Subject if each.value == request.GET.get("of")), Subject.DISTRICT)
    found = offers.with_bad(offers.offered(closing, actor=actor, at=at), bad, bad_step, closing)
    context = {
        "closing": closing,
        "name": regions.place_book().name(closing.place),
        "state": labels.label(ClosingState(closing.state)),
        "rules": rules,
        "weights": "/".join(map(str, rules.weights)),
        "whole": _line(closing, figures.whole(closing, rules)),
        "subjects": [(each.value, labels.label(each)) for each in Subject],
        "of": subject.value,
        "lines": [_line(closing, line) for line in figures.lines(closing, subject, rules)],
        "beside": _beside(closing),
        "objections": [(each, _what(each, rules)) for each in reading.objections_of(closing)],
        "corrections": [(each, _what(each, rules)) for each in reading.corrections_of(closing)],
        "signs": [(each, labels.label(SignKind(each.kind))) for each in reading.signs_of(closing)],
        "steps": [(each, (labels.label(ClosingStep(each.step)), "")) for each in reading.steps_of(closing)],
        "offered": found,
        "at": at,
    }
    return render(request, "closings/one.html", context, status=status)


def _beside(closing: Closing) -> dict[str, Any]:
    counted = figures.beside(closing)
    shown = {name: ShownNumber(count=count, url=_address(closing, name)) for name, count in counted.items()}
    return {
        "centre": [(labels.PARTS[name], shown[name]) for name in figures.CENTRE],
        "causes": [(labels.PARTS[name], shown[name]) for name in figures.DIFFERENCES],
        "is_any": any(counted[name] for name in figures.CENTRE),
    }


def _what(row: Any, rules: ClosingRules) -> str:
    """Return what an objection or a correction says."""
    if row.fact:
        return _("%(fact)s is wrong") % {"fact": labels.label(Fact(row.fact))}
    return _("Leave it out: %(ground)s") % {"ground": rules.grounds.get(row.ground, row.ground)}


@page(policies.SEE_CLOSINGS, methods=("POST",))
def take_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Take one step of a month; a refusal keeps what was typed and says why."""
    actor = _actor(request)
    closing = reading.find(number, actor=actor)
    known = offers.step_of(step, among=offers.OF_MONTH)
    form = offers.form_of(known, closing, data=request.POST)
    status = _taken(request, known, form, closing, actor=actor)
    if status == 0:
        return redirect("closings:one", number=closing.number)
    closing = reading.find(number, actor=actor)
    return _shown(request, closing, actor=actor, bad=form, bad_step=known, status=status)


def _taken(
    request: HttpRequest, step: ClosingStep, form: StepForm, closing: Closing, *, actor: Actor, **more: Any
) -> int:
    """Take a step through its door; returns nought where it was done, else the status of the refusal."""
    if not form.is_valid():
        return 422
    try:
        offers.DOORS[step](
            closing.pk, version=form.cleaned_data["version"], actor=actor, at=now(), **form.facts(), **more
        )
    except RuleBrokenError as error:
        form.add_error(None, refusals.words(error))
        return refusals.status(error)
    messages.success(request, _("Done: %(step)s") % {"step": labels.label(step)})
    return 0


@page(policies.SEE_CLOSINGS)
def rows(request: HttpRequest, number: str) -> HttpResponse:
    """Show the rows behind a number."""
    actor = _actor(request)
    closing = reading.find(number, actor=actor)
    part, of, key = (request.GET.get(name, "") for name in ("part", "of", "key"))
    subject = next((each for each in Subject if each.value == of), None)
    if (of and subject is None) or (subject is not None and not (key.isascii() and key.isdigit())):
        raise RuleBrokenError("closing.part_unknown")
    cursor = request.GET.get("cursor", "")
    found = reading.rows_behind(closing, part=part, subject=subject, key=reading.key_of(key or "0"), cursor=cursor)
    context = {
        "closing": closing,
        "part": labels.PARTS.get(part, ""),
        "subject": labels.label(subject) if subject else "",
        "rows": [(each, _facts(each)) for each in found.rows],
        "next_cursor": found.next_cursor,
        "has_cursor": bool(cursor),
    }
    return render(request, "closings/rows.html", context)


def _facts(row: CountedCase) -> list[tuple[str, str]]:
    said = {True: _("yes"), False: _("no"), None: "—"}
    return [
        (_("contacted in time"), said[row.is_contacted]),
        (_("answered in time"), said[row.is_on_time]),
        (pgettext("closing", "solved"), said[row.is_solved]),
        (pgettext("closing", "satisfied"), said[row.is_satisfied]),
        (_("solved, by the centre"), said[row.centre_solved]),
        (_("satisfied, by the centre"), said[row.centre_satisfied]),
    ]


@page(policies.SEE_CLOSINGS)
def row(request: HttpRequest, number: str, case: int) -> HttpResponse:
    """Show what a month counts of one case, and how to object."""
    actor = _actor(request)
    closing = reading.find(number, actor=actor)
    return _shown_row(request, closing, reading.row(closing, case), actor=actor)


def _shown_row(
    request: HttpRequest,
    closing: Closing,
    counted: CountedCase,
    *,
    actor: Actor,
    bad: StepForm | None = None,
    bad_step: ClosingStep | None = None,
    status: int = 200,
) -> HttpResponse:
    rules = rules_of(closing)
    found = offers.of_row(closing, counted, actor=actor, at=now())
    found = offers.with_bad(found, bad, bad_step, closing, row=counted)
    context = {
        "closing": closing,
        "row": counted,
        "facts": _facts(counted),
        "place": regions.place_book().path(counted.street or counted.district),
        "ground": rules.grounds.get(counted.ground, counted.ground),
        "opens_case": case_queries.visible_to(actor).filter(pk=counted.case_id).exists(),
        "objections": [(each, _what(each, rules)) for each in counted.objections.select_related("unit").order_by("pk")],
        "offered": found,
    }
    return render(request, "closings/row.html", context, status=status)


@page(policies.SEE_CLOSINGS, methods=("POST",))
def row_step(request: HttpRequest, number: str, case: int, step: str) -> HttpResponse:
    """Object to a row, or correct it after publication."""
    actor = _actor(request)
    closing = reading.find(number, actor=actor)
    counted = reading.row(closing, case)
    known = offers.step_of(step, among=offers.OF_ROW)
    form = offers.form_of(known, closing, row=counted, data=request.POST)
    status = _taken(request, known, form, closing, actor=actor, counted_id=counted.pk)
    if status == 0:
        return redirect("closings:row", number=closing.number, case=case)
    closing = reading.find(number, actor=actor)
    counted = reading.row(closing, case)
    return _shown_row(request, closing, counted, actor=actor, bad=form, bad_step=known, status=status)


@page(policies.SEE_CLOSINGS)
def notice(request: HttpRequest, number: str) -> HttpResponse:
    """Hand out the published notice as docx."""
    closing = reading.find(number, actor=_actor(request))
    if closing.state != ClosingState.PUBLISHED.value:
        raise RuleBrokenError("closing.not_published")
    writing = import_module("huying.closings.paper_writing")  # what writes docx is loaded when somebody asks for one
    name, content = writing.write(closing, at=now())
    answer = HttpResponse(content, content_type=DOCX)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return answer
