"""The verifiable draw: seed and list alone decide, and nobody who withdraws is taken (R6.4, R6.6)."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules import draw
from huying.rules.draw import Bound
from huying.rules.errors import RuleBrokenError
from huying.rules.explanations import explain

IDS = st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), min_size=1, max_size=6)
POOLS = st.lists(IDS, min_size=1, max_size=12, unique=True)
SEED, POOL = "2026-Q1|huying|7f3a", tuple(f"P{number:03d}" for number in range(1, 11))


@given(st.text(max_size=8, alphabet="abc|甲"), POOLS, st.data())
def test_the_order_of_the_list_does_not_matter(seed: str, pool: list[str], data: st.DataObject) -> None:
    mixed = data.draw(st.permutations(pool))
    excluded = data.draw(st.lists(st.sampled_from(pool), unique=True))
    take = data.draw(st.integers(0, len(pool) - len(excluded)))
    first, second = (draw.draw(seed=seed, pool=each, take=take, excluded=excluded) for each in (pool, mixed))
    assert first == second
    assert not set(first.chosen) & set(excluded)
    assert len(first.chosen) == take


@given(POOLS, st.data())
def test_a_withdrawal_takes_nobody_else_out_and_a_larger_draw_keeps_the_smaller(
    pool: list[str], data: st.DataObject
) -> None:
    take = data.draw(st.integers(0, len(pool) - 1))
    whole = draw.draw(seed=SEED, pool=pool, take=len(pool))
    assert whole.chosen[:take] == draw.draw(seed=SEED, pool=pool, take=take).chosen
    gone = data.draw(st.sampled_from(pool))
    without = draw.draw(seed=SEED, pool=pool, take=take, excluded=[gone])
    assert set(whole.chosen[:take]) - {gone} <= set(without.chosen)


@given(POOLS)
def test_anybody_can_compute_list_and_order_again(pool: list[str]) -> None:
    found = draw.draw(seed=SEED, pool=pool, take=0)
    written = b"\n".join(sorted(each.encode() for each in pool))
    assert found.pool_hash == hashlib.sha256(written).hexdigest()
    hashes = [hashlib.sha256(f"{SEED}|{each}".encode()).hexdigest() for each in found.ranking]
    assert hashes == sorted(hashes)


def test_a_draw_is_told_step_by_step() -> None:
    steps = explain(draw.draw(seed=SEED, pool=POOL, take=3, excluded=["P010", "stranger"]).steps)
    assert [each["zh"] for each in steps] == [
        f"名录共10项，已冻结，名录哈希{draw.pool_hash(POOL)}",
        f"种子承诺{draw.commitment(SEED)}；各项按“种子|编号”的哈希值升序排列",
        "回避或排除1项",
        "从9项中取前3项",
    ]


@pytest.mark.parametrize(
    ("pool", "code"),
    [
        ([], "draw.pool_empty"),
        (["a", "b", "a"], "draw.pool_twice"),
        (["a", ""], "draw.pool_unreadable"),
        (["a", "b\nc"], "draw.pool_unreadable"),
    ],
)
def test_a_list_that_cannot_be_frozen_is_refused(pool: list[str], code: str) -> None:
    for ask in (draw.pool_hash, lambda pool: draw.draw(seed=SEED, pool=pool, take=0)):
        with pytest.raises(RuleBrokenError) as broken:
            ask(pool)
        assert broken.value.code == code


def test_no_more_are_taken_than_are_left() -> None:
    assert len(draw.draw(seed=SEED, pool=POOL, take=9, excluded=["P010"]).chosen) == 9
    with pytest.raises(RuleBrokenError, match=r"^draw\.take_above_eligible$") as broken:
        draw.draw(seed=SEED, pool=POOL, take=10, excluded=["P010"])
    assert broken.value.facts == {"take": 10, "eligible": 9}


def test_list_and_seed_are_those_that_were_published() -> None:
    frozen, committed = draw.pool_hash(POOL), draw.commitment(SEED)
    draw.check_frozen(POOL[::-1], frozen_hash=frozen)
    draw.check_seed(SEED, committed=committed)
    with pytest.raises(RuleBrokenError, match=r"^draw\.list_changed$") as changed:
        draw.check_frozen(POOL[:-1], frozen_hash=frozen)
    assert changed.value.facts == {"frozen_hash": frozen}
    with pytest.raises(RuleBrokenError, match=r"^draw\.seed_changed$") as other:
        draw.check_seed("another", committed=committed)
    assert other.value.facts == {"committed": committed}


@given(st.integers(0, 10_000), st.fractions(0, 1))
def test_a_quota_is_the_nearest_whole_number_on_its_side_of_the_ratio(count: int, ratio: Fraction) -> None:
    most = draw.quota(count=count, ratio=ratio, bound=Bound.AT_MOST).take
    least = draw.quota(count=count, ratio=ratio, bound=Bound.AT_LEAST).take
    assert most <= count * ratio < most + 1
    assert least - 1 < count * ratio <= least <= count


@pytest.mark.parametrize(
    ("bound", "sentence"),
    [
        (Bound.AT_MOST, "共39项，比例不高于1/20，向下取整为1项"),
        (Bound.AT_LEAST, "共39项，比例不低于1/20，向上取整为2项"),
    ],
)
def test_a_quota_is_told(bound: Bound, sentence: str) -> None:
    (step,) = explain(draw.quota(count=39, ratio=Fraction(1, 20), bound=bound).steps)
    assert step["zh"] == sentence


@pytest.mark.parametrize(
    ("count", "ratio", "code", "facts"),
    [
        (-1, Fraction(1), "field.type", {"field": "count", "value": -1, "least": 0}),
        (1, Fraction(-1, 2), "ratio.above_one", {"field": "ratio", "value": "-1/2"}),
        (1, Fraction(3, 2), "ratio.above_one", {"field": "ratio", "value": "3/2"}),
    ],
)
def test_a_quota_of_nothing_real_is_refused(count: int, ratio: Fraction, code: str, facts: dict[str, Any]) -> None:
    for bound in Bound:
        with pytest.raises(RuleBrokenError) as broken:
            draw.quota(count=count, ratio=ratio, bound=bound)
        assert (broken.value.code, broken.value.facts) == (code, facts)
