"""Volumes at the desk 卷宗: one press on the page of a case makes one; this page has the full one and the register."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.http import FileResponse
from django.shortcuts import render

from huying.cases.queries import visible
from huying.core.clock import now
from huying.core.views import page
from huying.rules.errors import RuleBrokenError
from huying.rules.volumes import Variant, VolumePurpose
from huying.ui import refusals
from huying.volumes import labels, policies
from huying.volumes.actions import make_volume
from huying.volumes.forms import FORMS, FullForm, MaskedForm
from huying.volumes.queries import volumes_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from huying.cases.models import Case
    from huying.core.actors import Actor
    from huying.ui.typing import HuyingRequest


def _actor(request: HttpRequest) -> Actor:
    return cast("HuyingRequest", request).actor


def _case(request: HttpRequest, actor: Actor) -> Case:
    """Return the case asked for, of which the actor may make a volume."""
    case = visible.find(request.GET.get("case", ""), actor=actor)
    policies.MAKE_VOLUME.check(actor, case)
    return case


@page(policies.MAKE_VOLUME)
def overview(request: HttpRequest) -> HttpResponse:
    """Show what volumes of a case were made, and offer both variants."""
    actor = _actor(request)
    return _shown(request, _case(request, actor), actor=actor)


def _shown(
    request: HttpRequest,
    case: Case,
    *,
    actor: Actor,
    bad: MaskedForm | FullForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "case": case,
        "masked": bad if isinstance(bad, MaskedForm) else MaskedForm(auto_id="masked_%s"),
        "full": bad if isinstance(bad, FullForm) else FullForm(auto_id="full_%s"),
        "may_full": policies.MAKE_FULL_VOLUME.may(actor, case),
        "has_reporter": hasattr(case, "reporter"),
        "rows": [
            (row, labels.label(Variant(row.variant)), labels.label(VolumePurpose(row.purpose)))
            for row in volumes_of(case)
        ],
    }
    return render(request, "volumes/volumes.html", context, status=status)


@page(policies.MAKE_VOLUME, methods=("POST",))
def make(request: HttpRequest, variant: str) -> HttpResponseBase:
    """Make a volume and hand it out; a refusal keeps the form and says why."""
    actor, at = _actor(request), now()
    case = _case(request, actor)
    known = {each.value: each for each in Variant}
    if variant not in known:
        raise RuleBrokenError("volume.variant_unknown")
    form = FORMS[known[variant]](request.POST, auto_id=f"{variant}_%s")
    status = 422
    if form.is_valid():
        try:
            made = make_volume(case, variant=known[variant], purpose=form.wanted(), actor=actor, at=at)
        except RuleBrokenError as error:
            form.add_error(None, refusals.words(error))
            status = refusals.status(error)
        else:
            answer = FileResponse(
                made.path.open("rb"), content_type="application/zip", as_attachment=True, filename=f"{case.number}.zip"
            )
            made.path.unlink()
            answer["Cache-Control"] = "no-store"
            return answer
    return _shown(request, case, actor=actor, bad=form, status=status)
