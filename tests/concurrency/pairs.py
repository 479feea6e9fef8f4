"""Pairs of acts fired together 并发成对: what comes out must be what one of the two orders gives.

For every scene and every ordered pair of acts that can be taken there, the pair is first taken one after the other,
both ways round, on cases of their own. Then both are fired from two threads with connections of their own. The
outcome (success, or the code of the refusal), the state, the clocks and the timeline of every case must equal one of
the two orders; anything else that is raised, a deadlock too, is a fault.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier
from typing import TYPE_CHECKING

from django.db import connections

from huying.cases.models import CaseStep, Clock
from huying.core import clock
from huying.core.models import AuditRecord
from huying.core.policies import NotAllowedError
from huying.rules.errors import RuleBrokenError
from huying.whistles.actions.sweeping import sweep
from tests.concurrency.whistling import ROADS, acts_of, scene

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from random import Random

    from huying.cases.models import Case
    from huying.whistles.models import Whistle
    from tests.concurrency.acting import Scene
    from tests.people import City

OK = "ok"
ALIKE = {"problem.circular": "problem.leads_another"}
"""Two words for one refusal: whether the merge the other way round was there before the look or before the lock."""
Print = tuple[object, ...]


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two acts in a scene; the first is released first."""

    scene: str
    first: str
    second: str


@dataclass(kw_only=True)
class Figures:
    """What a run saw."""

    trials: int = 0
    both: int = 0
    one: int = 0
    overlapped: int = 0
    refusals: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def tried(name: str, at: Scene, scene_name: str) -> str:
    """Take an act; return ok, or the code of the refusal. What is no refusal is raised."""
    try:
        acts_of(scene_name)[name](at)
    except RuleBrokenError as refusal:
        return ALIKE.get(refusal.code, refusal.code)
    except NotAllowedError as refusal:
        return f"policy.{refusal.policy}"
    return OK


def pairs(city: City, scenes: Iterable[str]) -> Iterator[Pair]:
    """Yield every ordered pair of acts each of which can be taken in a scene."""
    for name in scenes:
        able = [each for each in acts_of(name) if tried(each, scene(city, name), name) == OK]
        yield from (Pair(scene=name, first=first, second=second) for first in able for second in able)


def _print_of(at: Scene) -> Print:
    return (*(_one(each) for each in at.cases), *([_whistle(at.whistle)] if at.whistle else []))


def _one(case: Case) -> Print:
    case.refresh_from_db()
    running = (
        Clock.objects.filter(case=case, stopped_at=None).order_by("kind").values_list("kind", "is_paused", "due_at")
    )
    steps = CaseStep.objects.filter(case=case).order_by("pk").values_list("step", flat=True)
    facts = (case.state, case.ending, case.version, case.holder_unit_id, case.is_paused, case.reworks, case.round)
    return (*facts, case.follows_id is None, case.due_at, tuple(running), tuple(steps))


def _whistle(row: Whistle) -> Print:
    row.refresh_from_db()
    facts = (row.state, row.version, row.arrive_by, row.papered_at, row.decided_at, row.closed_at)
    calls = row.calls.order_by("unit").values_list(
        *("unit", "acknowledged_at", "arrived_at", "late_at", "told", "ground", "refused_at", "is_excused"),
        *("ruled_at", "asks_list_change", "score_of_unit", "score_of_host"),
    )
    tasks = row.tasks.order_by("pk").values_list("unit", "done_at")
    return (*facts, tuple(calls), tuple(tasks), tuple(row.steps.order_by("pk").values_list("step", flat=True)))


def in_order(city: City, pair: Pair) -> set[Print]:
    """Return what the two orders give, each on cases of its own."""
    found = set()
    for order in ((pair.first, pair.second), (pair.second, pair.first)):
        at = scene(city, pair.scene)
        outcome = [tried(each, at, pair.scene) for each in order]
        if order != (pair.first, pair.second):
            outcome.reverse()
        found.add((*outcome, *_print_of(at)))
        if pair.first == pair.second:
            found.add((*reversed(outcome), *_print_of(at)))
    return found


def fire(city: City, pair: Pair, pool: ThreadPoolExecutor, figures: Figures) -> None:
    """Fire a pair together and hold what comes out against the two orders."""
    at, barrier = scene(city, pair.scene), Barrier(2)

    def one(name: str) -> tuple[str, float, float]:
        barrier.wait()
        start = time.perf_counter()
        try:
            said = tried(name, at, pair.scene)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a fault and is told
            said = f"FAULT {type(error).__name__}: {error}"
        return said, start, time.perf_counter()

    results = list(pool.map(one, (pair.first, pair.second)))
    outcome = [said for said, _start, _end in results]
    figures.trials += 1
    figures.overlapped += max(start for _said, start, _end in results) < min(end for _said, _start, end in results)
    figures.both += outcome == [OK, OK]
    figures.refusals += [said for said in outcome if said != OK]
    figures.one += outcome.count(OK) == 1
    seen = (*outcome, *_print_of(at))
    if seen not in in_order_cached(city, pair):
        figures.faults.append(f"{pair}: {seen} is neither of {in_order_cached(city, pair)}")
    figures.faults += [f"{pair}: {each}" for each in _unlike_its_log(at)]


_KNOWN: dict[Pair, set[Print]] = {}


def in_order_cached(city: City, pair: Pair) -> set[Print]:
    """Return what the two orders give, tried once for each pair."""
    mirrored = Pair(scene=pair.scene, first=pair.second, second=pair.first)
    if mirrored in _KNOWN:
        return {(seen[1], seen[0], *seen[2:]) for seen in _KNOWN[mirrored]}
    if pair not in _KNOWN:
        _KNOWN[pair] = in_order(city, pair)
    return _KNOWN[pair]


def _unlike_its_log(at: Scene) -> Iterator[str]:
    """Yield what the audit log, the timeline and the version do not tell alike."""
    for case in at.cases:
        audited = AuditRecord.objects.filter(object_type="cases.case", object_id=case.pk, facts__has_key="version")
        versions = sorted(row.facts["version"] for row in audited)
        steps = CaseStep.objects.filter(case=case).count()
        if versions != list(range(versions[0], case.version + 1)) or steps != case.version:
            yield f"{case.number} has version {case.version}, {steps} steps and records {versions}"
    if at.whistle is not None:
        steps = at.whistle.steps.count()
        audited = AuditRecord.objects.filter(object_type="whistles.whistle", object_id=at.whistle.pk)
        if audited.count() != steps:
            yield f"{at.whistle.number} has {steps} steps and {audited.count()} records"


def _let_go(_thread: int) -> None:
    time.sleep(0.05)  # so that each of the two threads takes one
    connections.close_all()


def run(city: City, *, trials: int, random: Random, figures: Figures, scenes: Iterable[str] = tuple(ROADS)) -> int:
    """Fire so many trials: every pair in turn, in an order of the seed, again from the start; returns the pairs."""
    _KNOWN.clear()
    known = list(pairs(city, scenes))
    random.shuffle(known)
    with ThreadPoolExecutor(max_workers=2, initializer=connections.close_all) as pool:
        for number in range(trials):
            fire(city, known[number % len(known)], pool, figures)
        list(pool.map(_let_go, range(2)))
    sweep(at=clock.now())  # the whistles left behind are late by now: that is no fault of a pair
    return len(known)
