"""Learning from labelled messages: what is learned is kept, used without the trainer, and rolled back."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from huying.config import cli
from huying.rules.errors import RuleBrokenError
from huying.text import stored, training
from huying.text.learned import learned
from huying.text.lines import stream
from huying.text.stored import Card, Task
from huying.text.suggest import suggest
from huying.text.training import LabelRow, PairRow
from tests.text.samples import PLACES, labelled, told

if TYPE_CHECKING:
    from pathlib import Path

    from huying.text.labelling import Labels


def _silent(_done: int, _whole: int) -> None:
    """Hear of no progress."""


def _rows() -> list[LabelRow]:
    return [LabelRow(text, label) for text, label in labelled()]


def _pairs() -> list[PairRow]:
    matters = [(place, topic) for place in PLACES[:4] for topic in ("LFT", "PRK")]
    messages = [(matter, *told(*matter, number)) for matter in matters for number in range(4)]
    return [
        PairRow(text_a=text, at_a=at, text_b=other, at_b=other_at, is_same=matter == other_matter)
        for (matter, text, at), (other_matter, other, other_at) in combinations(messages, 2)
        if matter == other_matter or hash_free(text, other)
    ]


def hash_free(one: str, other: str) -> bool:
    """Choose every fifth of the pairs of two matters, by their lengths, so that neither kind outweighs the other."""
    return (len(one) * 7 + len(other)) % 5 == 0


@pytest.fixture(scope="module")
def topics() -> tuple[Labels, dict[str, object]]:
    return training.learn_labels(_rows(), task=Task.TOPIC, told=_silent)


def test_labels_are_learned_and_explained(topics: tuple[Labels, dict[str, object]]) -> None:
    model, figures = topics
    found = model.label("碧水名邸的电梯又停运了，请维修")
    assert found.ranked[0][0] == "LFT"
    assert abs(sum(share for _label, share in found.ranked) - 1) < 0.01
    assert any("电梯" in piece for piece in found.why)
    assert figures["macro_f1"] > 0.9  # type: ignore[operator]
    assert model.label("").ranked == ()


def test_what_is_kept_says_the_same_again(tmp_path: Path, topics: tuple[Labels, dict[str, object]]) -> None:
    model, figures = topics
    card = Card(task=Task.TOPIC, made_at="2026-01-01", rows=96, training_sha256="00", figures=figures)
    assert stored.keep(tmp_path, card, model) == 1
    found = stored.load(tmp_path, Task.TOPIC)
    assert found is not None
    assert found[0] == card
    for text, _label in labelled()[:8]:
        assert found[1].label(text) == model.label(text)  # type: ignore[union-attr]
    assert suggest("听雨华府停车位被占", learned=learned(tmp_path)).topic == "PRK"


def test_versions_are_rolled_back_to_the_rules(tmp_path: Path, topics: tuple[Labels, dict[str, object]]) -> None:
    model, _figures = topics
    card = Card(task=Task.TOPIC, made_at="", rows=96, training_sha256="", figures={})
    for number in (1, 2):
        assert stored.keep(tmp_path, card, model) == number
    assert stored.roll_back(tmp_path, Task.TOPIC) == 1
    assert stored.roll_back(tmp_path, Task.TOPIC) is None
    assert learned(tmp_path).topic is None
    with pytest.raises(RuleBrokenError, match=r"training\.nothing_to_roll_back"):
        stored.roll_back(tmp_path, Task.TOPIC)
    assert stored.keep(tmp_path, card, model) == 3, "a number is never used twice"


def test_a_damaged_model_is_refused(tmp_path: Path, topics: tuple[Labels, dict[str, object]]) -> None:
    card = Card(task=Task.TOPIC, made_at="", rows=96, training_sha256="", figures={})
    stored.keep(tmp_path, card, topics[0])
    path = tmp_path / "models" / "topic" / "0001.model"
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(RuleBrokenError, match=r"training\.damaged_model"):
        learned(tmp_path)


def test_pairs_are_learned_and_group_a_stream(tmp_path: Path) -> None:
    judge, figures = training.learn_pairs(_pairs(), told=_silent)
    card = Card(task=Task.PAIR, made_at="", rows=1, training_sha256="", figures=figures)
    stored.keep(tmp_path, card, judge)
    models = learned(tmp_path)
    assert models.pair == judge
    known = [("海棠花园", "LFT"), ("听雨华府", "LFT"), ("听雨华府", "PRK")]
    rows = [(f"{place}{topic}{number}", *told(place, topic, number)) for place, topic in known for number in range(3)]
    lines = [json.dumps({"id": name, "text": text, "at": at.isoformat()}) for name, text, at in rows]
    groups = [json.loads(each)["group"] for each in stream(lines, mode="groups", learned=models)]
    assert groups == [name for place, topic in known for name in [f"{place}{topic}0"] * 3]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("a", "x")] * 10, "training.too_few_rows"),
        ([("a", "x")] * 60, "training.one_label"),
        ([("a", "x")] * 60 + [("b", "y")], "training.rare_labels"),
        ([(f"a{number}", str(number)) for number in range(500)], "training.too_many_labels"),
    ],
)
def test_nothing_is_learned_from_too_little(rows: list[tuple[str, str]], code: str) -> None:
    with pytest.raises(RuleBrokenError) as caught:
        training.learn_labels([LabelRow(*row) for row in rows], task=Task.TOPIC, told=_silent)
    assert caught.value.code == code


def test_twins_fall_into_one_fold() -> None:
    texts = [
        "电梯停运三天没有人修，老人上不了楼",
        "电梯停运三天没有人修，老人上不了楼！",
        "物业费上调没有公示，要求说明",
    ]
    first, second, third = training.twins(texts)
    assert first == second != third


def test_a_training_set_is_named_by_its_rows_in_any_order() -> None:
    rows = _rows()
    assert training.hash_of(rows) == training.hash_of(rows[::-1])
    assert training.hash_of(rows) != training.hash_of([replace(rows[0], label="NON"), *rows[1:]])


def _written(path: Path, heading: list[str], rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heading, *rows])
    return path


def test_the_command_trains_tells_and_goes_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], settings: object
) -> None:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    path = _written(tmp_path / "rows.csv", ["text", "label"], [list(row) for row in labelled()])
    assert cli.main(["train", str(path), "--task", "class7", "--json"]) == 0
    card = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (card["task"], card["version"], card["rows"]) == ("class7", 1, 96)
    assert stored.in_force(tmp_path, Task.CLASS7) == 1
    assert cli.main(["train", "--task", "class7", "--roll-back"]) == 0
    assert stored.in_force(tmp_path, Task.CLASS7) is None


@pytest.mark.parametrize(
    ("heading", "rows", "task", "code"),
    [
        (["words", "label"], [["a", "b"]], "topic", "training.columns"),
        (["text", "label"], [["a", ""]], "topic", "training.empty_cell"),
        (["text_a", "at_a", "text_b", "at_b", "label"], [["a", "", "b", "", "perhaps"]], "pair", "unknown_label"),
        (["text", "label"], [["a", "b"]] * 3, "topic", "training.too_few_rows"),
    ],
)
def test_the_command_refuses_bad_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], heading: list[str], rows: list[list[str]], task: str, code: str
) -> None:
    path = _written(tmp_path / "rows.csv", heading, rows)
    assert cli.main(["train", str(path), "--task", task]) == 1
    said = capsys.readouterr().err
    assert code in said
    assert "Traceback" not in said
