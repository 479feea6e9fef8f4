"""Transfers at the desk 移送: the list of what is waited for, the letter, and one transfer with what may be done."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from huying.cases.labels import topic_name
from huying.cases.queries import visible as case_queries
from huying.cases.queries.limits import day_of
from huying.core import crypto, idempotency
from huying.core.clock import now
from huying.core.views import page
from huying.regions import queries as regions
from huying.rules.errors import RuleBrokenError
from huying.rules.transfers import Outcome, TransferState, TransferStep
from huying.transfers import actions, labels, offers, policies
from huying.transfers.forms import AskForm, FilterForm, StepForm
from huying.transfers.queries import visible as queries
from huying.transfers.queries.offered import evidence_of
from huying.transfers.queries.rules import rules_of, rules_on
from huying.transfers.queries.visible import TransferFilter
from huying.ui import refusals
from huying.whistles.queries.reading import where

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from huying.cases.models import Case
    from huying.core.actors import Actor
    from huying.transfers.models import StepTaken, Transfer
    from huying.ui.typing import HuyingRequest

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _actor(request: HttpRequest) -> Actor:
    return cast("HuyingRequest", request).actor


@page(policies.SEE_TRANSFERS)
def board(request: HttpRequest) -> HttpResponse:
    """Show the transfers in sight, those waited for unless asked otherwise."""
    actor, at = _actor(request), now()
    form = FilterForm(request.GET or None)
    wanted = form.wanted() if form.is_bound and form.is_valid() else TransferFilter(is_waited_for=True)
    found = queries.page_of(actor, wanted, at=at, cursor=request.GET.get("cursor", ""))
    context = {
        "form": form,
        "rows": [_line(row, at=at) for row in found.rows],
        "next_cursor": found.next_cursor,
        "has_cursor": bool(request.GET.get("cursor")),
        "is_filtered": wanted != TransferFilter(is_waited_for=True),
        "at": at,
    }
    return render(request, "transfers/list.html", context)


def _line(row: Transfer, *, at: datetime) -> dict[str, Any]:
    is_unsigned = row.state == TransferState.SENT.value
    is_waiting = row.state in {TransferState.SENT.value, TransferState.RECEIVED.value}
    return {
        "row": row,
        "state": labels.label(TransferState(row.state)),
        "where": regions.place_book().path(row.place),
        "receipt_late": is_unsigned and row.receipt_due_at is not None and row.receipt_due_at < at,
        "result_late": is_waiting and row.result_due_at is not None and row.result_due_at < at,
    }


@page(policies.ASK_TRANSFER, methods=("GET", "HEAD", "POST"))
def ask(request: HttpRequest) -> HttpResponse:
    """Write the letter about a case."""
    actor, at = _actor(request), now()
    case = case_queries.find(request.GET.get("case", ""), actor=actor)
    policies.ASK_TRANSFER.check(actor, case)
    evidence = evidence_of(case)
    form = AskForm(request.POST or None, initial={"token": crypto.new_token(), "matter": _matter(case)})
    form.offer(rules_on(day_of(at)), evidence)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                number = _asked(form, case, actor=actor, at=at)
            except RuleBrokenError as error:
                form.add_error(None, refusals.words(error))
                status = refusals.status(error)
            else:
                messages.success(request, _("Transfer %(number)s is written down.") % {"number": number})
                return redirect("transfers:one", number=number)
    context = {"form": form, "case": case, "has_evidence": bool(evidence)}
    return render(request, "transfers/ask.html", context, status=status)


def _matter(case: Case) -> str:
    """Return the matter from closed lists and the released brief: not a word of the reporter."""
    return f"{where(case.compound_key or case.place)} {case.brief or topic_name(case.topic)}".strip()


def _asked(form: AskForm, case: Case, *, actor: Actor, at: datetime) -> str:
    data = {name: str(value) for name, value in form.cleaned_data.items() if name != "token"}
    answer, _is_new = idempotency.once(
        scope=f"transfer:{actor.person_id}",
        key=form.cleaned_data["token"],
        body=data | {"case": case.pk},
        work=lambda: {"transfer": actions.ask(case, form.asked(), actor=actor, at=at).number},
    )
    return str(answer["transfer"])


@page(policies.SEE_TRANSFERS)
def one(request: HttpRequest, number: str) -> HttpResponse:
    """Show one transfer."""
    actor = _actor(request)
    return _shown(request, queries.find(number, actor=actor), actor=actor)


def _shown(
    request: HttpRequest,
    transfer: Transfer,
    *,
    actor: Actor,
    bad: StepForm | None = None,
    bad_step: TransferStep | None = None,
    status: int = 200,
) -> HttpResponse:
    found = offers.offered(transfer, actor=actor)
    for offer in found:
        if offer.step is bad_step and bad is not None:
            offer.form, offer.is_open = bad, True
    at, rules = now(), rules_of(transfer)
    context = {
        "transfer": transfer,
        "line": _line(transfer, at=at),
        "body": labels.body_name(rules, transfer.body),
        "basis": rules.body(transfer.body).basis,
        "outcome": labels.label(Outcome(transfer.outcome)) if transfer.outcome else "",
        "sees_case": case_queries.sees(actor, transfer.case.number),
        "steps": [(row, _told(row)) for row in queries.steps_of(transfer)],
        "offered": found,
        "at": at,
    }
    return render(request, "transfers/one.html", context, status=status)


def _told(row: StepTaken) -> tuple[str, str]:
    late = {"receipt": _("receipt late"), "result": _("decision late")}.get(str(row.facts.get("clock")), "")
    return labels.label(TransferStep(row.step)), late


@page(policies.SEE_TRANSFERS)
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """Hand out the letter as docx, a draft before it was approved."""
    transfer = queries.find(number, actor=_actor(request))
    writing = import_module("huying.transfers.paper_writing")  # what writes docx is loaded when somebody asks for one
    name, content = writing.write(transfer, at=now())
    answer = HttpResponse(content, content_type=DOCX)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return answer


@page(policies.SEE_TRANSFERS, methods=("POST",))
def take_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Take one step; a refusal keeps what was typed and says why."""
    actor, at = _actor(request), now()
    transfer = queries.find(number, actor=actor)
    known = offers.step_of(step)
    form = offers.form_of(known, transfer, data=request.POST)
    status = 422
    if form.is_valid():
        try:
            offers.DOORS[known](transfer.pk, version=form.cleaned_data["version"], actor=actor, at=at, **form.facts())
        except RuleBrokenError as error:
            form.add_error(None, refusals.words(error))
            status = refusals.status(error)
        else:
            messages.success(request, _("Done: %(step)s") % {"step": labels.label(known)})
            return redirect("transfers:one", number=transfer.number)
    transfer = queries.find(number, actor=actor)
    return _shown(request, transfer, actor=actor, bad=form, bad_step=known, status=status)
