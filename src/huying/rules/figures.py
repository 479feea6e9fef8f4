"""Figures 数字: exact shares and points, rounded once at the end, half up, to two decimals (R0)."""

from __future__ import annotations

from fractions import Fraction

from huying.rules.errors import RuleBrokenError

HUNDRED = 100


def rounded(value: Fraction) -> str:
    """Return a value with exactly two decimals, half up (away from zero)."""
    cents = (abs(value.numerator) * HUNDRED * 2 + value.denominator) // (value.denominator * 2)
    sign = "-" if value < 0 and cents else ""
    return f"{sign}{cents // HUNDRED}.{cents % HUNDRED:02d}"


def percent(value: Fraction | None) -> str | None:
    """Return a share in per cent, None where nothing was counted."""
    return None if value is None else rounded(value * HUNDRED)


def counted(**values: int) -> None:
    """Refuse counts below nought."""
    for name, value in values.items():
        if value < 0:
            raise RuleBrokenError("field.type", field=name, value=value, least=0)


def part_of(part: int, whole: int, *, name: str) -> Fraction | None:
    """Return a share, None of an empty whole; refuse a part above its whole."""
    if part > whole:
        raise RuleBrokenError("ratio.above_one", field=name, part=part, whole=whole)
    return Fraction(part, whole) if whole else None
