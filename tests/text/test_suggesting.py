"""Suggestions by the written rules: what a message says, and that no message can break them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.text.compounds import CompoundIndex
from huying.text.lines import stream
from huying.text.suggest import suggest
from tests.text.samples import COMPLAINTS, labelled

REGISTER = CompoundIndex(
    [
        ("371002001001-0001", "海棠花园小区", ("海棠花园",)),
        ("371002001001-0002", "中茂城", ()),
        ("371002001001-0003", "银杏苑", ()),
    ]
)


@pytest.mark.parametrize("topic", COMPLAINTS)
def test_plain_complaints_get_their_topic_with_its_words(topic: str) -> None:
    found = suggest(next(text for text, label in labelled() if label == topic))
    assert found.topic == topic
    assert found.topics[0] == topic
    assert len(found.topics) <= 3
    assert found.why
    assert found.why != ("unclear",)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("3号楼电梯停了", "LFT"),
        ("电梯停着没人修", "LFT"),
        ("我们楼停电了", "WPH"),
        ("小区的水停了两天", "WPH"),
        ("单元没电", "WPH"),
    ],
)
def test_a_lift_that_stands_is_no_power_cut(text: str, topic: str) -> None:
    assert suggest(text, index=REGISTER).topic == topic


@pytest.mark.parametrize("text", ["", "   ", "😀😀😀", "？？？", "〔号码1〕", "\x00\ud800"])
def test_a_message_that_says_nothing_is_unclear(text: str) -> None:
    found = suggest(text, index=REGISTER)
    assert (found.topic, found.topics, found.compound, found.confidence) == (None, (), None, 0.0)
    assert found.why == ("unclear",)


@given(st.text(max_size=400))
def test_no_text_breaks_a_suggestion(text: str) -> None:
    found = suggest(text, index=REGISTER)
    assert 0.0 <= found.confidence <= 1.0
    assert len(found.topics) <= 3


def test_a_very_long_message_is_read_at_its_beginning() -> None:
    assert suggest("海棠花园电梯停运，电梯不动。" + "啊" * 100_000, index=REGISTER).topic == "LFT"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("海棠花园3号楼电梯坏了", "371002001001-0001", id="by its alias"),
        pytest.param("海棠花园小区的路灯不亮", "371002001001-0001", id="by its whole name"),
        pytest.param("银杏苑门口", "371002001001-0003", id="a short name"),
        pytest.param("海堂花园的电梯停运", "371002001001-0001", id="one character of the same sound"),
        pytest.param("我家附近的路灯不亮", None, id="none named"),
    ],
)
def test_a_compound_is_found_by_the_register(text: str, code: str | None) -> None:
    assert suggest(text, index=REGISTER).compound == code


def test_without_a_register_the_name_in_the_text_is_offered() -> None:
    assert suggest("我是松涛公寓业主，松涛公寓小区的电梯停运。").compound == "松涛公寓"
    assert suggest("路边的井盖坏了").compound is None


@pytest.mark.parametrize(
    ("text", "urgency", "call"),
    [
        ("楼上着火了，浓烟很大", "danger", "119"),
        ("电梯里有人被困", "danger", "lift"),
        ("3号楼的电梯从早上起就停运了", "urgent", ""),
        ("电梯很新。消防演练时有人被困", "normal", ""),
        ("没有发生火灾，咨询灭火器年检", "normal", ""),
        ("没有着火，可是楼上真的冒烟了", "danger", "119"),
    ],
)
def test_danger_is_told_with_whom_to_call(text: str, urgency: str, call: str) -> None:
    found = suggest(text)
    assert (found.urgency, found.call) == (urgency, call)


def test_lines_answer_in_order_and_a_bad_one_stops_nothing() -> None:
    lines = ['{"id": 1, "text": "电梯停运"}', "no json", '{"id": 3}', "", '{"id": 4, "text": 5}', '["a"]']
    answers = [json.loads(each) for each in stream(lines)]
    assert [each["id"] for each in answers] == [1, None, 3, 4, None]
    assert answers[0]["topic"] == "LFT"
    assert [each["refused"]["code"] for each in answers[1:]] == [
        "line.not_json",
        "field.missing",
        "field.type",
        "line.not_json",
    ]


def test_pairs_and_groups_by_shared_words() -> None:
    one = {"text": "海棠花园电梯停运，三号楼电梯从昨天起一直不动", "at": "2020-03-01"}
    pair = json.dumps({"id": "p", "a": one, "b": one | {"at": "2020-03-05 10:00:00"}})
    other = json.dumps({"id": "q", "a": one, "b": {"text": "银杏小区垃圾几天没有清运，臭味很大"}})
    far = json.dumps({"id": "r", "a": one, "b": one | {"at": "2021-03-01"}})
    wrong = json.dumps({"id": "s", "a": one, "b": {"text": "x", "at": "yesterday"}})
    same, unlike, apart, refused = (json.loads(each) for each in stream([pair, other, far, wrong], mode="pairs"))
    assert (same["same"], unlike["same"], apart["same"]) == (True, False, False)
    assert refused["refused"]["code"] == "date.impossible"
    lines = [json.dumps({"id": name, **one}) for name in ("x", "y")] + ['{"id": "z", "text": "路灯不亮"}', "{"]
    assert [json.loads(each).get("group", "refused") for each in stream(lines, mode="groups")] == [
        "x",
        "x",
        None,
        "refused",
    ]
