"""Reporting 填报: one form, a question back where the place is unclear, then the receipt."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from huying.accounts.views import remote_address
from huying.core import crypto
from huying.core.clock import now, system_now
from huying.core.throttle import throttle
from huying.core.views import public
from huying.portal import finding, reporting
from huying.portal.forms import ReportForm
from huying.portal.notices import CURRENT_NOTICE
from huying.portal.words import advice_for, unit_words, working_days_left
from huying.rules.case_facts import Urgency
from huying.rules.errors import RuleBrokenError
from huying.ui import refusals
from huying.ui.pictures import qr_picture

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from huying.estates.models import Compound

FORM = ("GET", "HEAD", "POST")
REPORTS_PER_HOUR, PHOTOS_PER_HOUR = 60, 240
"""Generous, since many phones share one address of a mobile network."""
ASKED, WRONG = 200, 422
KEPT = ("text", "place", "wish", "contact", "door")


@public()
def find_compound(request: HttpRequest) -> HttpResponse:
    """Offer compounds while the resident types."""
    typed = request.GET.get("place", "").strip()[:60]
    rows = finding.rows(finding.matches(typed))
    return render(request, "portal/compounds.html", {"rows": rows, "query": typed})


@sensitive_post_parameters("contact", "door", "text")
@never_cache
@public(methods=FORM)
def report(request: HttpRequest, code: str = "", building: str = "") -> HttpResponse:
    """Take a report; a wrong field keeps everything else that was typed."""
    here = finding.compound_of(code)
    if request.method == "POST" and "other" not in request.POST:
        return _sent(request, here, building=building)
    initial = {name: request.POST[name] for name in KEPT if name in request.POST} | {"token": crypto.new_token()}
    is_elsewhere = request.method == "POST"
    context = {
        "form": ReportForm(initial=initial),
        "here": None if is_elsewhere else here,
        "is_unknown_code": bool(code) and here is None,
        "building": building,
        "token": initial["token"],
        "kept": request.POST.get("kept", ""),
    }
    return _form_page(request, context)


def _form_page(request: HttpRequest, context: dict[str, Any], *, status: int = ASKED) -> HttpResponse:
    here: Compound | None = context["here"]
    kept = [name for name in str(context["kept"]).split(",") if name]
    shown = {
        "notice": CURRENT_NOTICE,
        "where": finding.where(here) if here else "",
        "kept_count": len(kept),
        "action": reverse("portal:report") if here is None else request.path,
    }
    return render(request, "portal/report.html", context | shown, status=status)


def _sent(request: HttpRequest, here: Compound | None, *, building: str) -> HttpResponse:
    form = ReportForm(request.POST, request.FILES)
    form.is_valid()
    kept = _photos(request, form)
    context = {"form": form, "here": here, "building": building, "kept": ",".join(kept)}
    context["token"] = str(form.cleaned_data.get("token") or crypto.new_token())
    if form.errors:
        return _form_page(request, context, status=WRONG)
    data = form.cleaned_data
    found = finding.Found(compound=here)
    if here is None:
        chosen = request.POST.get("chosen", "")[:20]
        found = finding.find(code=data["compound"], typed=data["place"], text=data["text"], chosen=chosen)
    if found.choices:
        return _ask_which(request, context, found.choices)
    filled = reporting.Report(form=form, compound=found.compound, building=building, photos=tuple(kept))
    return _answered(request, filled, context)


def _photos(request: HttpRequest, form: ReportForm) -> list[str]:
    sent = form.cleaned_data.get("photos") or []
    if sent:
        throttle("portal.photo", remote_address(request), most=PHOTOS_PER_HOUR, at=system_now())
    known = "" if "drop" in request.POST else request.POST.get("kept", "")
    return reporting.keep_photos(form, sent, known=known)


def _ask_which(request: HttpRequest, context: dict[str, Any], choices: tuple[Compound, ...]) -> HttpResponse:
    hidden = [(name, context["form"].data.get(name, "")) for name in KEPT]
    shown = {"rows": finding.rows(choices), "none": finding.NONE_OF_THESE, "hidden": hidden}
    return render(request, "portal/which.html", context | shown)


def _answered(request: HttpRequest, filled: reporting.Report, context: dict[str, Any]) -> HttpResponse:
    try:
        throttle("portal.report", remote_address(request), most=REPORTS_PER_HOUR, at=system_now())
        answer = reporting.send(filled, at=now())
    except RuleBrokenError as error:
        filled.form.add_error(None, refusals.words(error))
        if error.code == "idempotency.other_body":
            context["token"] = crypto.new_token()
        return _form_page(request, context, status=refusals.status(error))
    return render(request, "portal/receipt.html", _receipt(request, answer))


def _receipt(request: HttpRequest, answer: dict[str, Any]) -> dict[str, Any]:
    address = request.build_absolute_uri(reverse("portal:track") + f"?code={answer['code']}")
    finish = datetime.fromisoformat(answer["finish_due"])
    return {
        "answer": answer,
        "qr": qr_picture(address),
        "advice": advice_for(answer["call"]) if answer["urgency"] == Urgency.DANGER.value else "",
        "is_urgent": answer["urgency"] != Urgency.NORMAL.value,
        "holder_words": unit_words(answer["holder_kind"]),
        "received_at": datetime.fromisoformat(answer["received_at"]),
        "contact_due": datetime.fromisoformat(answer["contact_due"]),
        "finish_due": finish,
        "days_left": working_days_left(finish, at=now()),
    }
