"""The papers of a conference as docx 会议通知与纪要: in Chinese whatever the page's language, without the reporter."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils import translation
from docx.shared import Mm

from huying.cases.models.cases import CHINA
from huying.conferences import labels
from huying.conferences.papers import Paper
from huying.conferences.queries.reading import words_of
from huying.documents.official import Official
from huying.rules.conferences import Basis, ConferenceKind, ResolutionKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from huying.conferences.models import Minutes
    from huying.conferences.queries.reading import Whole

SYNTHETIC = "（演示数据，不代表真实情况）"
DRAFT = "（会签稿，未签发）"
DAY, MOMENT = "%Y年%m月%d日", "%Y年%m月%d日%H:%M"


def write(seen: Whole, paper: Paper, *, at: datetime) -> tuple[str, bytes]:
    """Return the name and the content of a paper."""
    with translation.override("zh-hans"):
        return _invitation(seen, at=at) if paper is Paper.INVITATION else _minutes(seen, at=at)


def _mark(seen: Whole) -> str:
    return SYNTHETIC if seen.conference.is_synthetic else ""


def _invitation(seen: Whole, *, at: datetime) -> tuple[str, bytes]:
    conference = seen.conference
    document = Official.begin("会议通知", at=at)
    document.number(conference.number + _mark(seen))
    document.text("各参会单位：")
    kind = labels.label(ConferenceKind(conference.kind))
    begins = f"{conference.starts_at.astimezone(CHINA):{MOMENT}}"
    document.text(f"定于{begins}召开{kind}（{conference.title}）。现将有关事项通知如下。")
    document.heading("一、时间地点")
    document.text(f"{begins}，{conference.room}。")
    document.heading("二、参会单位")
    document.text("、".join(row.name for row in seen.members if not row.is_observer))
    observers = "、".join(row.name for row in seen.members if row.is_observer)
    if observers:
        document.text(f"列席：{observers}")
    document.heading("三、议题")
    for number, item in enumerate(seen.items, start=1):
        document.text(f"{number}．{item.words}")
    document.text("因故不能到会的，请会前请假。")
    document.sign(conference.host.name, f"{(conference.called_at or at).astimezone(CHINA):{DAY}}")
    return f"{conference.number}-会议通知.docx", document.content()


def _minutes(seen: Whole, *, at: datetime) -> tuple[str, bytes]:
    conference = seen.conference
    shown = next(row for row in reversed(seen.minutes) if row.circulated_at)
    content: dict[str, Any] = shown.content
    document = Official.begin(f"{labels.label(ConferenceKind(conference.kind))}纪要", at=at, is_minutes=True)
    document.number((words_of(shown) or DRAFT) + _mark(seen))
    held = datetime.fromisoformat(content["held_at"]).astimezone(CHINA)
    document.text(f"{held:{DAY}}，{conference.host.name}在{content['room']}召开会议，主题为“{content['title']}”。")
    document.text(f"会议议题{len(content['items'])}项，议定事项如下。")
    for number, item in enumerate(content["items"], start=1):
        document.heading(f"{number}、{item['words']}")
        document.text(item["summary"] or "未作讨论记录。")
        _resolutions(document, item["resolutions"])
    if shown.reason:
        document.heading("本版说明")
        document.text(shown.reason)
    _comments(document, seen, shown)
    for name, kept in (("出席", "present"), ("请假", "excused"), ("缺席", "absent"), ("列席", "observers")):
        if content[kept]:
            document.present(name, "、".join(content[kept]))
    copies = "、".join(unit.name for unit in shown.copies.all())
    if copies:
        document.text(f"抄送：{copies}")
    document.sign(conference.host.name, f"{(shown.issued_at or at).astimezone(CHINA):{DAY}}")
    return f"{conference.number}-纪要-第{shown.number}版.docx", document.content()


def _resolutions(document: Official, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    lines = []
    for row in rows:
        kind = labels.label(ResolutionKind(row["kind"]))
        ground = labels.label(Basis(row["basis"])) if row["basis"] else ""
        if row["matter"] is not None:
            ground = f"民法典第二百七十八条第{row['matter']}项，由业主共同决定"
        due = f"{date.fromisoformat(row['due_on']):{DAY}}"
        lines.append([f"{kind}：{row['words']}", row["lead"], due, f"{ground} {row['basis_words']}".strip()])
    document.table(["议定事项", "承办单位", "时限", "依据"], lines, widths=(Mm(62), Mm(34), Mm(28), Mm(32)))


def _comments(document: Official, seen: Whole, shown: Minutes) -> None:
    objections = [row for row in seen.comments if row.minutes_id == shown.pk and row.words]
    if objections:
        document.heading("会签保留意见")
        for row in objections:
            document.text(f"{row.member.name}：{row.words}")
