"""The register of policy documents at the desk 政策文件台账."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huying.core import crypto, idempotency
from huying.core.clock import now
from huying.core.views import page
from huying.library import actions, labels, policies, queries
from huying.library.forms import FORMS, EnterForm, FilterForm, StepForm
from huying.rules.errors import RuleBrokenError
from huying.rules.policy_documents import FLOW, Area, DocumentState, DocumentStep, Standing, TieKind, standing
from huying.rules.sources import NormLevel
from huying.ui import refusals

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from django.http import HttpRequest, HttpResponse

    from huying.core.actors import Actor
    from huying.library.models import PolicyDocument
    from huying.library.queries import Shown
    from huying.ui.typing import HuyingRequest

DOORS: dict[DocumentStep, Callable[..., PolicyDocument]] = {
    DocumentStep.RELEASE: actions.release,
    DocumentStep.ADD_DUTY: actions.add_duty,
    DocumentStep.STRIKE_DUTY: actions.strike_duty,
    DocumentStep.TIE: actions.tie,
    DocumentStep.UNTIE: actions.untie,
    DocumentStep.END: actions.end,
}


def _actor(request: HttpRequest) -> Actor:
    return cast("HuyingRequest", request).actor


def _standing(row: PolicyDocument, *, on: date) -> Standing:
    return standing(DocumentState(row.state), valid_from=row.valid_from, valid_to=row.valid_to, on=on)


@page(policies.SEE_POLICIES)
def board(request: HttpRequest) -> HttpResponse:
    """Show the documents, the newest first."""
    actor, today = _actor(request), timezone.localdate(now())
    form, cursor = FilterForm(request.GET or None), request.GET.get("cursor", "")
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    on = today if wanted.get("now") else None
    found = queries.page_of(actor, area=wanted.get("area", ""), on=on, cursor=cursor)
    context = {
        "form": form,
        "rows": [(row, labels.label(Area(row.area)), labels.label(_standing(row, on=today))) for row in found.rows],
        "next_cursor": found.next_cursor,
        "has_cursor": bool(cursor),
        "is_filtered": any(wanted.values()),
        "may_enter": policies.KEEP_POLICIES.may(actor),
    }
    return render(request, "library/list.html", context)


@page(policies.SEE_POLICIES)
def gaps(request: HttpRequest) -> HttpResponse:
    """Show the duties that nothing carries out."""
    today = timezone.localdate(now())
    rows = queries.gaps(_actor(request), on=today)
    return render(request, "library/gaps.html", {"rows": [(row, _ties(row)) for row in rows]})


def _ties(shown: Shown) -> list[tuple[str, str, str, bool]]:
    """Return kind, code and state of each tie in words, and whether it is broken."""
    return [
        (labels.label(TieKind(tie.kind)), tie.code, labels.label(state), state.value == "broken")
        for tie, state in shown.ties
    ]


@page(policies.KEEP_POLICIES, methods=("GET", "HEAD", "POST"))
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a document, or a new edition of one."""
    actor, at, status = _actor(request), now(), 200
    code = request.GET.get("replaces", "")
    replaces = queries.find(code, actor=actor) if code else None
    form = EnterForm(request.POST or None, initial=_first(replaces))
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                entered = _entered(form, replaces=replaces, actor=actor, at=at)
            except RuleBrokenError as error:
                form.add_error(None, refusals.words(error))
                status = refusals.status(error)
            else:
                return redirect("library:one", code=entered)
    return render(request, "library/enter.html", {"form": form, "replaces": replaces}, status=status)


def _first(replaces: PolicyDocument | None) -> dict[str, Any]:
    found: dict[str, Any] = {"token": crypto.new_token()}
    if replaces is not None:
        found |= {name: getattr(replaces, name) for name in ("number", "title", "issuer", "level", "area")}
    return found


def _entered(form: EnterForm, *, replaces: PolicyDocument | None, actor: Actor, at: datetime) -> str:
    answer, _is_new = idempotency.once(
        scope=f"document:{actor.person_id}",
        key=form.cleaned_data["token"],
        body={name: str(value) for name, value in form.cleaned_data.items()},
        work=lambda: {"code": actions.enter(form.new(replaces=replaces), actor=actor, at=at).code},
    )
    return str(answer["code"])


@dataclass(slots=True, kw_only=True)
class Offer:
    """A step with its form and the address it is sent to."""

    step: DocumentStep
    label: str
    form: StepForm
    url: str
    is_one_press: bool
    is_open: bool = False


def _offered(row: PolicyDocument, duties: list[Shown], *, actor: Actor) -> list[Offer]:
    if not policies.KEEP_POLICIES.may(actor, row):
        return []
    makes_sense = {
        DocumentStep.TIE: bool(duties),
        DocumentStep.STRIKE_DUTY: bool(duties),
        DocumentStep.UNTIE: any(shown.ties for shown in duties),
    }
    return [
        Offer(
            step=step,
            label=labels.label(step),
            form=_form(row, step, duties),
            url=reverse("library:take_step", args=[row.code, step.value]),
            is_one_press=step is DocumentStep.RELEASE,
        )
        for step in FORMS
        if DocumentState(row.state) in FLOW[step][0] and makes_sense.get(step, True)
    ]


def _form(row: PolicyDocument, step: DocumentStep, duties: list[Shown], *, data: Any = None) -> StepForm:
    form = FORMS[step](data, initial={"version": row.version}, prefix=step.value, auto_id=f"{step.value}_%s")
    form.offer(duties)
    return form


@page(policies.SEE_POLICIES)
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Show one document with its duties and what carries them out."""
    return _shown(request, queries.find(code, actor=_actor(request)))


def _shown(
    request: HttpRequest, row: PolicyDocument, *, bad: tuple[DocumentStep, StepForm] | None = None, status: int = 200
) -> HttpResponse:
    actor, at = _actor(request), now()
    today = timezone.localdate(at)
    duties = queries.duties_of(row, on=today)
    found = _offered(row, duties, actor=actor)
    for offer in found:
        if bad is not None and offer.step is bad[0]:
            offer.form, offer.is_open = bad[1], True
    later = getattr(row, "replaced_by", None)
    stands = _standing(row, on=today)
    context = {
        "row": row,
        "area": labels.label(Area(row.area)),
        "level": labels.label(NormLevel(row.level)),
        "standing": labels.label(stands),
        "duties": [(shown.duty, shown.is_carried_out, _ties(shown)) for shown in duties],
        "later": later,
        "may_replace": later is None and bool(found) and row.state == DocumentState.RELEASED.value,
        "offered": found,
        "steps": [(each, (labels.label(DocumentStep(each.step)), "")) for each in queries.steps_of(row)],
        "at": at,
    }
    return render(request, "library/one.html", context, status=status)


@page(policies.SEE_POLICIES, methods=("POST",))
def take_step(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """Take one step; a refusal keeps what was typed and says why."""
    actor, at, status = _actor(request), now(), 422
    row = queries.find(code, actor=actor)
    known = next((each for each in FORMS if each.value == step), None)
    if known is None:
        raise RuleBrokenError("document.step_unknown")
    form = _form(row, known, queries.duties_of(row, on=timezone.localdate(at)), data=request.POST)
    if form.is_valid():
        try:
            DOORS[known](row.pk, version=form.cleaned_data["version"], actor=actor, at=at, **form.facts())
        except RuleBrokenError as error:
            form.add_error(None, refusals.words(error))
            status = refusals.status(error)
        else:
            messages.success(request, _("Done: %(step)s") % {"step": labels.label(known)})
            return redirect("library:one", code=row.code)
    return _shown(request, queries.find(code, actor=actor), bad=(known, form), status=status)
