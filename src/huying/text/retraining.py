"""Learning a task and putting it in force 训练并启用, for the command and the worker alike."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from huying.rules.errors import RuleBrokenError
from huying.text import stored
from huying.text.stored import Card, Task

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from types import ModuleType


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """What came of learning: the card, and the version in force, None where it was left aside and why."""

    card: Card
    number: int | None
    aside: str = ""


def library() -> ModuleType:
    """Return the module that learns, or refuse where scikit-learn is not installed."""
    try:
        return import_module("huying.text.training")
    except ModuleNotFoundError as error:
        raise RuleBrokenError("training.no_library", name=error.name) from error


def figure_of(card: Card) -> float:
    """Return the one figure by which models of a task are compared."""
    figures = card.figures
    return float(figures.get("f1", figures.get("macro_f1", 0.0)))


def learn(
    folder: Path,
    task: Task,
    rows: Sequence[Any],
    *,
    made_at: str,
    told: Callable[[int, int], None],
    is_careful: bool = False,
) -> Learnt:
    """Learn from rows of `training` and put the model in force.

    A careful one learns nothing from what was learned before, and leaves aside a model whose figure lies below the
    interval of the one in force: nobody looks on when the worker learns.
    """
    training = library()
    digest = training.hash_of(rows)
    before = stored.load(folder, task) if is_careful else None
    if before is not None and before[0].training_sha256 == digest:
        return Learnt(card=before[0], number=None, aside="same_rows")
    if task is Task.PAIR:
        model, figures = training.learn_pairs(rows, told=told)
    else:
        model, figures = training.learn_labels(rows, task=task, told=told)
    card = Card(task=task, made_at=made_at, rows=len(rows), training_sha256=digest, figures=figures)
    if before is not None and figure_of(card) < before[0].figures.get("interval", [0.0])[0]:
        return Learnt(card=card, number=None, aside="worse")
    return Learnt(card=card, number=stored.keep(folder, card, model))
