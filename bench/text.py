"""How well the product reads messages, on labelled ones that stand outside the repository.

    HUYING_MESSAGES_DIR=DIR python bench/text.py

DIR holds topic7.csv, topic7_extra_segmented.csv, property_topics.csv, dup_pairs.csv, hot_messages.csv,
hot_clusters.csv and compound_names.csv in the making of the 2020 "Taidi Cup", problem C. Figures are means over 5
times 5 folds with a 95 % interval; near-twins fall into one fold. The groups are made by a judge that learned from
all labelled pairs. The written rules of the product were made with sight of these messages, so figures that use
them (topic, about a compound, names) are what they say of these messages, not a promise for others.
"""

from __future__ import annotations

import csv
import os
import time
from collections import Counter, defaultdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from huying.text import comparing, grouping, training
from huying.text.compounds import CompoundIndex
from huying.text.names import guess_name
from huying.text.stored import Task
from huying.text.suggest import suggest
from huying.text.training import LabelRow, PairRow
from huying.text.words import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FOLDER = Path(os.environ.get("HUYING_MESSAGES_DIR", ""))
BIG = 3


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _whole(row: Mapping[str, str]) -> str:
    return f"{row['title']}\n{row['body']}"


def _silent(_done: int, _all: int) -> None:
    """Hear of no progress."""


def _at(written: str) -> datetime | None:
    for form in ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M"):
        try:
            return datetime.strptime(written, form)
        except ValueError:
            continue
    return None


def labels(task: Task, file: str, column: str) -> None:
    """Learn one task and print its figure."""
    rows = [LabelRow(_whole(row), row[column]) for row in _rows(file)]
    began = time.process_time()
    _model, figures = training.learn_labels(rows, task=task, told=_silent)
    _say(task.value, "macro F1", figures["macro_f1"], figures["interval"], len(rows), time.process_time() - began)
    if task is Task.RELATED:
        print(f"| related, F1 of yes | {figures['labels']['1']['f1']:.3f} | | | |")


def class7_with_extra() -> None:
    """Judge the 905 messages by models that also learned from the segmented ones, twins of the judged left out."""
    judged = _rows("topic7.csv")
    extra = [(row["text"].replace(" ", ""), row["label"]) for row in _rows("topic7_extra_segmented.csv")]
    texts = [_whole(row) for row in judged]
    groups = training.twins([*texts, *(text for text, _label in extra)])
    names = sorted({row["label"] for row in judged})
    wanted = np.array(
        [names.index(label) for label in [*(row["label"] for row in judged), *(label for _text, label in extra)]]
    )
    features = training.Features([*texts, *(text for text, _label in extra)], uses_rules=False)
    scores, began = [], time.process_time()
    for _time, train, test in training.folds(wanted[: len(judged)], groups[: len(judged)]):
        barred = {groups[at] for at in test}
        more = [at for at in range(len(judged), len(groups)) if groups[at] not in barred]
        rows = np.concatenate([train, more])
        machine = training.fit(features.learn(rows), wanted[rows])
        scores.append(training.macro(wanted[test], machine.predict(features.matrix(test)), len(names)))
    found = training.interval("f1", scores)
    _say("class7 with extra rows", "macro F1", found["f1"], found["interval"], len(judged), time.process_time() - began)


def pairs() -> training.Pairs:
    """Learn to judge pairs, print the figure, and return the judge."""
    known = {row["message_id"]: row for row in _rows("hot_messages.csv")}
    rows = []
    for row in _rows("dup_pairs.csv"):
        one, other = known[row["message_id_a"]], known[row["message_id_b"]]
        rows.append(
            PairRow(
                text_a=_whole(one),
                at_a=_at(one["created_at"]),
                text_b=_whole(other),
                at_b=_at(other["created_at"]),
                is_same=row["same"] == "1",
            )
        )
    began = time.process_time()
    judge, figures = training.learn_pairs(rows, told=_silent)
    _say("same matter", "F1", figures["f1"], figures["interval"], len(rows), time.process_time() - began)
    return judge


def groups(judge: training.Pairs) -> None:
    """Group the stream and compare with the labelled groups."""
    rows = _rows("hot_messages.csv")
    began = time.process_time()
    words = comparing.count_words(_whole(row) for row in rows)
    read = [comparing.read(_whole(row), words=words, at=_at(row["created_at"])) for row in rows]
    found = grouping.groups(read, judge)
    spent = time.process_time() - began
    group_of = {row["message_id"]: str(found.get(at, f"alone {at}")) for at, row in enumerate(rows)}
    gold = {row["message_id"]: row["cluster_id"] or row["message_id"] for row in _rows("hot_clusters.csv")}
    precision, recall = _b_cubed(gold, group_of)
    f1 = 2 * precision * recall / (precision + recall)
    what = f"groups, B-cubed F1 (precision {precision:.3f}, recall {recall:.3f})"
    print(f"| {what} | {f1:.3f} | | {len(rows)} | {spent:.0f} |")
    print(f"| groups of {BIG} and more found | {_found(gold, group_of):.3f} | | | |")


def _b_cubed(gold: Mapping[str, str], given: Mapping[str, str]) -> tuple[float, float]:
    true, made = _members(gold, gold), _members(given, gold)
    precision = np.mean([len(true[gold[key]] & made[given[key]]) / len(made[given[key]]) for key in gold])
    recall = np.mean([len(true[gold[key]] & made[given[key]]) / len(true[gold[key]]) for key in gold])
    return float(precision), float(recall)


def _members(group_of: Mapping[str, str], keys: Iterable[str]) -> dict[str, set[str]]:
    members: defaultdict[str, set[str]] = defaultdict(set)
    for key in keys:
        members[group_of[key]].add(key)
    return members


def _found(gold: Mapping[str, str], given: Mapping[str, str]) -> float:
    true, made = _members(gold, gold), _members(given, gold)
    large = [members for members in true.values() if len(members) >= BIG]
    hits = [
        max(len(members & made[given[key]]) / len(members | made[given[key]]) for key in members) >= 0.5
        for members in large
    ]
    return sum(hits) / len(hits)


def names() -> None:
    """Find the compound a message names, without a register and with one of all the names."""
    rows = _rows("compound_names.csv")
    known = sorted({name for row in rows for name in row["compound"].split("|") if name and name != "NONE"})
    register = CompoundIndex((str(at), name, ()) for at, name in enumerate(known))
    bare = [guess_name(row["text"]) or "" for row in rows]
    listed = [_listed(row["text"], register, known) for row in rows]
    for title, found in (("names without a register", bare), ("names with a register", listed)):
        counts = Counter(_verdict(row["compound"], given) for row, given in zip(rows, found, strict=True))
        faults = counts["missed"] + 2 * counts["wrong"] + counts["made up"]
        f1 = 2 * counts["hit"] / max(2 * counts["hit"] + faults, 1)
        print(f"| {title}, exact F1 | {f1:.3f} | | {len(rows)} | |")


def _listed(text: str, register: CompoundIndex, known: list[str]) -> str:
    code = suggest(text, index=register).compound
    return known[int(code)] if code is not None else ""


def _plain(name: str) -> str:
    plain = normalise(name).replace(" ", "").replace("·", "")
    return plain.removesuffix("小区") if len(plain) > 4 else plain


def _verdict(gold: str, given: str) -> str:
    accepted = {_plain(name) for name in gold.split("|") if name != "NONE"}
    if not accepted:
        return "made up" if given else "rightly none"
    if _plain(given) in accepted:
        return "hit"
    return "wrong" if given else "missed"


def _say(what: str, measure: str, mean: float, interval: list[float], rows: int, seconds: float) -> None:
    between = f"{interval[0]:.3f}-{interval[1]:.3f}"
    print(f"| {what}, {measure} | {mean:.3f} | {between} | {rows} | {seconds:.0f} |", flush=True)


def main() -> None:
    """Print the table."""
    if not FOLDER.name or not FOLDER.is_dir():
        raise SystemExit("set HUYING_MESSAGES_DIR to the folder of labelled messages")
    print("| what | figure | 95 % interval | messages | processor s |\n|---|---|---|---|---|")
    labels(Task.CLASS7, "topic7.csv", "label")
    class7_with_extra()
    labels(Task.TOPIC, "property_topics.csv", "topic")
    labels(Task.RELATED, "property_topics.csv", "property_related")
    groups(pairs())
    names()


if __name__ == "__main__":
    main()
