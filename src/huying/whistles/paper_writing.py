"""The papers of a whistle as docx 吹哨单据: in Chinese whatever the page's language, without the reporter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import translation
from docx.shared import Mm

from huying.cases.models.cases import CHINA
from huying.documents.official import Official
from huying.rules.whistles import Cause, Direction, Pace, WhistleState
from huying.whistles import labels
from huying.whistles.papers import Paper
from huying.whistles.queries import reading
from huying.whistles.queries.rules import list_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from huying.whistles.models import Whistle, WhistleCall

SYNTHETIC = "（演示数据，不代表真实情况）"
TITLES = {Paper.WHISTLE: "吹哨单", Paper.RECEIPT: "报到回执", Paper.CLOSING: "销号单"}


def write(whistle: Whistle, paper: Paper, *, at: datetime) -> tuple[str, bytes]:
    """Return the name and the content of a paper."""
    with translation.override("zh-hans"):
        document = Official.begin(TITLES[paper], at=at)
        document.number(whistle.number + (SYNTHETIC if whistle.is_synthetic else ""))
        WRITERS[paper](document, whistle)
        document.sign(whistle.unit.name, f"{at.astimezone(CHINA):%Y年%m月%d日}")
    return f"{whistle.number}-{TITLES[paper]}.docx", document.content()


def _said(instant: datetime | None) -> str:
    return f"{instant.astimezone(CHINA):%Y-%m-%d %H:%M}" if instant else "—"


def _whistle(document: Official, whistle: Whistle) -> None:
    rules = list_of(whistle)
    document.facts(
        [
            ("吹哨单位", whistle.unit.name),
            ("吹哨方向", labels.label(Direction(whistle.direction))),
            ("吹哨事由", labels.label(Cause(whistle.cause))),
            ("清单条目", f"{whistle.item} {labels.item_name(rules, whistle.item)}（第{whistle.list_version}版）"),
            ("地点", reading.where(whistle.compound_key or whistle.place)),
            ("召集单位", "、".join(call.unit.name for call in reading.calls_of(whistle))),
            ("响应等级", labels.label(Pace(whistle.pace))),
            ("到场时限", _said(whistle.arrive_by)),
            ("吹哨时间", _said(whistle.blown_at)),
            ("办理状态", labels.label(WhistleState(whistle.state))),
        ]
    )
    document.heading("一、事项")
    document.text(whistle.matter)
    document.heading("二、已做工作")
    document.text(whistle.tries or "应急口头吹哨，待补。")


def _receipt(document: Official, whistle: Whistle) -> None:
    document.facts([("吹哨单位", whistle.unit.name), ("到场时限", _said(whistle.arrive_by))])
    document.heading("报到情况")
    rows = [
        [call.unit.name, _said(call.acknowledged_at), _said(call.arrived_at), _standing(call)]
        for call in reading.calls_of(whistle)
    ]
    document.table(["单位", "应哨", "报到", "说明"], rows, widths=(Mm(48), Mm(36), Mm(36), Mm(36)))
    document.text("报到时间由吹哨单位登记。")


def _standing(call: WhistleCall) -> str:
    if call.is_excused:
        return "裁定不必到场"
    if call.late_at is not None:
        return "逾期" if call.arrived_at else "逾期未到"
    return "按时" if call.arrived_at else "未到"


def _closing(document: Official, whistle: Whistle) -> None:
    _receipt(document, whistle)
    document.heading("一、查明情况")
    document.text(whistle.finding)
    document.heading("二、会商任务")
    rows = [
        [task.unit.name, task.words, f"{task.due_on}", f"{_said(task.done_at)} {task.evidence}"]
        for task in reading.tasks_of(whistle)
    ]
    document.table(["单位", "任务", "期限", "完成情况"], rows, widths=(Mm(36), Mm(48), Mm(24), Mm(48)))
    document.heading("三、结果")
    document.text(whistle.result)
    document.text(f"销号时间：{_said(whistle.closed_at)}")


WRITERS: dict[Paper, Callable[[Official, Whistle], None]] = {
    Paper.WHISTLE: _whistle,
    Paper.RECEIPT: _receipt,
    Paper.CLOSING: _closing,
}
