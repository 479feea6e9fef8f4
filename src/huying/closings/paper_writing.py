"""The notice of a closed month as docx 通报: the figures as published, in the official format, in Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import translation
from docx.shared import Mm

from huying.cases.models.cases import CHINA
from huying.closings.queries.rules import rules_of
from huying.documents.official import Official
from huying.regions import queries as regions
from huying.rules.closings import Subject, number_words

if TYPE_CHECKING:
    from datetime import datetime

    from huying.closings.models import Closing

SYNTHETIC = "（演示数据，不代表真实情况）"
TITLES = {
    Subject.DISTRICT: "一、区市",
    Subject.STREET: "二、镇街",
    Subject.DEPARTMENT: "三、部门",
    Subject.ENTERPRISE: "四、物业服务企业",
}
HEADS = ["名称", "位次", "得分", "响应率%", "解决率%", "满意率%", "回访数"]
WIDTHS = (Mm(48), Mm(15), Mm(19), Mm(20), Mm(20), Mm(20), Mm(14))
MOST = 30


def write(closing: Closing, *, at: datetime) -> tuple[str, bytes]:
    """Return the name and the content of the notice; its figures are those kept at publication."""
    figures: dict[str, Any] = closing.figures
    whole, city = figures["whole"], regions.place_book().name(closing.place)
    title = f"{city}物业诉求办理情况通报（{closing.month:%Y年%m月}）"
    rules = rules_of(closing)
    with translation.override("zh-hans"):
        document = Official.begin(title, at=at)
        number = number_words(city, year=closing.year or 0, sequence=closing.sequence or 0)
        document.number(number + (SYNTHETIC if closing.is_synthetic else ""))
        weights = "、".join(map(str, rules.weights))
        document.text(
            f"结算期为{closing.begins_on:%Y年%m月%d日}至{closing.ends_before:%Y年%m月%d日}（不含）。"
            f"共受理{whole['received']}件，经核准剔除{whole['excluded']}件，按时联系{whole['contacted']}件；"
            f"回访成功{whole['call_backs']}件，其中已解决{whole['solved']}件、满意{whole['satisfied']}件。"
            f"响应率{_rate(whole['response'])}，解决率{_rate(whole['solved_rate'])}，满意率{_rate(whole['satisfied_rate'])}。"
        )
        document.text(
            f"得分按响应率、解决率、满意率以{weights}加权（规则第{closing.rules_version}版）；"
            f"同类相比，回访不足{rules.few}件的不排位次；不以诉求数量排名。"
        )
        for subject, heading in TITLES.items():
            rows = figures[subject.value]
            document.heading(heading)
            if rows:
                document.table(HEADS, [_row(each) for each in rows[:MOST]], widths=WIDTHS)
            if len(rows) > MOST:
                document.text(f"其余{len(rows) - MOST}个见系统。")
            if not rows:
                document.text("本期无。")
        document.text(f"数据摘要（SHA-256）：{closing.digest}")
        published = closing.published_at or at
        document.sign(f"{city}物业工作办公室", f"{published.astimezone(CHINA):%Y年%m月%d日}")
    return f"{closing.number}-通报.docx", document.content()


def _rate(value: str | None) -> str:
    return "—" if value is None else f"{value}%"


def _row(line: dict[str, Any]) -> list[str]:
    shown = [line["rank"], line["score"], line["response"], line["solved_rate"], line["satisfied_rate"]]
    return [line["name"], *("—" if each is None else str(each) for each in shown), str(line["call_backs"])]
