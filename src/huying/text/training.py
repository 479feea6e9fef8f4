"""Learning from a deployer's own cases 训练: labels and pairs, with figures by repeated cross-validation.

Needs scikit-learn (extra `text`); what is learned is used without it. Figures are the mean over 5 times 5 folds with
a 95 % interval; nothing is tuned on them. Rows that are nearly the same text fall into the same fold, so that no
message is judged by its own twin.
"""

from __future__ import annotations

import hashlib
import math
from array import array
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import confusion_matrix, f1_score
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.svm import LinearSVC

from huying.rules.errors import RuleBrokenError
from huying.text import comparing
from huying.text.additive import Additive, Question
from huying.text.labelling import Labels, pieces, rule_shares, weighted
from huying.text.stored import Pairs, Task
from huying.text.words import bigrams, normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

FOLDS, TIMES = 5, 5
LEAST_ROWS, LEAST_OF_LABEL, MOST_LABELS = 50, 5, 400
PIECES_MOST, STANDS_IN = 60_000, 2
FIRMNESS = 3.0
STUMPS = 100
TWIN_KEY = 24
TEMPERATURES = [0.25 * 1.2**step for step in range(24)]
WITH_RULES = {Task.TOPIC, Task.RELATED}
Told: TypeAlias = "Callable[[int, int], None]"


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A text and its label."""

    text: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRow:
    """Two texts with their instants, and whether they mean the same matter."""

    text_a: str
    at_a: datetime | None
    text_b: str
    at_b: datetime | None
    is_same: bool


def hash_of(rows: Sequence[Any]) -> str:
    """Return the sha256 of a training set, whatever the order of its rows."""
    lines = sorted(repr(row) for row in rows)
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def check(labels: Sequence[str]) -> None:
    """Refuse what nothing can be learned from, and say what is missing."""
    counts = Counter(labels)
    if len(labels) < LEAST_ROWS:
        raise RuleBrokenError("training.too_few_rows", rows=len(labels), least=LEAST_ROWS)
    if len(counts) == 1:
        raise RuleBrokenError("training.one_label", label=next(iter(counts)))
    if len(counts) > MOST_LABELS:
        raise RuleBrokenError("training.too_many_labels", labels=len(counts), most=MOST_LABELS)
    rare = sorted(label for label, count in counts.items() if count < LEAST_OF_LABEL)
    if rare:
        raise RuleBrokenError("training.rare_labels", labels=", ".join(rare[:8]), least=LEAST_OF_LABEL)


class Features:
    """Texts as rows of a matrix, by the pieces that stand in at least two of them."""

    def __init__(self, texts: Sequence[str], *, uses_rules: bool) -> None:
        self.uses_rules = uses_rules
        self.counted = [pieces(text) for text in texts]
        self.shares = [rule_shares(text) if uses_rules else {} for text in texts]
        self.rarity: dict[str, float] = {}
        self.column: dict[str, int] = {}

    def learn(self, rows: Iterable[int]) -> csr_matrix:
        """Fix the columns by some rows and return these."""
        rows = list(rows)
        stands: Counter[str] = Counter()
        for at in rows:
            stands.update(self.counted[at].keys())
        kept = [piece for piece, count in stands.most_common(PIECES_MOST) if count >= STANDS_IN]
        self.rarity = {piece: math.log((1 + len(rows)) / (1 + stands[piece])) + 1 for piece in kept}
        said = sorted({name for at in rows for name in self.shares[at]})
        self.column = {name: number for number, name in enumerate([*kept, *said])}
        return self.matrix(rows)

    def matrix(self, rows: Iterable[int]) -> csr_matrix:
        """Return rows as a matrix of the learned columns."""
        rows = list(rows)
        values, columns, starts = array("f"), array("l"), [0]
        for at in rows:
            given = weighted(self.counted[at], self.rarity) | self.shares[at]
            for name, value in given.items():
                if name in self.column:
                    values.append(value)
                    columns.append(self.column[name])
            starts.append(len(values))
        return csr_matrix((np.array(values), np.array(columns), starts), shape=(len(rows), len(self.column)))


def learn_labels(rows: Sequence[LabelRow], *, task: Task, told: Told) -> tuple[Labels, dict[str, Any]]:
    """Return a model of labels and its figures; `told(done, all)` hears of the progress."""
    truth = [row.label for row in rows]
    check(truth)
    texts = [row.text for row in rows]
    names = tuple(sorted(set(truth)))
    wanted = np.array([names.index(label) for label in truth])
    features = Features(texts, uses_rules=task in WITH_RULES)
    groups = twins(texts)
    sums = np.zeros((TIMES, len(rows), len(names)))
    scores = []
    for done, (time, train, test) in enumerate(folds(wanted, groups), 1):
        machine = fit(features.learn(train), wanted[train])
        sums[time, test] = _sums(machine, features.matrix(test), len(names))
        scores.append(macro(wanted[test], sums[time, test].argmax(axis=1), len(names)))
        told(done, FOLDS * TIMES + 1)
    temperature = _temperature(sums.reshape(-1, len(names)), np.tile(wanted, TIMES))
    matrix = features.learn(range(len(rows)))
    model = _labels(fit(matrix, wanted), features, names=names, temperature=temperature)
    told(FOLDS * TIMES + 1, FOLDS * TIMES + 1)
    return model, _figures(scores, sums, wanted, names, temperature)


def folds(wanted: np.ndarray, groups: Sequence[int]) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
    """Yield the time, the rows to learn from and those to judge.

    Where joining twins leaves some label fewer groups than folds, each row is a group of its own.
    """
    spread = {label: len({groups[int(at)] for at in np.flatnonzero(wanted == label)}) for label in set(wanted.tolist())}
    together = groups if min(spread.values()) >= FOLDS else range(len(wanted))
    for time in range(TIMES):
        splitter = StratifiedGroupKFold(n_splits=FOLDS, shuffle=True, random_state=time)
        for train, test in splitter.split(np.zeros(len(wanted)), wanted, together):
            yield time, train, test


def fit(matrix: csr_matrix, wanted: np.ndarray) -> LinearSVC:
    """Return a linear machine that learned from rows."""
    return LinearSVC(C=FIRMNESS, class_weight="balanced", random_state=0).fit(matrix, wanted)


def _sums(machine: LinearSVC, matrix: csr_matrix, labels: int) -> np.ndarray:
    found = np.full((matrix.shape[0], labels), -4.0)
    given = machine.decision_function(matrix)
    given = np.column_stack([-given, given]) if given.ndim == 1 else given
    found[:, machine.classes_] = given
    return found


def _labels(machine: LinearSVC, features: Features, *, names: tuple[str, ...], temperature: float) -> Labels:
    rows, bias = machine.coef_, machine.intercept_
    if len(names) == 2:  # noqa: PLR2004 - a question of yes or no has one row of weights
        rows, bias = np.vstack([-rows, rows]), np.concatenate([-bias, bias])
    columns = rows.T.astype("f")
    return Labels(
        names=names,
        rarity=features.rarity,
        weights={name: array("f", columns[number]) for name, number in features.column.items()},
        bias=tuple(float(each) for each in bias),
        temperature=temperature,
        uses_rules=features.uses_rules,
    )


def macro(truth: np.ndarray, found: np.ndarray, labels: int) -> float:
    """Return the mean of the F1 of all labels."""
    return float(f1_score(truth, found, average="macro", labels=range(labels), zero_division=0))


def _temperature(sums: np.ndarray, truth: np.ndarray) -> float:
    """Return the temperature under which the confidences of unseen rows fit best what came true."""

    def surprise(temperature: float) -> float:
        scaled = sums * temperature
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        logs = scaled - np.log(np.exp(scaled).sum(axis=1, keepdims=True))
        return float(-logs[np.arange(len(truth)), truth].mean())

    best: float = min(TEMPERATURES, key=surprise)
    return round(best, 4)


def _figures(
    scores: Sequence[float], sums: np.ndarray, truth: np.ndarray, names: tuple[str, ...], temperature: float
) -> dict[str, Any]:
    found = sums.argmax(axis=2)
    each = [f1_score(truth, row, average=None, labels=range(len(names)), zero_division=0) for row in found]
    counts = Counter(truth.tolist())
    per_label = {
        name: {"rows": counts[at], "f1": round(float(np.mean([row[at] for row in each])), 4)}
        for at, name in enumerate(names)
    }
    confusion = confusion_matrix(truth, found[0], labels=range(len(names))).tolist()
    return interval("macro_f1", scores) | {
        "labels": per_label,
        "confusion": {"names": list(names), "rows": confusion},
        "reliability": _reliability(sums.reshape(-1, len(names)), np.tile(truth, len(sums)), temperature),
    }


def interval(name: str, scores: Sequence[float]) -> dict[str, Any]:
    """Return mean and 95 % interval over folds: of the mean of the times, since folds of one time share rows."""
    means = [float(np.mean(scores[at : at + FOLDS])) for at in range(0, len(scores), FOLDS)]
    spread = float(np.std(scores, ddof=1))
    half = 1.96 * spread / math.sqrt(FOLDS)
    mean = float(np.mean(means))
    return {
        name: round(mean, 4),
        "interval": [round(mean - half, 4), round(min(1.0, mean + half), 4)],
        "folds": FOLDS,
        "times": TIMES,
    }


def _reliability(sums: np.ndarray, truth: np.ndarray, temperature: float) -> list[dict[str, float]]:
    scaled = sums * temperature
    shares = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    sure, right = shares.max(axis=1), shares.argmax(axis=1) == truth
    found = []
    for low in np.arange(0, 1, 0.1):
        inside = (sure >= low) & (sure < low + 0.1 + (low >= 0.9))  # noqa: PLR2004 - the last bin holds 1.0
        if inside.any():
            found.append(
                {
                    "from": round(float(low), 1),
                    "rows": int(inside.sum()),
                    "confidence": round(float(sure[inside].mean()), 3),
                    "right": round(float(right[inside].mean()), 3),
                }
            )
    return found


def twins(texts: Sequence[str]) -> list[int]:
    """Return a group for each text: those that share most of their words belong together."""
    parent = list(range(len(texts)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    words = [frozenset(bigrams(text)) for text in texts]
    where: dict[str, list[int]] = {}
    for at, row in enumerate(words):
        shared: Counter[int] = Counter()
        for word in row:
            others = where.setdefault(word, [])
            if len(others) <= TWIN_KEY:
                shared.update(others)
            others.append(at)
        for other, _count in shared.most_common(8):
            if _overlap(row, words[other]) and root(other) != root(at):
                parent[root(at)] = root(other)
    return [root(at) for at in range(len(texts))]


def _overlap(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one) and len(one & other) >= 0.5 * min(len(one), len(other))


def learn_pairs(rows: Sequence[PairRow], *, told: Told) -> tuple[Pairs, dict[str, Any]]:
    """Return a judge of pairs and its figures."""
    check(["same" if row.is_same else "other" for row in rows])
    texts = {normalise(text): text for row in rows for text in (row.text_a, row.text_b)}
    words = comparing.count_words(texts.values())
    figures = np.array([_compared(row, words) for row in rows])
    wanted = np.array([int(row.is_same) for row in rows])
    scores = []
    for done, (_time, train, test) in enumerate(folds(wanted, _linked(rows)), 1):
        found = _boost(figures[train], wanted[train]).predict(figures[test])
        scores.append(float(f1_score(wanted[test], found)))
        told(done, FOLDS * TIMES + 1)
    machine = _boost(figures, wanted)
    told(FOLDS * TIMES + 1, FOLDS * TIMES + 1)
    return Pairs(words=words, judge=_additive(machine)), interval("f1", scores)


def _compared(row: PairRow, words: comparing.Words) -> list[float]:
    one = comparing.read(row.text_a, words=words, at=row.at_a)
    return comparing.compare(one, comparing.read(row.text_b, words=words, at=row.at_b))


def _linked(rows: Sequence[PairRow]) -> list[int]:
    """Return a group for each pair: pairs that share a message belong together."""
    group: dict[str, int] = {}
    merged: dict[int, int] = {}

    def root(at: int) -> int:
        while merged.get(at, at) != at:
            at = merged[at]
        return at

    for at, row in enumerate(rows):
        for text in (row.text_a, row.text_b):
            other = group.setdefault(normalise(text), at)
            merged[root(at)] = root(other)
    return [root(at) for at in range(len(rows))]


def _boost(figures: np.ndarray, wanted: np.ndarray) -> GradientBoostingClassifier:
    return GradientBoostingClassifier(n_estimators=STUMPS, max_depth=1, random_state=0).fit(figures, wanted)


def _additive(machine: GradientBoostingClassifier) -> Additive:
    rate = machine.learning_rate
    share = float(machine.init_.class_prior_[1])
    steps = []
    for row in machine.estimators_:
        tree = row[0].tree_
        if tree.node_count == 3:  # noqa: PLR2004 - a question with its two answers
            low, high = (float(tree.value[at][0][0]) * rate for at in (1, 2))
            steps.append(Question(int(tree.feature[0]), float(tree.threshold[0]), low, high))
    return Additive(start=math.log(share / (1 - share)), questions=tuple(steps))
