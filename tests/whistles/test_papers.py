"""The papers of a whistle, read back as an office would open them."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from tests.cases.desk import client_of, sent
from tests.people import AT
from tests.whistles.blown import HOUR, asked, blown, closed

if TYPE_CHECKING:
    from docx.document import Document as Docx

    from huying.whistles.models import Whistle
    from tests.people import City

ROUNDING = 1000  # of 36,000 to the millimetre: Word counts in twentieths of a point


def fetched(city: City, whistle: Whistle, kind: str, *, by: str = "street_officer") -> tuple[str, Docx]:
    answer = client_of(city, by).get(reverse("whistles:paper", args=[whistle.pk, kind]))
    assert answer.status_code == 200
    return unquote(answer["Content-Disposition"]), Document(BytesIO(answer.content))


def words(document: Docx) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def test_the_page_is_the_official_one(city: City) -> None:
    _name, document = fetched(city, blown(city), "whistle")
    section: Any = document.sections[0]
    measured = [
        section.page_width,
        section.page_height,
        section.top_margin,
        section.left_margin,
        section.page_width - section.left_margin - section.right_margin,
        section.page_height - section.top_margin - section.bottom_margin,
    ]
    for found, wanted in zip(measured, (210, 297, 37, 28, 156, 225), strict=True):
        assert abs(found - Mm(wanted)) <= ROUNDING
    title: Any = document.paragraphs[0]
    assert title.text == "吹哨单"
    assert title.runs[0].font.size == Pt(22)
    body: Any = next(paragraph for paragraph in document.paragraphs if paragraph.text == "楼顶违建，施工噪声大")
    assert body.runs[0].font.size == Pt(16)
    assert body.runs[0]._element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"
    assert body.paragraph_format.line_spacing == Pt(28.95)
    assert body.paragraph_format.first_line_indent == Pt(32)
    assert document.core_properties.author == ""


def test_the_whistle_says_who_is_called_where_and_by_when(city: City) -> None:
    whistle = blown(city)
    name, document = fetched(city, whistle, "whistle", by="department_officer")
    assert f"{whistle.number}-吹哨单.docx" in name
    said = words(document)
    for part in ("竹岛街道办事处", "环翠区综合行政执法局", "海悦花园", "W01", "2021-06-01 12:00", "上门劝阻"):
        assert part in said


def test_papers_are_in_chinese_whatever_the_page_speaks(city: City) -> None:
    client = client_of(city, "street_officer")
    client.cookies["language"] = "en"
    answer = client.get(reverse("whistles:paper", args=[blown(city).pk, "whistle"]), headers={"Accept-Language": "en"})
    assert "镇街吹哨、部门报到" in words(Document(BytesIO(answer.content)))


def test_the_closing_paper_tells_who_came_what_was_done_and_the_result(city: City) -> None:
    whistle = closed(city)
    said = words(fetched(city, whistle, "closing")[1])
    for part in ("按时", "正在施工", "立案查处", "已拆除", "居民无异议"):
        assert part in said
    assert "2021-06-01 11:00" in words(fetched(city, whistle, "receipt")[1])


@pytest.mark.parametrize(("kind", "status"), [("receipt", 409), ("closing", 409), ("other", 404)])
def test_a_paper_that_is_not_there_yet_is_refused(city: City, kind: str, status: int) -> None:
    address = reverse("whistles:paper", args=[asked(city).pk, kind])
    assert client_of(city, "street_officer").get(address).status_code == status


def test_no_paper_knows_the_reporter(city: City) -> None:
    case = sent(city, name="王芳", phone="13812341234", door="3号楼201")
    whistle = blown(city, case=case, at=AT + HOUR)
    for kind in ("whistle", "receipt"):
        name, document = fetched(city, whistle, kind)
        for secret in ("王芳", "13812341234", "201"):
            assert secret not in name
            assert secret not in words(document).replace("2021", "")
