"""The progress report of a plan as docx 规划进展报告: in Chinese whatever the page's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import translation
from docx.shared import Mm

from huying.cases.models.cases import CHINA
from huying.documents.official import Official
from huying.leadership import labels
from huying.rules.plans import PlanKind, PlanState, PlanStep

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from huying.leadership.models import PlanMilestone, PlanStepTaken
    from huying.leadership.queries.reading import Whole

SYNTHETIC = "（演示数据，不代表真实情况）"
DAY = "%Y年%m月%d日"


def write(seen: Whole, steps: Sequence[PlanStepTaken], *, at: datetime) -> tuple[str, bytes]:
    """Return the name and the content of the report."""
    with translation.override("zh-hans"):
        return _report(seen, steps, at=at)


def _report(seen: Whole, steps: Sequence[PlanStepTaken], *, at: datetime) -> tuple[str, bytes]:
    plan, today = seen.row, at.astimezone(CHINA).date()
    kind = labels.label(PlanKind(plan.kind))
    document = Official.begin(f"{kind}进展报告", at=at)
    document.number(plan.number + (SYNTHETIC if plan.is_synthetic else ""))
    state = labels.label(PlanState(plan.state))
    document.text(f"{plan.title}，自{plan.starts_on:{DAY}}至{plan.ends_on:{DAY}}，现状：{state}。")
    document.text(f"牵头单位：{plan.unit.name}。责任岗位：{plan.lead.unit.name}{plan.lead.title}。")
    document.heading("一、目标与衡量标准")
    document.text(plan.aim)
    document.text(f"衡量标准：{plan.measure}")
    document.heading("二、节点")
    done = len(seen.promises) - len(seen.open_promises)
    late = sum(row.due_on < today for row in seen.open_promises)
    document.text(f"节点{len(seen.promises)}项，已完成{done}项，逾期未完成{late}项。")
    if seen.promises:
        lines = [_line(row, today=today) for row in seen.promises]
        document.table(["节点", "承办单位", "时限", "完成情况"], lines, widths=(Mm(58), Mm(36), Mm(30), Mm(32)))
    reports = [row for row in steps if row.step == PlanStep.REPORT.value]
    if reports:
        document.heading("三、进展")
        for row in reports:
            document.text(f"{row.at.astimezone(CHINA):{DAY}}：{row.note}")
    if plan.result:
        document.heading("结果")
        document.text(plan.result)
    document.sign(plan.unit.name, f"{at.astimezone(CHINA):{DAY}}")
    return f"{plan.number}-进展报告.docx", document.content()


def _line(row: PlanMilestone, *, today: date) -> list[Any]:
    moved = f"（原定{row.was_due_on:{DAY}}）" if row.was_due_on else ""
    return [row.words, row.unit.name, f"{row.due_on:{DAY}}{moved}", _standing(row, today=today)]


def _standing(row: PlanMilestone, *, today: date) -> str:
    if row.done_at is not None:
        late = "，逾期完成" if row.late_at else ""
        return f"{row.done_at.astimezone(CHINA):{DAY}}完成{late}"
    return "逾期未完成" if row.due_on < today else "推进中"
