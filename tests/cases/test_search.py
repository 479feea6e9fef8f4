"""Search over cases: each part between spaces must stand in the case; what many and what few hold is found alike."""

from __future__ import annotations

import json
from argparse import Namespace
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.cases import search
from huying.cases.models import Case
from huying.cases.queries import lists
from huying.cases.queries.lists import CaseFilter
from huying.config.commands import reindex
from huying.text.words import Phrase, phrases
from tests.people import AT

if TYPE_CHECKING:
    from tests.people import City

LIFT = "海悦花园3号楼电梯停了，老人上下楼困难。"
WATER = "海悦花园地下车库漏水，物业一直不修。"
NOISE = "塔山新村半夜施工，A座睡不着。"


@pytest.fixture
def told(city: City) -> dict[str, Case]:
    """Return three cases by a letter, in the index."""
    found = {name: city.receive(text=text, at=AT) for name, text in (("l", LIFT), ("w", WATER), ("n", NOISE))}
    search.index([case.pk for case in found.values()])
    return found


@pytest.mark.parametrize("few", [search.FEW, 1])
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("电梯停", "l"),
        ("海悦 电梯", "l"),
        ("电梯 海悦", "l"),
        ("海悦花园", "lw"),
        ("海悦电梯", ""),
        ("海悦 施工", ""),
        ("水", "w"),
        ("楼", "l"),
        ("难", "l"),
        ("座", "n"),
        ("号楼3", ""),
        ("花园3号楼电梯", "l"),
        ("a座", "n"),
        ("Ａ座", "n"),
        ("3号楼", "l"),
        ("  电梯　漏水 ", ""),
        ("hyhy", "lw"),
        ("HYHY3", "l"),
        ("h", ""),
        ("没有这个词", ""),
        ("电梯'", "l"),
        ('"电梯" OR (施工', ""),
        ("电梯 & 老人 | !", "l"),
        ("电梯:*", "l"),
        ("!!! ---", ""),
        ("\\", ""),
        ("'; DROP TABLE cases_words; --", ""),
    ],
)
def test_a_search_finds_what_holds_every_part(
    city: City, told: dict[str, Case], monkeypatch: pytest.MonkeyPatch, *, query: str, expected: str, few: int
) -> None:
    monkeypatch.setattr(search, "FEW", few)
    page = lists.page_of(city["city_clerk"], CaseFilter(q=query), at=AT)
    assert {case.pk for case in page.rows} == {told[letter].pk for letter in expected}


def test_the_whole_index_is_built_anew(
    city: City, told: dict[str, Case], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "CHUNK", 2)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_words")
    assert lists.page_of(city["city_clerk"], CaseFilter(q="电梯"), at=AT).rows == []
    assert reindex.run(Namespace(json=True)) == 0
    assert json.loads(capsys.readouterr().out) == {"indexed": 3}
    found = lists.page_of(city["city_clerk"], CaseFilter(q="海悦"), at=AT).rows
    assert {case.pk for case in found} == {told["l"].pk, told["w"].pk}


def test_a_number_that_begins_so_is_found(city: City, told: dict[str, Case]) -> None:
    Case.objects.filter(pk=told["w"].pk).update(external_id="WH2021060100123")
    search.index([told["w"].pk])
    for query in ("WH2021060100123", "wh20210601"):
        assert [row.pk for row in lists.page_of(city["city_clerk"], CaseFilter(q=query), at=AT).rows] == [told["w"].pk]


def test_a_search_costs_few_queries_whatever_it_finds(city: City, told: dict[str, Case]) -> None:
    assert told
    most = 3 if connection.vendor == "postgresql" else 2
    for query in ("电梯", "海悦 电梯", "没有这个词"):
        with CaptureQueriesContext(connection) as asked:
            lists.page_and_count(city["city_clerk"], CaseFilter(q=query), at=AT, most=10)
        assert len(asked) <= most


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("海悦 电梯", [Phrase(("海悦",), is_open=False), Phrase(("电梯",), is_open=False)]),
        ("水", [Phrase(("水",), is_open=True)]),
        ("3号楼", [Phrase(("3", "号楼"), is_open=False)]),
        ("hyn", [Phrase(("hyn",), is_open=True)]),
        ("x", [Phrase(("x",), is_open=False)]),
        ("，。", []),
        ("", []),
    ],
)
def test_a_query_is_parted_at_spaces(query: str, expected: list[Phrase]) -> None:
    assert phrases(query) == expected
