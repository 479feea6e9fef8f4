"""What the writer of an answer is shown before sending it: what is missing, and why, by the words alone."""

from __future__ import annotations

import pytest

from huying.text.replying import LONG, SHORT, Finding, Point, look_over, office_words

QUESTION = "碧水名邸3号楼电梯停运三天了，老人上下楼困难，请尽快维修。"
GOOD = "您好，3号楼电梯的门机坏了。维保单位6月3日换好了新门机，电梯当天恢复运行。有事请找张师傅，电话0631-5231234。"


def _of(point: Point, answer: str, question: str = QUESTION) -> Finding:
    return next(each for each in look_over(answer, question=question) if each.point is point)


def test_a_good_answer_has_nothing_to_improve() -> None:
    found = look_over(GOOD, question=QUESTION)
    assert [each.point for each in found] == list(Point)
    assert all(each.is_met for each in found), [each for each in found if not each.is_met]


def test_an_empty_answer_is_not_judged() -> None:
    assert look_over("  \n", question=QUESTION) == []


def test_an_answer_that_speaks_of_something_else_is_told_the_words_it_misses() -> None:
    found = _of(Point.ANSWERS, "您反映的停车收费一事，车位每月150元，已公示。")
    assert not found.is_met
    assert any("电梯" in word for word in found.words)
    assert _of(Point.ANSWERS, "我们在6月3日换了门机，老人上下楼困难已经没有了。").is_met, "shared words are enough"
    assert _of(Point.ANSWERS, "任何话", question="").is_met, "nothing readable was asked"


@pytest.mark.parametrize(
    ("words", "is_met"),
    [
        ("6月3日修好", True),
        ("三个工作日内修好", True),
        ("6月底前修好", True),
        ("本周五前修好", True),
        ("2021-06-03修好", True),
        ("24小时内到场", True),
        ("六月三日修好", True),
        ("3号楼已修好", False),
        ("尽快修好", False),
        ("下次注意", False),
    ],
)
def test_a_date_is_found_however_it_is_written(words: str, is_met: bool) -> None:  # noqa: FBT001
    assert _of(Point.DATE, words).is_met is is_met


@pytest.mark.parametrize(
    ("words", "is_met"),
    [
        ("请拨打0631-5231234", True),
        ("拨打12345", True),
        ("联系人：张三", True),
        ("请找王主任", True),
        ("请向物业反映", False),
        ("编号20210603123456", False),
    ],
)
def test_whom_to_ask_is_a_person_or_an_office_number(words: str, is_met: bool) -> None:  # noqa: FBT001
    assert _of(Point.CONTACT, words).is_met is is_met


def test_office_terms_are_named() -> None:
    found = _of(Point.PLAIN, "我局高度重视，已责成相关部门限期整改。")
    assert not found.is_met
    assert set(found.words) >= {"我局", "高度重视", "责成", "相关部门", "限期整改"}
    assert found.count == len(found.words)
    assert len(office_words()) >= 150
    assert min(map(len, office_words())) >= 2, "a single character would be found inside other words"


def test_sentences_and_length_at_their_bounds() -> None:
    assert _of(Point.SENTENCES, "修" * 40 + "。").is_met
    assert not _of(Point.SENTENCES, "修" * 41 + "。").is_met
    for length, is_met in ((SHORT - 1, False), (SHORT, True), (LONG, True), (LONG + 1, False)):
        assert _of(Point.LENGTH, "修" * length).is_met is is_met, length


@pytest.mark.parametrize(
    "words",
    ["找您本人13812341234", "身份证11010519491231002X", "2单元301室的住户", "请拨〔号码1〕", "〔门牌已隐去〕的邻居"],
)
def test_what_may_name_a_person_is_shown(words: str) -> None:
    assert not _of(Point.PRIVATE, words).is_met


def test_an_office_number_names_nobody() -> None:
    assert _of(Point.PRIVATE, "请拨打0631-5231234").is_met
