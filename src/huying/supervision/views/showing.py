"""What a page shows of an order, a mark or a measure 内容."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huying.cases.models.cases import CHINA
from huying.cases.queries import visible as case_queries
from huying.rules.marks import MarkKind, MarkState
from huying.rules.measures import MeasureKind, MeasureState, Outcome, Service
from huying.rules.supervision import OPEN, OrderKind, OrderState
from huying.supervision import labels, policies
from huying.supervision.queries.reading import where
from huying.supervision.queries.rules import rules_of
from huying.supervision.queries.visible import marks_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from huying.cases.models import Case
    from huying.core.actors import Actor
    from huying.supervision.models import Mark, Measure, Order

Fact = tuple[str, str, str]
"""Words, value, and the address the value opens, empty where there is none."""


def _said(instant: datetime | None) -> str:
    return f"{instant.astimezone(CHINA):%Y-%m-%d %H:%M}" if instant else ""


def _case(case: Case | None, actor: Actor) -> Fact:
    """Return the case with a link for who may see it."""
    if case is None:
        return (_("Case"), "", "")
    is_seen = case_queries.sees(actor, case.number)
    return (_("Case"), case.number, reverse("cases:read", args=[case.number]) if is_seen else "")


def _kept(facts: list[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact[1]]


def _order(order: Order, *, actor: Actor, at: datetime) -> dict[str, Any]:
    state, kind = OrderState(order.state), OrderKind(order.kind)
    is_instruction = kind is OrderKind.INSTRUCTION
    whistle = reverse("whistles:one", args=[order.whistle_id]) if order.whistle_id else ""
    facts = [
        (_("Issued by"), order.issuer.name, ""),
        (_("Unit ordered"), order.unit.name, ""),
        (_("Sign for it by"), _said(order.receive_by), ""),
        (_("Signed for"), _said(order.received_at), ""),
        (_("Report back by"), _said(order.report_by), ""),
        (_("Reported"), _said(order.reported_at), ""),
        (_("Sent back"), str(order.send_backs or ""), ""),
        (_("Instruction by (post)"), order.leader_post, ""),
        (_("Day of the instruction"), str(order.instructed_on or ""), ""),
        _case(order.case, actor),
        (_("Whistle"), order.whistle.number if order.whistle else "", whistle),
        (_("Version of the rules"), str(order.list_version), ""),
    ]
    for mark in marks_of(order):
        name = f"{labels.label(MarkKind(mark.kind))}, {labels.label(MarkState(mark.state))}"
        facts.append((_("Mark"), name, reverse("supervision:mark", args=[mark.pk])))
    links = []
    if policies.GIVE_MARK.may(actor) and actor.unit_id != order.unit_id:
        links.append((_("Mark a unit"), f"{reverse('supervision:new_mark')}?order={order.pk}"))
    return {
        "title": labels.label(kind),
        "state": labels.label(state),
        "is_late": order.lates > 0 or (state in OPEN and order.report_by < at),
        "is_receipt_late": order.receipt_late_at is not None,
        "is_told": order.told_at is not None,
        "where": where(order.compound_key or order.place),
        "texts": [
            (_("What it is about"), order.matter),
            (_("Words of the instruction") if is_instruction else _("What is demanded"), order.demand),
            (_("What was done"), order.report),
            (_("What shows it"), order.evidence),
            (_("Finding"), order.closing),
        ],
        "facts": _kept(facts),
        "links": links,
    }


def _mark(mark: Mark, *, actor: Actor, at: datetime) -> dict[str, Any]:
    order = reverse("supervision:order", args=[mark.order_id]) if mark.order_id else ""
    is_waiting = mark.state == MarkState.APPEALED.value and mark.rule_by is not None
    return {
        "title": labels.label(MarkKind(mark.kind)),
        "state": labels.label(MarkState(mark.state)),
        "is_late": is_waiting and mark.rule_by is not None and mark.rule_by < at,
        "where": where(mark.place),
        "texts": [
            (_("Reason"), labels.reason_name(rules_of(mark), mark.reason)),
            (_("Facts it rests on"), mark.words),
            (_("Grounds of the appeal"), mark.appeal),
            (_("Ruling"), mark.ruling),
        ],
        "facts": _kept(
            [
                (_("Given by"), mark.giver.name, ""),
                (_("Unit marked"), mark.unit.name, ""),
                (_("Rules on an appeal"), mark.ruler.name, ""),
                (_("Signed for"), _said(mark.received_at), ""),
                (_("Appeal until"), _said(mark.appeal_by), ""),
                (_("Appealed"), _said(mark.appealed_at), ""),
                (_("Ruling by"), _said(mark.rule_by), ""),
                (pgettext("supervision", "Order"), mark.order.number if mark.order else "", order),
                _case(mark.case, actor),
                (_("Version of the rules"), str(mark.list_version), ""),
            ]
        ),
    }


def _measure(measure: Measure, *, actor: Actor, at: datetime) -> dict[str, Any]:
    rules, kind = rules_of(measure), MeasureKind(measure.kind)
    remedies = rules.remedies["zh"] if kind is MeasureKind.RECTIFY else ""
    return {
        "title": labels.label(kind),
        "state": labels.label(MeasureState(measure.state)),
        "is_late": measure.late_at is not None and measure.late_at < at,
        "where": where(measure.compound_key or measure.place),
        "texts": [
            (_("Facts and what is demanded"), measure.words),
            (_("Article"), labels.ground_name(rules, measure.ground) if measure.ground else ""),
            (_("Remedies"), remedies),
            (_("Outcome"), labels.label(Outcome(measure.outcome)) if measure.outcome else ""),
            (_("Result"), measure.result),
        ],
        "facts": _kept(
            [
                (_("Taken by"), measure.body.name, ""),
                (_("Enterprise"), measure.firm.name, ""),
                (_("Transferred to"), measure.receiver.name if measure.receiver else "", ""),
                (_("Rectify by"), str(measure.due_on or ""), ""),
                (_("Served"), _said(measure.served_at), ""),
                (_("How it was served"), labels.label(Service(measure.service)) if measure.service else "", ""),
                _case(measure.case, actor),
                (_("Version of the rules"), str(measure.list_version), ""),
            ]
        ),
    }


SHOWN: dict[str, Callable[..., dict[str, Any]]] = {"order": _order, "mark": _mark, "measure": _measure}
