"""Trained models as files 模型文件: one folder for each task, one numbered file for each version, one in force.

A file is compressed JSON: the model card (task, rows, hash of the training set, figures by cross-validation) and
the numbers. Nothing in it can run. No message and no model is shipped; a deployment trains from its own cases.
"""

from __future__ import annotations

import base64
import gzip
import json
import re
import zlib
from array import array
from dataclasses import asdict, dataclass
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from huying.rules.errors import RuleBrokenError
from huying.text.additive import Additive, Question
from huying.text.comparing import Words
from huying.text.labelling import Labels

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 1
FOLDER, IN_FORCE = "models", "in-force"
_FILE = re.compile(r"^(\d{4,})\.model$")


class Task(Enum):
    """What can be learned."""

    CLASS7 = "class7"  # 一级分类
    TOPIC = "topic"  # 物业主题
    RELATED = "related"  # 是否涉及小区
    PAIR = "pair"  # 是否同一问题


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Where a model comes from 模型卡: never a message, only counts, a hash and figures."""

    task: Task
    made_at: str
    rows: int
    training_sha256: str
    figures: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """A learned judge of two messages: how rare words are, and the points of their figures."""

    words: Words
    judge: Additive


Model = Labels | Pairs


def keep(folder: Path, card: Card, model: Model) -> int:
    """Write a model as the next version of its task, put it in force, and return its number."""
    place = folder / FOLDER / card.task.value
    place.mkdir(parents=True, exist_ok=True)
    number = max(versions(folder, card.task), default=0) + 1
    told = {"format": FORMAT, "card": asdict(card) | {"task": card.task.value}, "model": _written(model)}
    packed = gzip.compress(json.dumps(told, ensure_ascii=False).encode(), mtime=0)
    path = place / f"{number:04d}.model"
    half = path.with_suffix(".part")
    half.write_bytes(packed)
    half.replace(path)
    _put_in_force(place, number)
    return number


def versions(folder: Path, task: Task) -> list[int]:
    """Return the numbers of a task's versions, the oldest first."""
    place = folder / FOLDER / task.value
    found = [_FILE.match(path.name) for path in place.iterdir()] if place.is_dir() else []
    return sorted(int(match[1]) for match in found if match)


def in_force(folder: Path, task: Task) -> int | None:
    """Return the number of the version in force, None where nothing was learned."""
    mark = folder / FOLDER / task.value / IN_FORCE
    return int(mark.read_text(encoding="ascii")) if mark.exists() else None


def roll_back(folder: Path, task: Task) -> int | None:
    """Put the version before the one in force in force again; before the first the written rules hold alone."""
    number = in_force(folder, task)
    if number is None:
        raise RuleBrokenError("training.nothing_to_roll_back", task=task.value)
    earlier = [each for each in versions(folder, task) if each < number]
    if not earlier:
        (folder / FOLDER / task.value / IN_FORCE).unlink()
        return None
    _put_in_force(folder / FOLDER / task.value, earlier[-1])
    return earlier[-1]


def load(folder: Path, task: Task) -> tuple[Card, Model] | None:
    """Return the model in force with its card; None where nothing was learned. A damaged file is refused."""
    number = in_force(folder, task)
    return _read(folder / FOLDER / task.value / f"{number:04d}.model") if number is not None else None


@lru_cache(maxsize=8)
def _read(path: Path) -> tuple[Card, Model]:
    try:
        told = json.loads(gzip.decompress(path.read_bytes()))
        card = Card(**told["card"] | {"task": Task(told["card"]["task"])})
        return card, _understood(told["model"], card.task)
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError) as error:
        raise RuleBrokenError("training.damaged_model", file=path.name) from error


def _put_in_force(place: Path, number: int) -> None:
    half = place / f"{IN_FORCE}.part"
    half.write_text(str(number), encoding="ascii")
    half.replace(place / IN_FORCE)


def _written(model: Model) -> dict[str, Any]:
    if isinstance(model, Pairs):
        steps = [[step.figure, step.value, step.low, step.high] for step in model.judge.questions]
        return {
            "total": model.words.total,
            "counts": dict(model.words.counts),
            "start": model.judge.start,
            "steps": steps,
        }
    known = list(model.weights)
    flat = array("f", [weight for piece in known for weight in model.weights[piece]])
    return {
        "names": list(model.names),
        "pieces": known,
        "rarity": [round(model.rarity.get(piece, 0.0), 5) for piece in known],
        "weights": base64.b64encode(flat.tobytes()).decode(),
        "bias": list(model.bias),
        "temperature": model.temperature,
        "uses_rules": model.uses_rules,
    }


def _understood(told: dict[str, Any], task: Task) -> Model:
    if task is Task.PAIR:
        steps = tuple(Question(int(row[0]), *map(float, row[1:])) for row in told["steps"])
        words = Words(total=told["total"], counts=told["counts"])
        return Pairs(words=words, judge=Additive(start=told["start"], questions=steps))
    flat = array("f")
    flat.frombytes(base64.b64decode(told["weights"]))
    width = len(told["names"])
    rows = [flat[at * width : (at + 1) * width] for at in range(len(told["pieces"]))]
    pairs = zip(told["pieces"], told["rarity"], strict=True)
    return Labels(
        names=tuple(told["names"]),
        rarity={piece: rarity for piece, rarity in pairs if rarity},
        weights=dict(zip(told["pieces"], rows, strict=True)),
        bias=tuple(told["bias"]),
        temperature=told["temperature"],
        uses_rules=told["uses_rules"],
    )
