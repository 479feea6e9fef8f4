"""The papers of supervision, read back as an office would open them."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from django.urls import reverse
from docx import Document

from huying.rules.case_facts import Kind, Nature
from huying.rules.measures import Service
from huying.rules.supervision import OrderKind
from huying.supervision import actions
from huying.supervision.queries.reading import matter_of_case
from tests.cases.desk import client_of, sent
from tests.people import AT
from tests.rights.canaries import COMPLAINT, EVERYTHING
from tests.supervision.ordered import HOUR, appealed, closed, housing, issued, rectified, talked

if TYPE_CHECKING:
    from tests.people import City


def fetched(city: City, life: str, row: Any, kind: str, *, by: str = "district_clerk") -> tuple[str, str]:
    answer = client_of(city, by).get(reverse(f"supervision:{life}_paper", args=[row.pk, kind]))
    assert answer.status_code == 200
    document = Document(BytesIO(answer.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return unquote(answer["Content-Disposition"]), "\n".join([each.text for each in document.paragraphs] + cells)


def test_an_order_and_its_receipt(city: City) -> None:
    order = closed(city)
    name, words = fetched(city, "order", order, "order")
    assert f"{order.number}-督办单.docx" in name
    for part in ("环翠区物业办", "竹岛街道办事处", "海悦花园", "三日内恢复运行", "回报时限"):
        assert part in words
    _name, words = fetched(city, "order", order, "receipt", by="street_officer")
    for part in ("已恢复运行", "维保单、照片", "情况属实", "已办结"):
        assert part in words


def test_an_instruction_on_paper_keeps_its_words(city: City) -> None:
    words = "请速办，并报结果。"
    given: dict[str, Any] = {"kind": OrderKind.INSTRUCTION, "leader_post": "分管副市长", "instructed_on": AT.date()}
    order = issued(city, by="city_clerk", demand=words, **given)
    name, paper = fetched(city, "order", order, "order", by="city_clerk")
    assert "领导批示督办单" in name
    for part in (words, "分管副市长", "2021-06-01", "批示原文"):
        assert part in paper


def test_the_notice_of_a_mark_says_how_to_appeal(city: City) -> None:
    mark = appealed(city)
    name, words = fetched(city, "mark", mark, "notice")
    assert "黄牌警示通知" in name
    for part in (
        "竹岛街道办事处",
        "督办事项逾期未回报",
        "提出申诉",
        "由市物业办裁定",
        mark.order.number if mark.order else "",
    ):
        assert part in words


def test_an_order_to_rectify_has_article_term_and_remedies(city: City) -> None:
    measure = rectified(city)
    name, words = fetched(city, "measure", measure, "measure")
    assert "责令改正通知书" in name
    for part in ("第六十二条", "2021-06-11", "行政复议", "行政诉讼", "安居物业"):
        assert part in words
    actions.serve(measure.pk, service=Service.LEFT, actor=housing(city), at=AT + HOUR)
    _name, words = fetched(city, "measure", measure, "service")
    assert "留置送达" in words
    name, words = fetched(city, "measure", talked(city), "measure")
    assert "约谈记录" in name
    assert "行政复议" not in words


def test_a_paper_that_is_not_there_yet_is_not_found(city: City) -> None:
    order = issued(city)
    for kind in ("receipt", "nothing"):
        answer = client_of(city, "district_clerk").get(reverse("supervision:order_paper", args=[order.pk, kind]))
        assert answer.status_code == 404


def test_no_paper_holds_a_word_of_the_reporter(city: City) -> None:
    case = sent(city, topic="SVC", nature=Nature.COMPLAINT, kind=Kind.COMPLAINT, text=COMPLAINT)
    about = matter_of_case(case)
    order = issued(city, about=about, matter=about.words)
    _name, words = fetched(city, "order", order, "order")
    assert "海悦花园" in words
    for secret in EVERYTHING:
        assert secret not in words
