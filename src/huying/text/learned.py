"""What a deployment has learned 本地模型: the models in force; without them the written rules speak alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from huying.text.labelling import Labels
from huying.text.stored import Pairs, Task, load

if TYPE_CHECKING:
    from pathlib import Path

    from huying.text.stored import Model


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """One model for each task, None where nothing was learned."""

    class7: Labels | None = None
    topic: Labels | None = None
    related: Labels | None = None
    pair: Pairs | None = None


NOTHING = Learned()


def learned(folder: Path) -> Learned:
    """Return the models in force in a data directory."""
    return Learned(
        class7=_labels(folder, Task.CLASS7),
        topic=_labels(folder, Task.TOPIC),
        related=_labels(folder, Task.RELATED),
        pair=_pairs(folder),
    )


def _in_force(folder: Path, task: Task) -> Model | None:
    found = load(folder, task)
    return found[1] if found else None


def _labels(folder: Path, task: Task) -> Labels | None:
    model = _in_force(folder, task)
    return model if isinstance(model, Labels) else None


def _pairs(folder: Path) -> Pairs | None:
    model = _in_force(folder, Task.PAIR)
    return model if isinstance(model, Pairs) else None
