"""Sheets as centres really lay them out come in at once, and what people write kindly is taken kindly."""

from __future__ import annotations

import csv
from itertools import product
from typing import TYPE_CHECKING

import pytest

from huying.cases.actions.demands import first_phone, plain_name, plain_phone
from huying.cases.models import Case, OutsideOrder, Reporter
from huying.core import crypto
from tests.cases.layouts import LAYOUTS
from tests.cases.sheets import CENTRE, come_in, numbers, order, written

if TYPE_CHECKING:
    from pathlib import Path

MOBILES = ("13812341234", "15900001111", "18663112345", "17788889999", "19912345678", "13000000000", "18200009999")
WRITINGS = (
    "{0}{1}{2}",
    "{0} {1} {2}",
    "{0}-{1}-{2}",
    "{0}－{1}－{2}",
    "{0}—{1}—{2}",
    "{0}.{1}.{2}",
    "{0}·{1}·{2}",
    "({0}){1}{2}",
    "（{0}）{1} {2}",
    "+86{0}{1}{2}",
    "+86 {0} {1} {2}",
    "+86-{0}-{1}-{2}",
    "0086{0}{1}{2}",
    "86 {0}{1}{2}",
    "＋８６{0}{1}{2}",
    "电话：{0}{1}{2}",
    "手机 {0}-{1}-{2}",
    "联系电话: {0}{1}{2}",
    "\u3000{0}{1}{2}\u3000",
    "\u200b{0}{1}{2}",
    "\xa0{0} {1} {2}\n",
    "FULL",
)
NAMES = {
    "王芳": "王芳",
    " 王芳 ": "王芳",
    "王\u3000芳": "王 芳",
    "欧阳\n娜娜": "欧阳 娜娜",
    "𠮷田": "𠮷田",
    "㛃㵘": "㛃㵘",
    "𬱖先生": "𬱖先生",
    "张𤪤": "张𤪤",
    "O'Brien": "O'Brien",
    "Jean-Luc": "Jean-Luc",
    "J. Smith": "J. Smith",
    "王**": "王**",
    "李女士/张先生": "李女士/张先生",
}
PARTS = (
    ("阿不都", "热合曼"),
    ("艾力", "买买提"),
    ("玛依拉", "吐尔逊"),
    ("次仁", "卓玛"),
    ("布仁", "巴雅尔"),
    ("司马", "义"),
)
DOTS = ("·", "•", "‧", "∙", "⋅", "・", "･", "．", ".", " · ")
ADDRESSES = (
    "山东省威海市环翠区竹岛路1号海悦花园3号楼2单元501室",
    "海悦花园3#楼-2-501",
    "海悦花园３号楼２单元５０１",
    "海悦花园（一期）3号楼",
    "【海悦花园】3号楼",
    "海悦花园 3 号楼",
    "海悦花园\t3号楼",
    "海悦花园\n3号楼",
    "海悦花园\u30003号楼",
    "「海悦」花园",
)
ENDINGS = ("", "附近", "门口", "对面", "北侧100米", "，近菜市场", "。", "；电梯厅")


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.usefixtures("city")
def test_a_layout_comes_in_without_any_mapping(tmp_path: Path, name: str) -> None:
    rows, meant = LAYOUTS[name]
    path = tmp_path / "表.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    found = come_in(path)
    assert found.errors == []
    assert numbers(found) == (1, 1, 0, 0, 0, 0)
    assert set(found.matching.unknown) <= {"序号"}
    case, outside = Case.objects.get(), OutsideOrder.objects.get()
    told = {
        "title": case.title,
        "address": case.address,
        "solved": outside.call_back_solved,
        "satisfied": outside.call_back_satisfied,
    }
    assert case.external_id == "W1"
    assert {field: told[field] for field in meant} == meant


def test_there_are_layouts_enough() -> None:
    assert len(LAYOUTS) >= 5


@pytest.mark.usefixtures("city")
def test_three_hundred_kind_writings_are_taken(tmp_path: Path) -> None:
    phones = [(_written(writing, number), number) for writing, number in product(WRITINGS, MOBILES)]
    names = [*NAMES.items(), *((f"{one}{dot}{two}", f"{one}·{two}") for (one, two), dot in product(PARTS, DOTS))]
    places = [address + ending for address, ending in product(ADDRESSES, ENDINGS)]
    count = max(len(phones), len(names), len(places))
    assert len(phones) + len(names) + len(places) >= 300
    rows = [
        order(
            工单编号=f"K{number}",
            联系电话=phones[number % len(phones)][0],
            诉求人=names[number % len(names)][0],
            小区=places[number % len(places)],
            区县="",
            街道="",
            社区="",
        )
        for number in range(count)
    ]
    found = come_in(written(tmp_path / "表.csv", CENTRE, *rows))
    assert found.errors == []
    reporters = {each.case.external_id: each for each in Reporter.objects.select_related("case")}
    for number in range(count):
        reporter = reporters[f"K{number}"]
        assert reporter.phone_index == crypto.blind_index(phones[number % len(phones)][1], context="reporter.phone")
        assert reporter.name_sealed is not None
        assert crypto.unseal(reporter.name_sealed, context="reporter.name") == names[number % len(names)][1]
        assert "\n" not in reporter.case.address


def _written(writing: str, number: str) -> str:
    if writing == "FULL":
        return number.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    return writing.format(number[:3], number[3:7], number[7:])


@pytest.mark.parametrize("number", MOBILES)
@pytest.mark.parametrize(
    "writing", [writing for writing in WRITINGS if "电话" not in writing and "手机" not in writing]
)
def test_a_number_is_one_number_however_it_is_written(number: str, writing: str) -> None:
    assert first_phone(_written(writing, number).replace("\u200b", "")) == number


@pytest.mark.parametrize("number", ["0631-5231234", "（0631）5231234", "0631 523 1234"])
def test_a_landline_keeps_its_area(number: str) -> None:
    assert plain_phone(number) == "06315231234"


@pytest.mark.parametrize(("given", "kept"), [("A.B", "A.B"), ("王.芳", "王·芳"), ("", "")])
def test_dots_of_foreign_names_stay(given: str, kept: str) -> None:
    assert plain_name(given) == kept
