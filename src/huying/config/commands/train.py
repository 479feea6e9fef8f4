"""`huying train FILE or --from-cases --task class7, topic, related or pair`, and `… --task T --roll-back`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from tqdm import tqdm

from huying.cases.actions.learning import rows_for
from huying.core.clock import system_now
from huying.rules.errors import RuleBrokenError
from huying.sheets.cell_types import is_blank
from huying.sheets.dates import date_from_cell, date_from_text
from huying.sheets.reading import open_rows
from huying.text import stored
from huying.text.retraining import learn, library
from huying.text.stored import Task

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from types import ModuleType

    from huying.sheets.cell_types import Cell
    from huying.text.stored import Card

LABEL_HEADINGS = ("text", "label")
PAIR_HEADINGS = ("text_a", "at_a", "text_b", "at_b", "label")
YES, NO = {"1", "1.0", "true", "yes", "same"}, {"0", "0.0", "false", "no", "other"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the file and the task."""
    parser.add_argument("file", nargs="?", type=Path, help="csv or xlsx: text,label or text_a,at_a,text_b,at_b,label")
    parser.add_argument("--task", required=True, choices=[task.value for task in Task])
    parser.add_argument("--from-cases", action="store_true", help="learn from the confirmed cases of this database")
    parser.add_argument("--roll-back", action="store_true", help="put the version before the one in force in force")
    parser.add_argument("--json", action="store_true", help="print the model card as one JSON object on the last line")


def run(options: argparse.Namespace) -> int:
    """Learn, keep the model and say how good it is; or go back one version."""
    task = Task(options.task)
    if options.roll_back:
        number = stored.roll_back(settings.DATA_DIR, task)
        print(f"{task.value}: version {number} is in force" if number else f"{task.value}: no model is in force")
        return 0
    if options.from_cases == (options.file is not None):
        raise RuleBrokenError("training.no_file")
    rows: Sequence[Any] = rows_for(task) if options.from_cases else _of_file(options.file, task)
    with tqdm(total=1, desc=f"learning {task.value}", disable=None, leave=False) as bar:

        def told(done: int, whole: int) -> None:
            bar.total = whole
            bar.update(done - bar.n)

        made_at = system_now().isoformat(timespec="seconds")
        done = learn(settings.DATA_DIR, task, rows, made_at=made_at, told=told)
    _tell(done.card, done.number or 0, is_json=options.json)
    return 0


def _of_file(path: Path, task: Task) -> list[Any]:
    training = library()
    return list(_pairs(path, training) if task is Task.PAIR else _labels(path, training))


def _tell(card: Card, number: int, *, is_json: bool) -> None:
    figures = card.figures
    name = "f1" if "f1" in figures else "macro_f1"
    low, high = figures["interval"]
    folds = f"{figures['times']} times {figures['folds']} folds"
    print(f"{card.task.value}: version {number}, {card.rows} rows, {name} {figures[name]} [{low}, {high}] over {folds}")
    for label, row in figures.get("labels", {}).items():
        print(f"  {label}\t{row['rows']} rows\tf1 {row['f1']}")
    if is_json:
        told = {"task": card.task.value, "version": number, "rows": card.rows, "training_sha256": card.training_sha256}
        print(json.dumps(told | figures, ensure_ascii=False))


def _table(path: Path, wanted: tuple[str, ...]) -> Iterator[tuple[int, list[Cell]]]:
    """Yield the cells of the wanted columns with the number of their row."""
    rows = open_rows(path)
    headings = [str(cell).strip().lower() for cell in next(rows, [])]
    missing = [name for name in wanted if name not in headings]
    if missing:
        raise RuleBrokenError("training.columns", missing=missing)
    places = [headings.index(name) for name in wanted]
    for number, row in enumerate(rows, 2):
        yield number, [row[place] if place < len(row) else None for place in places]


def _labels(path: Path, training: ModuleType) -> Iterator[Any]:
    for number, (text, label) in _table(path, LABEL_HEADINGS):
        if is_blank(text) and is_blank(label):
            continue
        if is_blank(text) or is_blank(label):
            raise RuleBrokenError("training.empty_cell", row=number)
        yield training.LabelRow(str(text), _shown(label))


def _pairs(path: Path, training: ModuleType) -> Iterator[Any]:
    for number, (text_a, at_a, text_b, at_b, label) in _table(path, PAIR_HEADINGS):
        if is_blank(text_a) and is_blank(text_b):
            continue
        said = _shown(label).lower()
        if is_blank(text_a) or is_blank(text_b) or is_blank(label):
            raise RuleBrokenError("training.empty_cell", row=number)
        if said not in YES | NO:
            raise RuleBrokenError("training.unknown_label", row=number, label=said[:40])
        yield training.PairRow(
            text_a=str(text_a), at_a=_instant(at_a), text_b=str(text_b), at_b=_instant(at_b), is_same=said in YES
        )


def _shown(label: Cell) -> str:
    if isinstance(label, float) and label.is_integer():
        return str(int(label))
    return str(label).strip()


def _instant(cell: Cell) -> datetime | None:
    if is_blank(cell):
        return None
    return date_from_text(str(cell)) if isinstance(cell, str) else date_from_cell(cell)  # type: ignore[arg-type]
