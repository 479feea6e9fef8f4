"""Ten thousand hostile lines, made from good ones by chance: the stream answers each of them, in order."""

from __future__ import annotations

import json
import random
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tools.rule_reference import RULES

from huying.rules import reckon, sharing
from tests.rules.test_hostile_lines import VALUES
from tests.rules.vectors import CALENDAR

LINES = 10_000


def spoilt(dice: random.Random) -> str:
    """Return a good line with something done to it: a field gone, changed, added, or the text itself cut or mixed."""
    rule, asked = dice.choice(sorted(RULES.items()))
    line: dict[str, Any] = {"id": 1, "rule": rule, **json.loads(json.dumps(asked.example))}
    for _ in range(dice.randint(0, 3)):
        name = dice.choice([*line, "profile", "explain", "variant", "extra"])
        if dice.random() < 0.3:
            line.pop(name, None)
        else:
            line[name] = dice.choice(VALUES)
    text = json.dumps(line, ensure_ascii=dice.random() < 0.5)
    if dice.random() < 0.2:
        cut = dice.randrange(len(text))
        text = (
            text[:cut]
            + dice.choice(["", "\x00", "}", '"', "\\", "９", "\ufeff", "1e999"])
            + text[cut + dice.randint(0, 3) :]
        )
    return text.replace("\n", " ")


def test_ten_thousand_hostile_lines_do_not_stop_the_stream() -> None:
    dice = random.Random(20261125)
    lines = [spoilt(dice) for _ in range(LINES)]
    asked = [line for line in lines if line.strip()]
    answers = [json.loads(each) for each in reckon.stream(lines, calendar=CALENDAR)]
    assert len(answers) == len(asked)
    assert all(("result" in each) != ("refused" in each) for each in answers)
    refused = [each["refused"] for each in answers if "refused" in each]
    assert LINES // 5 < len(refused) < LINES
    assert all(each["code"] and each["message"] for each in refused)


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**7), min_size=1, max_size=40).filter(any))
def test_the_largest_remainder_agrees_with_exact_fractions(total: int, areas: list[int]) -> None:
    """Each part gets the whole fen of its exact share; what is left goes, one fen each, to the largest remainders."""
    found = sharing.shares(total_fen=total, areas_dm2=areas)
    exact = [Fraction(total * area, sum(areas)) for area in areas]
    whole = [each.numerator // each.denominator for each in exact]
    order = sorted(range(len(areas)), key=lambda place: (-(exact[place] - whole[place]), place))
    extra = set(order[: total - sum(whole)])
    assert list(found) == [fen + (place in extra) for place, fen in enumerate(whole)]
    assert sum(found) == total


@pytest.mark.parametrize("area", [1, 3])
def test_equal_parts_differ_by_a_fen_and_the_earlier_get_it(area: int) -> None:
    found = sharing.shares(total_fen=100, areas_dm2=[area] * 7)
    assert found == (15, 15, 14, 14, 14, 14, 14)
