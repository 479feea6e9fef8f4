"""Two people act on one case in the same moment: what comes out is what one order of the two would have given."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from huying.config import checkup
from huying.core.invariants import Level, judge
from tests.concurrency import pairs
from tests.people import build_city

if TYPE_CHECKING:
    from huying.core.invariants import Invariant

SEED, TRIALS, SCENES = 20261127, 100, ("handling", "answered", "problem", "whistle_blown")
"""The short mode; `python -m bench.pairs` fires every pair (docs/reference/trust.md)."""


def invariants() -> list[Invariant]:
    """Return what must hold of rows."""
    return [each for each in checkup.all_invariants(with_running=False) if each.level is Level.FAULT]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_pairs_fired_together_come_out_as_one_of_the_two_orders() -> None:
    figures = pairs.Figures()
    known = pairs.run(build_city(), trials=TRIALS, random=Random(SEED), figures=figures, scenes=SCENES)
    assert figures.faults == []
    assert (figures.trials, known > 500) == (TRIALS, True)
    assert figures.overlapped > TRIALS // 2
    assert min(figures.both, figures.one) > 10
    assert [(each.invariant.name, each.examples) for each in judge(invariants()) if each.count] == []
