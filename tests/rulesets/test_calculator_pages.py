"""The calculators as pages: each answers with its steps, keeps what was typed, and never breaks."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from openpyxl import Workbook

from huying.portal.calculators.catalogue import CALCULATORS
from huying.rules.reckon_fields import CALCULATORS as RULES
from huying.rulesets.views.calculators import CALCULATORS as DESK

if TYPE_CHECKING:
    from tests.people import City

pytestmark = pytest.mark.django_db
PARTS = "1-101,100,张三,已售\n1-102,100,李四,已售\n1-103,100,王五/赵六,已售\n1-104,100,,未售"
BALLOTS = "张三,同意,2025-06-20 10:00\n李四,同意,2025-06-20 10:05\n赵六,反对,2025-06-20 10:10"
ASKED: dict[str, dict[str, Any]] = {
    "deadline": {"kind": "due.working_days", "count": 5, "start": "2026-09-30"},
    "catalogue": {"code": "DL10", "start": "2025-01-01", "profile": "shandong"},
    "workday": {"on": "2026-02-14"},
    "vote": {
        "item": 5,
        "roll_heads": 1000,
        "roll_area": "100000",
        "cast_heads": 667,
        "cast_area": "70000",
        "yes_heads": 334,
        "yes_area": "35001",
    },
    "count": {"item": 4, "parts": PARTS, "ballots": BALLOTS, "unreturned": "NOT_PARTICIPATING"},
    "share": {"income": "120", "cost": "20", "areas": "甲 80\n乙 80\n80.00"},
    "area": {"surveyed": "88.20", "contract": "90"},
    "consent": {"owners": 24, "consents": 23},
    "first-assembly": {"area_share": "49.9", "head_share": "30", "first_delivery": "2023-10-20", "on": "2025-11-20"},
    "extraordinary": {"heads": 1000, "proposers": 200},
    "group": {"size": 9, "owners": 5},
    "committee": {"size": 13, "profile": "weifang"},
    "committee-meeting": {"members": 7, "present": 5, "in_favour": 4},
    "rump": {"seats": 7, "left": 4, "profile": "weifang"},
    "draw": {"seed": "2026-Q1|huying|7f3a", "pool": "\n".join(f"P{n:03d}" for n in range(1, 11)), "take": 3},
    "quota": {"count": 39, "ratio": "5", "bound": "at_least"},
    "credit": {"basic": "72", "good": "16", "bad": "4", "has_bad_record": "on", "has_joined": "1"},
    "credit-publication": {"severity": "general", "decided": "2026-05-10"},
    "hotline-rates": {
        "orders": 100,
        "excluded": 4,
        "contacted": 93,
        "callbacks": 80,
        "solved": 68,
        "satisfied": 64,
        "weights": "30/35/35",
    },
    "city-rates": {"due": 200, "deferred": 10, "closed": 180, "on_time": 152},
    "complaint-rate": {"property": 36, "all": 9000},
    "score": {"parts": "40 90\n30 80\n20 100\n10 50"},
    "mask": {"kind": "phone", "value": "13812341234"},
    "party-form": {"full": 2, "probationary": 5},
    "party-term": {"kind": "community_branch", "elected": "2023-06-10"},
    "party-meeting": {"purpose": "admission", "voters": 30, "present": 16, "in_favour": 16},
    "party-coverage": {"firms": 353, "own": 180, "joint": 42, "instructor": 131},
    "review": {"basis": "policy", "reply": "not_pass"},
}
ANSWERS = {
    "deadline": "2026-10-13",
    "catalogue": "2025-02-05",
    "workday": "是",
    "vote": "通过",
    "count": "通过",
    "share": "100.00元，分给3份",
    "area": "88.20",
    "consent": "否",
    "first-assembly": "是",
    "extraordinary": "是",
    "group": "是",
    "committee": "否",
    "committee-meeting": "是",
    "rump": "是",
    "draw": "P004、P010、P006",
    "quota": "2",
    "credit": "AA",
    "credit-publication": "2027-05-10",
    "hotline-rates": "86.81",
    "city-rates": "94.74%",
    "complaint-rate": "0.40%",
    "score": "85.00",
    "mask": "138****1234",
    "party-form": "联合党支部",
    "party-term": "2028-06-10",
    "party-meeting": "是",
    "party-coverage": "62.89%",
    "review": "提示",
}


def address(slug: str) -> str:
    return f"/desk/calc/{slug}/" if slug in DESK else f"/calc/{slug}/"


def asked(slug: str, client: Client, **changed: Any) -> tuple[int, str]:
    every = {**CALCULATORS, **DESK}
    send = client.post if every[slug].sends_body else client.get
    answer = send(address(slug), {**ASKED[slug], **changed})
    return answer.status_code, answer.content.decode()


@pytest.fixture
def visitor(request: pytest.FixtureRequest) -> Client:
    """Anybody, and for the pages of the desk somebody who has a post."""
    client = Client()
    if getattr(request.node, "callspec", None) and request.node.callspec.params.get("slug") in DESK:
        client.force_login(request.getfixturevalue("city").people["street_officer"])
    return client


def test_every_rule_of_the_calculator_has_a_page() -> None:
    ruled = {
        form.rule for form in (each.form for each in (*CALCULATORS.values(), *DESK.values())) if hasattr(form, "rule")
    }
    by_kind = {
        "due.working_days",
        "due.natural_days",
        "due.months",
        "due.days_before",
        "due.hours",
        "due.working_hours",
    }
    assert RULES.keys() - ruled - by_kind == {"vote.matter"}  # which the page of the vote asks for itself
    assert ASKED.keys() == ANSWERS.keys() == CALCULATORS.keys() | DESK.keys()


@pytest.mark.parametrize("slug", sorted(ASKED))
def test_each_page_answers_with_numbered_steps_articles_and_versions(slug: str, visitor: Client) -> None:
    status, page = asked(slug, visitor)
    assert status == 200
    headline = page.partition('class="headline"')[2].partition("</p>")[0]
    assert ANSWERS[slug] in headline
    assert page.count("<li>") >= 2
    assert "依据的规则" in page
    steps = page.partition("<ol>")[2].partition("</ol>")[0]
    assert steps.count('<small class="hint">') == steps.count("<li>") > 0
    assert '<small class="hint"></small>' not in steps


@pytest.mark.parametrize("slug", sorted(ASKED))
def test_each_page_speaks_english(slug: str, visitor: Client) -> None:
    visitor.cookies["huying_language"] = "en"
    status, page = asked(slug, visitor)
    assert (status, "How it came about" in page, "The rules used" in page) == (200, True, True)


@pytest.mark.parametrize("slug", sorted(ASKED))
def test_nothing_typed_breaks_a_page(slug: str, visitor: Client) -> None:
    for wrong in ("", "x", "-1", "9" * 400, "2025-02-30", "\x00", "１２", "1e9", "𠀀", "\u202e"):
        status, page = asked(slug, visitor, **dict.fromkeys(ASKED[slug], wrong))
        assert status in {200, 422}
        assert status == 200 or "error-summary" in page


def test_a_link_asks_the_same_again_and_names_no_person(visitor: Client) -> None:
    _status, page = asked("deadline", visitor)
    assert "?kind=due.working_days&amp;count=5&amp;start=2026-09-30" in page
    for slug in ("count", "share", "mask"):
        assert "这一结果的链接" not in asked(slug, visitor)[1]
    by_link = visitor.get(address("count"), ASKED["count"])
    assert (by_link.status_code, "headline" in by_link.content.decode()) == (200, False)


def test_a_wrong_field_keeps_what_was_typed(visitor: Client) -> None:
    status, page = asked("vote", visitor, cast_heads=1001)
    assert status == 422
    assert "参与表决的多于名册" in page
    assert 'value="1001"' in page
    assert 'href="#id_item"' not in page


def test_a_blacklist_is_asked_for_only_where_the_city_keeps_one(visitor: Client) -> None:
    status, page = asked("credit", visitor, is_blacklisted="on", profile="yantai")
    assert (status, "黑名单" in page.partition('class="headline"')[2].partition("</p>")[0]) == (200, True)
    status, page = asked("credit", visitor, is_blacklisted="on", profile="jinan")
    assert (status, "该城市没有物业服务企业黑名单" in page) == (422, True)


@pytest.mark.usefixtures("city")
def test_a_day_before_the_first_version_is_told_in_words(client: Client) -> None:
    page = client.get(address("credit-publication"), {"severity": "general", "decided": "1999-05-10"})
    assert (page.status_code, "1999-05-10没有施行的版本" in page.content.decode()) == (422, True)
    page = client.get(address("deadline"), {"kind": "due.natural_days", "count": "5", "start": "1999-05-10"})
    assert (page.status_code, "2004" in page.content.decode()) == (422, True)


def test_the_party_calculators_stand_on_the_desk_alone(client: Client) -> None:
    assert client.get("/calc/party-form/").status_code == 404
    assert client.get("/desk/calc/party-form/").status_code == 302
    assert client.get("/calc/law/values_party").status_code == 404
    assert client.get("/calc/none/").status_code == 404


def sheet(*rows: list[Any]) -> io.BytesIO:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    file.name = "名册.xlsx"
    return file


def test_ballots_are_counted_from_sheets(visitor: Client) -> None:
    parts = sheet(
        ["房号", "面积", "业主", "状态"], ["1-101", 100, "张三", "已售"], ["1-102", 80.5, "李四、王五", "已售"]
    )
    ballots = sheet(["投票人", "意见", "时间"], ["张三", "同意", None], ["王五", "同意、反对", None])
    fields = {"item": 1, "unreturned": "NOT_PARTICIPATING", "parts_file": parts, "ballots_file": ballots}
    page = visitor.post(address("count"), fields).content.decode()
    assert "180.50" in page
    assert "第2张：勾选了两项" in page


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("parts", "1,100,张三\n2,很大,李四", "第2行无法识别"),
        ("ballots", "张三,同意\n李四,也许", "第2行无法识别"),
        ("parts", "1,100,张三\n1,100,李四", "重复"),
        ("parts", "{}", "表格"),
        ("parts", " ", "至少"),
    ],
)
def test_a_table_says_which_line_is_wrong(field: str, typed: str, words: str, visitor: Client) -> None:
    status, page = asked("count", visitor, **{field: typed})
    assert status == 422
    assert words.lower() in page.lower()


def test_the_transcript_of_a_draw_is_kept_as_text(visitor: Client) -> None:
    answer = visitor.post(address("draw"), {**ASKED["draw"], "excluded": "P010", "keep": "1"})
    assert answer["Content-Disposition"] == 'attachment; filename="draw.txt"'
    lines = answer.content.decode().splitlines()
    assert lines[1] == "sha256(seed)=e57ab66311485ba22b4fb3133ce5e0af6e26c55791a84ea8687e2a0cbcbb7b57"
    assert [line for line in lines if line.startswith("chosen=")] == ["chosen=P004", "chosen=P006", "chosen=P005"]
    assert lines[-10].startswith("rank=1 3747f115107c")


@pytest.mark.parametrize("family", ["deadlines", "values_votes", "values_committees", "values_city"])
def test_the_numbers_of_a_family_are_shown_with_source_and_doubt(family: str, city: City, client: Client) -> None:  # noqa: ARG001 - the rules are loaded
    page = client.get(f"/calc/law/{family}", {"profile": "weifang", "on": "2026-01-01"})
    assert page.status_code == 200
    assert "badge-soon" in page.content.decode()
    assert client.get(f"/calc/law/{family}", {"profile": "x", "on": "y"}).status_code == 200


def test_there_are_no_numbers_before_the_first_version(city: City, client: Client) -> None:  # noqa: ARG001 - the rules are loaded
    assert client.get("/calc/law/deadlines", {"on": "1999-01-01"}).status_code == 409
    assert client.get("/calc/law/case_limits").status_code == 404


def test_the_lists_open_and_the_desk_shows_the_numbers_of_the_party(city: City, client: Client) -> None:
    client.force_login(city.people["street_officer"])
    for path in ("/calc/", "/desk/calc/", "/desk/rules/numbers/values_party"):
        assert client.get(path).status_code == 200
    page = client.get(address("rump"), ASKED["rump"]).content.decode()
    assert "第1版，2004-01-01起施行" in page
