"""A resident's report on its way into the ledger 群众填报入库: photographs kept, sent once, answered by a receipt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from huying.cases.actions import photographs, receiving
from huying.cases.actions.demands import Demand
from huying.cases.suggesting import suggestion_for
from huying.core import crypto, idempotency
from huying.core.actors import RESIDENT
from huying.portal.forms import PHOTOS_MOST, Wish
from huying.portal.notices import CURRENT_NOTICE
from huying.rules.case_clocks import ClockKind
from huying.rules.case_facts import Channel, Kind, Nature, Privacy
from huying.rules.errors import RuleBrokenError
from huying.ui import refusals

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.core.files.uploadedfile import UploadedFile

    from huying.estates.models import Compound
    from huying.portal.forms import ReportForm

SCOPE = "portal"
BODY = ("text", "place", "wish", "contact", "door")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A form that was filled in, with where it is about and the photographs that wait for it."""

    form: ReportForm
    compound: Compound | None
    building: str
    photos: tuple[str, ...]


def keep_photos(form: ReportForm, sent: Iterable[UploadedFile[Any]], *, known: str) -> list[str]:
    """Keep the photographs of a form, those sent before and those sent now; a bad one is told at its field."""
    kept = photographs.those_waiting(known.split(","))
    for photo in sent:
        if len(kept) >= PHOTOS_MOST:
            form.add_error("photos", _("%(n)s photos at most: leave some out.") % {"n": PHOTOS_MOST})
            break
        try:
            kept.append(photographs.put_by(photo.read(photographs.MOST_BYTES + 1)))
        except RuleBrokenError as error:
            form.add_error("photos", f"{photo.name}: {refusals.words(error)}")
    return kept


def send(report: Report, *, at: datetime) -> dict[str, Any]:
    """Receive a report once, however often its form is sent; returns what the receipt shows."""
    data = report.form.cleaned_data
    body = {name: data[name] for name in BODY} | {"compound": report.compound.code if report.compound else ""}

    def work() -> dict[str, Any]:
        return _received(report, at=at)

    answer, _is_new = idempotency.once(scope=SCOPE, key=data["token"], body=body, work=work)
    photographs.let_go(report.photos)
    return answer


def _received(report: Report, *, at: datetime) -> dict[str, Any]:
    form, data = report.form, report.form.cleaned_data
    given = "" if data["contact"] else crypto.new_pin()
    demand = _demand(report, pin=form.pin_of(data) or given)
    receipt = receiving.receive(demand, actor=RESIDENT, at=at)
    case = receipt.case
    for name in report.photos:
        content = photographs.waiting(name)
        photographs.attach(case.pk, content=content, actor=RESIDENT, at=at, is_from_reporter=True)
    due = {row.kind: row.due_at.isoformat() for row in case.clocks.all()}
    return {
        "number": case.number,
        "code": receipt.code,
        "pin": given,
        "has_phone": bool(form.phone_of(data)),
        "holder": case.holder_unit.name,
        "holder_kind": case.holder_unit.kind,
        "urgency": case.urgency,
        "call": str(demand.suggestion.get("call", "")),
        "received_at": case.received_at.isoformat(),
        "contact_due": due[ClockKind.CONTACT.value],
        "finish_due": due[ClockKind.FINISH.value],
        "compound": report.compound.name if report.compound else data["place"],
        "compound_code": report.compound.code if report.compound else "",
        "photos": len(report.photos),
    }


def _demand(report: Report, *, pin: str) -> Demand:
    data, wish = report.form.cleaned_data, Wish(report.form.cleaned_data["wish"])
    is_complaint = wish is Wish.COMPLAINT
    phone = report.form.phone_of(data)
    compound = report.compound.key if report.compound else None
    return Demand(
        channel=Channel.WEB,
        text=data["text"],
        kind=Kind.COMPLAINT if is_complaint else Kind.HELP,
        nature=Nature.COMPLAINT if is_complaint else Nature.SERVICE,
        privacy=Privacy.SHIELDED if phone else Privacy.ANONYMOUS,
        place=compound,
        compound=compound,
        address=report.building if report.compound else data["place"],
        phone=phone,
        door=data["door"],
        pin=pin,
        may_share=wish is Wish.SERVICE_SHARED,
        notice_version=CURRENT_NOTICE.version,
        suggestion=suggestion_for(data["text"]),
    )
