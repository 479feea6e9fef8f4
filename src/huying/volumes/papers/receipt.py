"""The demand as received, and the sheets by which it was sent 诉求登记单、交办单."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.cases import labels, telling
from huying.cases.models import OutsideOrder
from huying.regions import queries as regions
from huying.rules.case_facts import Channel, Kind, Nature, Privacy, Urgency
from huying.rules.case_flow import Step
from huying.volumes.papers.told import NONE, day, instant
from huying.volumes.pieces import Facts, Head, Paper, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from huying.cases.actions.shielding import Identity
    from huying.cases.models import CaseStep
    from huying.volumes.papers.told import Teller
    from huying.volumes.pieces import Block


def receipt(tell: Teller, *, compound: str, identity: Identity | None) -> Paper:
    """Return the demand as it came; a masked one has neither name, phone, door nor the address as typed."""
    case = tell.case
    rows = [
        ("编号", case.number),
        ("来源", labels.label(Channel(case.channel)) + (f" {case.source}" if case.source else "")),
        ("外部编号", case.external_id or NONE),
        ("收到时间", instant(case.received_at)),
        ("类型", f"{labels.label(Kind(case.kind))}；{labels.label(Nature(case.nature))}"),
        ("紧急程度", labels.label(Urgency(case.urgency))),
        ("保密", labels.label(Privacy(case.privacy))),
        ("事项", labels.topic_name(case.topic) or NONE),
        ("地点", " ".join(filter(None, (regions.place_book().path(case.place), compound)))),
    ]
    if identity is not None:
        rows += [
            ("具体地址", case.address or NONE),
            ("诉求人", identity.name or NONE),
            ("电话", identity.phone or NONE),
            ("门牌", identity.door or NONE),
        ]
    else:
        rows.append(("诉求人", "已隐去" if hasattr(case, "reporter") else "未留"))
    blocks: list[Block] = [
        Facts(rows),
        Head("诉求标题"),
        Text(tell.said(case.title)),
        Head("诉求内容"),
        Text(tell.said(case.text)),
    ]
    if case.brief_released_at is not None:
        blocks += [
            Head(f"可告知被反映单位的摘要（{instant(case.brief_released_at)}发布）"),
            Text(tell.said(case.brief)),
        ]
    return Paper(title="诉求登记单", number=case.number, day=day(case.received_at), blocks=blocks)


def sheets(tell: Teller, steps: list[CaseStep], names: Mapping[str, str]) -> Iterator[Paper]:
    """Yield one sheet for each time the case was sent to a unit, with when it was signed for."""
    sendings = [row for row in steps if _sends(row)]
    for place, row in enumerate(sendings, 1):
        following = sendings[place] if place < len(sendings) else None
        signed = _signed(steps, after=row, before=following)
        yield Paper(
            title="交办单",
            number=f"{tell.case.number}-{place}",
            day=day(row.at),
            blocks=[
                Facts(
                    [
                        ("交办方式", labels.label(Step(row.step))),
                        ("交办单位", tell.who(row.unit, row.person, row.at)),
                        ("承办单位", names.get(f"unit {row.facts['unit']}", NONE)),
                        ("责任清单条目", str(row.facts.get("list_item") or NONE)),
                        ("交办时间（送达）", instant(row.at)),
                        ("签收时间", instant(signed.at) if signed else "未签收"),
                        ("签收人", tell.who(signed.unit, signed.person, signed.at) if signed else NONE),
                    ]
                ),
                *tell.headed("说明", row.note),
            ],
        )


def _sends(row: CaseStep) -> bool:
    is_kept = row.step == Step.RULE_RETURN.value and not row.facts.get("upheld")
    return Step(row.step) in telling.SENT_ON and bool(row.facts.get("unit")) and not is_kept


def _signed(steps: list[CaseStep], *, after: CaseStep, before: CaseStep | None) -> CaseStep | None:
    signs = {Step.SIGN.value, Step.DEEM_SIGNED.value}
    for row in steps:
        if row.step in signs and row.pk > after.pk and (before is None or row.pk < before.pk):
            return row
    return None


def orders(tell: Teller) -> Iterator[Paper]:
    """Yield the orders of the hotline as it keeps them."""
    said = {True: "是", False: "否", None: NONE}
    for row in OutsideOrder.objects.filter(case=tell.case).order_by("round"):
        yield Paper(
            title="热线工单",
            number=f"{row.external_id}（第{row.round}轮）",
            day=day(row.dispatched_at),
            blocks=[
                Facts(
                    [
                        ("平台", row.source),
                        ("派单时间", instant(row.dispatched_at)),
                        ("办理时限", instant(row.limit_at)),
                        ("状态", row.status or NONE),
                        ("催办", instant(row.urged_at)),
                        ("平台退回", instant(row.redo_at)),
                        ("办结时间", instant(row.finished_at)),
                        ("回访：是否联系", said[row.call_back_contacted]),
                        ("回访：是否解决", said[row.call_back_solved]),
                        ("回访：是否满意", said[row.call_back_satisfied]),
                    ]
                ),
                *tell.headed("平台记载的诉求", row.wording),
                *tell.headed("平台记载的结果", row.result),
            ],
        )
