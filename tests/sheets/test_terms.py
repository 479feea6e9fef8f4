"""Limits as centres write them: instants, or so many days or hours, and nothing in between is guessed."""

from __future__ import annotations

from datetime import datetime

import pytest

from huying.rules.errors import RuleBrokenError
from huying.sheets.cells import convert
from huying.sheets.columns import CellKind, Column
from huying.sheets.dates import CHINA
from huying.sheets.terms import Term, TermUnit

LIMIT = Column(name="limit_at", headings=("办理时限",), kind=CellKind.LIMIT)


@pytest.mark.parametrize(
    ("written", "amount", "unit"),
    [
        ("5个工作日", 5, TermUnit.WORKING_DAYS),
        ("５个工作日", 5, TermUnit.WORKING_DAYS),
        ("5工作日", 5, TermUnit.WORKING_DAYS),
        ("5 个 工作日 内", 5, TermUnit.WORKING_DAYS),
        ("五个工作日内办结", 5, TermUnit.WORKING_DAYS),
        ("十五个工作日", 15, TermUnit.WORKING_DAYS),
        ("二十日", 20, TermUnit.NATURAL_DAYS),
        ("两天", 2, TermUnit.NATURAL_DAYS),
        ("10个自然日", 10, TermUnit.NATURAL_DAYS),
        ("24小时", 24, TermUnit.HOURS),
        ("限2小时内答复", 2, TermUnit.HOURS),
        ("48H", 48, TermUnit.HOURS),
        ("4工作小时", 4, TermUnit.WORKING_HOURS),
        ("3 working days", 3, TermUnit.WORKING_DAYS),
    ],
)
def test_a_term_is_understood(written: str, amount: int, unit: TermUnit) -> None:
    assert convert(LIMIT, written) == Term(amount, unit)


@pytest.mark.parametrize(
    "written", ["2021-06-08 18:00", "2021年6月8日18时", "2021-06-08 18:00前", "2021/6/8 18:00之前办结"]
)
def test_an_instant_stays_an_instant(written: str) -> None:
    assert convert(LIMIT, written) == datetime(2021, 6, 8, 18, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("5", "cell.term_without_unit"),
        (5, "cell.term_without_unit"),
        (5.0, "cell.term_without_unit"),
        ("0个工作日", "cell.term_too_long"),
        ("999天", "cell.term_too_long"),
        ("十十天", "cell.not_a_date"),
        ("尽快", "cell.not_a_date"),
        ("5个月", "cell.not_a_date"),
        ("=5+5", "cell.formula"),
        ("2021-02-30", "cell.impossible_date"),
    ],
)
def test_what_means_nothing_sure_is_refused(written: str | float, code: str) -> None:
    with pytest.raises(RuleBrokenError) as refusal:
        convert(LIMIT, written)
    assert refusal.value.code == code


def test_a_blank_limit_is_none() -> None:
    assert convert(LIMIT, "  ") is None
