"""Residents' pages 群众端: report, receipt, track, rate; without an account, phone first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import segno
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from huying.accounts.views import remote_address
from huying.cases import labels
from huying.cases.actions import ending, photographs, receiving
from huying.cases.actions.demands import Demand
from huying.cases.queries import public as cases
from huying.cases.suggesting import suggestion_for
from huying.core import crypto, idempotency
from huying.core.actors import RESIDENT
from huying.core.clock import now, system_now
from huying.core.throttle import throttle
from huying.core.views import public
from huying.estates import queries as estates
from huying.portal.forms import RateForm, ReportForm, TrackForm
from huying.portal.notices import CURRENT_NOTICE
from huying.regions import queries as regions
from huying.rules.case_facts import CallBackBy, Channel, Kind, Nature, Privacy, Purpose, Urgency
from huying.rules.errors import RuleBrokenError
from huying.ui import refusals

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

FORM = ("GET", "HEAD", "POST")
REPORTS_PER_HOUR, TRIES_PER_HOUR, FOUND_MOST = 20, 30, 8


@public()
def home(request: HttpRequest) -> HttpResponse:
    """Offer the two things residents come for."""
    return render(request, "portal/home.html", {"form": TrackForm()})


@public()
def privacy(request: HttpRequest) -> HttpResponse:
    """Show the privacy notice in layers."""
    return render(request, "portal/privacy.html", {"notice": CURRENT_NOTICE})


@public()
def find_compound(request: HttpRequest) -> HttpResponse:
    """Offer compounds while the resident types."""
    query = request.GET.get("place", "").strip()[:60]
    book = regions.place_book()
    rows = [
        {"name": row.name, "path": book.path(row.key), "code": row.code}
        for row in (estates.search_compounds(query)[:FOUND_MOST] if query else [])
    ]
    return render(request, "portal/compounds.html", {"rows": rows, "query": query})


@sensitive_post_parameters("phone", "pin", "text")
@never_cache
@public(methods=FORM)
def report(request: HttpRequest, code: str = "") -> HttpResponse:
    """Take a report; a wrong field keeps everything else that was typed."""
    compound = estates.compound_by_code(code) if code else None
    initial = {"token": crypto.new_token(), "place": compound.name if compound else ""}
    form = ReportForm(request.POST or None, request.FILES or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                answer = _reported(request, form.cleaned_data, code=code)
            except RuleBrokenError as error:
                form.add_error(None, refusals.words(error))
            else:
                return render(request, "portal/receipt.html", _receipt(request, answer, form.cleaned_data))
    context = {"form": form, "compound": compound, "notice": CURRENT_NOTICE}
    return render(request, "portal/report.html", context, status=status)


def _reported(request: HttpRequest, data: dict[str, Any], *, code: str) -> dict[str, Any]:
    at = now()
    throttle("portal.report", remote_address(request), most=REPORTS_PER_HOUR, at=system_now())
    photo = photographs.cleaned(data["photo"].read()) if data["photo"] else None
    demand = _demand(data, code=code)

    def work() -> dict[str, Any]:
        receipt = receiving.receive(demand, actor=RESIDENT, at=at)
        if photo:
            photographs.attach(receipt.case.pk, content=photo, actor=RESIDENT, at=at, is_from_reporter=True)
        case = receipt.case
        return {
            "number": case.number,
            "code": receipt.code,
            "holder": case.holder_unit.name,
            "due_at": case.due_at.isoformat() if case.due_at else "",
            "urgency": case.urgency,
        }

    body = {name: str(data[name]) for name in ("text", "place", "nature", "phone", "pin")}
    answer, _is_new = idempotency.once(scope="portal", key=data["token"], body=body, work=work)
    return answer


def _demand(data: dict[str, Any], *, code: str) -> Demand:
    found = estates.compound_by_code(code) if code else _named(data["place"])
    nature = Nature(data["nature"])
    suggestion = suggestion_for(data["text"])
    compound = found.key if found else None
    return Demand(
        channel=Channel.WEB,
        text=data["text"],
        kind=Kind.HELP if nature is Nature.SERVICE else Kind.COMPLAINT,
        nature=nature,
        privacy=Privacy.SHIELDED if data["phone"] else Privacy.ANONYMOUS,
        place=compound,
        compound=compound,
        address="" if found else data["place"],
        phone=data["phone"],
        pin=data["pin"],
        may_share=data["may_share"],
        notice_version=CURRENT_NOTICE.version,
        suggestion=suggestion,
    )


def _named(name: str) -> Any:
    """Return the compound of exactly that name, where there is one and only one."""
    exact = [row for row in estates.search_compounds(name)[:FOUND_MOST] if row.name == name] if name else []
    return exact[0] if len(exact) == 1 else None


def _receipt(request: HttpRequest, answer: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    address = request.build_absolute_uri(reverse("portal:track") + f"?code={answer['code']}")
    picture = segno.make(address, error="m").svg_data_uri(scale=4, border=2)
    return {
        "answer": answer,
        "qr": picture,
        "is_danger": answer["urgency"] != Urgency.NORMAL.value,
        "has_phone": bool(data["phone"]),
    }


@sensitive_post_parameters("code", "digits")
@never_cache
@public(methods=FORM)
def track(request: HttpRequest) -> HttpResponse:
    """Show a case to whoever has its code and its four digits."""
    form = TrackForm(request.POST or None, initial={"code": request.GET.get("code", "")[:20]})
    context: dict[str, Any] = {"form": form}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                throttle("portal.track", remote_address(request), most=TRIES_PER_HOUR, at=system_now())
                context |= _tracked(form.cleaned_data)
            except RuleBrokenError as error:
                form.add_error(None, refusals.words(error))
                status = 404 if error.code == "tracking.not_found" else 429
            else:
                status = 200
    return render(request, "portal/track.html", context, status=status)


def _tracked(data: dict[str, Any]) -> dict[str, Any]:
    case = cases.find_by_code(data["code"], data["digits"])
    return {
        "found": case,
        "status": labels.label(case.status),
        "openings": [(row, labels.label(Purpose(row.purpose))) for row in case.openings],
        "rate_form": RateForm(initial=data) if case.may_rate else None,
    }


@sensitive_post_parameters("code", "digits", "remark")
@never_cache
@public(methods=("POST",))
def rate(request: HttpRequest) -> HttpResponse:
    """Take what the reporter says of the answer."""
    form = RateForm(request.POST)
    if not form.is_valid():
        return render(request, "portal/rate.html", {"rate_form": form}, status=422)
    data = form.cleaned_data
    throttle("portal.track", remote_address(request), most=TRIES_PER_HOUR, at=system_now())
    found = cases.find_by_code(data["code"], data["digits"])
    if not found.may_rate:
        raise RuleBrokenError("case.rated_already")
    verdict = ending.Verdict(
        is_contacted=data["is_contacted"],
        is_solved=data["is_solved"],
        is_satisfied=data["is_satisfied"],
        remark=data["remark"],
    )
    ending.call_back(found.case_id, verdict, by=CallBackBy.REPORTER, actor=RESIDENT, at=now())
    return render(request, "portal/thanks.html", {"verdict": verdict, "words": _("Thank you.")})
