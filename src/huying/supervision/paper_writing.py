"""The papers of supervision as docx 督办文书: in Chinese whatever the page's language, without the reporter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import translation

from huying.cases.models.cases import CHINA
from huying.documents.official import Official
from huying.rules.marks import MarkKind, MarkState
from huying.rules.measures import MeasureKind, Outcome, Service
from huying.rules.supervision import OrderKind, OrderState
from huying.supervision import labels
from huying.supervision.papers import Paper
from huying.supervision.queries.reading import where
from huying.supervision.queries.rules import rules_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from huying.supervision.models import Mark, Measure, Order

SYNTHETIC = "（演示数据，不代表真实情况）"
MARKS = {MarkKind.YELLOW: "黄牌警示通知", MarkKind.RED: "红牌警示通知", MarkKind.CRITICISM: "通报批评"}
MEASURES = {MeasureKind.TALK: "约谈记录", MeasureKind.RECTIFY: "责令改正通知书", MeasureKind.TRANSFER: "移送函"}


def write(row: Any, paper: Paper, *, at: datetime) -> tuple[str, bytes]:
    """Return the name and the content of a paper."""
    title = _title(row, paper)
    with translation.override("zh-hans"):
        document = Official.begin(title, at=at)
        document.number(row.number + (SYNTHETIC if row.is_synthetic else ""))
        signer = WRITERS[paper](document, row)
        document.sign(signer, f"{at.astimezone(CHINA):%Y年%m月%d日}")
    return f"{row.number}-{title}.docx", document.content()


def _title(row: Any, paper: Paper) -> str:
    if paper is Paper.ORDER:
        return "领导批示督办单" if row.kind == OrderKind.INSTRUCTION.value else "督办单"
    if paper is Paper.NOTICE:
        return MARKS[MarkKind(row.kind)]
    if paper is Paper.MEASURE:
        return MEASURES[MeasureKind(row.kind)]
    return "督办回执" if paper is Paper.RECEIPT else "送达回证"


def _said(instant: datetime | None) -> str:
    return f"{instant.astimezone(CHINA):%Y-%m-%d %H:%M}" if instant else "—"


def _order(document: Official, order: Order) -> str:
    facts = [
        ("下达单位", order.issuer.name),
        ("承办单位", order.unit.name),
        ("地点", where(order.compound_key or order.place)),
        ("下达时间", _said(order.issued_at)),
        ("签收时限", _said(order.receive_by)),
        ("回报时限", _said(order.report_by)),
    ]
    if order.kind == OrderKind.INSTRUCTION.value:
        facts += [("批示人（职务）", order.leader_post), ("批示日期", f"{order.instructed_on}")]
    document.facts(facts)
    document.heading("一、事项")
    document.text(order.matter)
    document.heading("二、批示原文" if order.kind == OrderKind.INSTRUCTION.value else "二、督办要求")
    document.text(order.demand)
    return order.issuer.name


def _receipt(document: Official, order: Order) -> str:
    document.facts(
        [
            ("督办单号", order.number),
            ("承办单位", order.unit.name),
            ("签收时间", _said(order.received_at)),
            ("回报时限", _said(order.report_by)),
            ("回报时间", _said(order.reported_at)),
            ("办理状态", labels.label(OrderState(order.state))),
        ]
    )
    document.heading("一、办理情况")
    document.text(order.report or "尚未回报。")
    document.heading("二、佐证材料")
    document.text(order.evidence or "—")
    if order.closing:
        document.heading("三、下达单位意见")
        document.text(order.closing)
    return order.unit.name


def _notice(document: Official, mark: Mark) -> str:
    basis = mark.order.number if mark.order else mark.case.number if mark.case else ""
    document.facts(
        [
            ("被警示单位", mark.unit.name),
            ("依据", basis),
            ("事由", labels.reason_name(rules_of(mark), mark.reason)),
            ("作出时间", _said(mark.given_at)),
            ("状态", labels.label(MarkState(mark.state))),
        ]
    )
    document.heading("一、事实")
    document.text(mark.words)
    document.heading("二、申诉")
    document.text(f"对本通知有异议的，可于{_said(mark.appeal_by)}前提出申诉，由{mark.ruler.name}裁定。")
    if mark.ruling:
        document.heading("三、处理结果")
        document.text(mark.ruling)
    return mark.giver.name


def _measure(document: Official, measure: Measure) -> str:
    rules, kind = rules_of(measure), MeasureKind(measure.kind)
    facts = [
        ("企业", measure.firm.name),
        ("地点", where(measure.compound_key or measure.place)),
        ("作出时间", _said(measure.made_at)),
    ]
    if measure.ground:
        facts.append(("依据", labels.ground_name(rules, measure.ground)))
    if measure.due_on:
        facts.append(("改正期限", f"{measure.due_on}"))
    if measure.receiver:
        facts.append(("移送至", measure.receiver.name))
    document.facts(facts)
    document.heading("一、事实与要求")
    document.text(measure.words)
    if kind is MeasureKind.RECTIFY:
        document.heading("二、救济途径")
        document.text(rules.remedies["zh"])
    return measure.body.name


def _service(document: Official, measure: Measure) -> str:
    document.facts(
        [
            ("文书", f"{MEASURES[MeasureKind(measure.kind)]} {measure.number}"),
            ("受送达人", measure.receiver.name if measure.receiver else measure.firm.name),
            ("送达时间", _said(measure.served_at)),
            ("送达方式", labels.label(Service(measure.service))),
            ("结果", labels.label(Outcome(measure.outcome)) if measure.outcome else "—"),
        ]
    )
    document.heading("结果说明")
    document.text(measure.result or "—")
    document.text("受送达人签收：                    日期：")
    return measure.body.name


WRITERS: dict[Paper, Callable[[Official, Any], str]] = {
    Paper.ORDER: _order,
    Paper.RECEIPT: _receipt,
    Paper.NOTICE: _notice,
    Paper.MEASURE: _measure,
    Paper.SERVICE: _service,
}
