"""The papers of a conference, read back as an office would open them."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from django.urls import reverse
from docx import Document
from docx.shared import Mm, RGBColor

from huying.conferences import actions
from huying.rules.conferences import Stance
from tests.cases.desk import client_of
from tests.conferences.sat import HOUR, WROTE, called, circulated, issued

if TYPE_CHECKING:
    from docx.document import Document as Docx

    from huying.conferences.models import Conference
    from tests.people import City

ROUNDING = 1000  # of 36,000 to the millimetre: Word counts in twentieths of a point


def fetched(city: City, conference: Conference, kind: str) -> tuple[str, Docx]:
    answer = client_of(city, "firm_manager").get(reverse("conferences:paper", args=[conference.number, kind]))
    assert answer.status_code == 200
    return unquote(answer["Content-Disposition"]), Document(BytesIO(answer.content))


def words(document: Docx) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def test_the_invitation(city: City) -> None:
    conference = called(city)
    name, document = fetched(city, conference, "invitation")
    assert f"{conference.number}-会议通知.docx" in name
    said = words(document)
    for each in (
        "2021年06月03日10:00",
        "街道二楼会议室",
        "安居物业服务有限公司",
        "列席：业主代表",
        "1．海悦花园消防通道被占",
    ):
        assert each in said


def test_minutes_before_and_after_they_are_issued(city: City) -> None:
    conference = circulated(city)
    assert "（会签稿，未签发）" in words(fetched(city, conference, "minutes")[1])
    by = city["department_officer"]
    actions.comment(conference.pk, stance=Stance.OBJECTED, words="建议延至月底", actor=by, at=WROTE + HOUR)
    actions.comment(conference.pk, stance=Stance.AGREED, actor=city["firm_staff"], at=WROTE + HOUR)
    actions.issue(conference.pk, actor=city["street_leader"], at=WROTE + 2 * HOUR)
    _name, document = fetched(city, conference, "minutes")
    said = words(document)
    for each in (
        "竹岛街道办事处联席纪要〔2021〕1号",
        "各方确认通道被占三个月",
        "任务：清理消防通道，设置标线",
        "会上承诺",
        "环翠区综合行政执法局：建议延至月底",
        "出席：竹岛街道办事处、竹岛社区居委会",
        "列席：业主代表",
        "抄送：环翠区物业办",
    ):
        assert each in said
    mark: Any = document.paragraphs[0]
    assert mark.text == "镇街联席会议纪要"
    assert abs(mark.paragraph_format.space_before - Mm(35)) <= ROUNDING
    assert mark.runs[0].font.color.rgb == RGBColor(0xFF, 0, 0)
    present: Any = next(row for row in document.paragraphs if row.text.startswith("出席"))
    assert present.runs[0].font.name == "黑体"


def test_a_synthetic_conference_says_so(city: City) -> None:
    conference = issued(city)
    conference.is_synthetic = True
    conference.save()
    assert "演示数据" in words(fetched(city, conference, "minutes")[1])
