"""Comparing places of different size 横向比较: cases per 1,000 households with an interval, or "too few cases".

A count of cases scatters around its mean as a Poisson count does. The interval holds the true rate in 95 of 100
months (Byar's approximation). Below `FEW_CASES` it is so wide that a rank would be chance; then none is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from huying.rules.figures import counted, part_of, rounded

FEW_CASES, THOUSAND = 10, 1000
_Z = Fraction(196, 100)
_SCALE = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class PerThousand:
    """Cases per 1,000 households with the bounds of their 95 % interval; two decimals."""

    rate: str
    low: str
    high: str
    exact: Fraction
    is_few: bool


def per_thousand(*, cases: int, households: int) -> PerThousand | None:
    """Return how many cases come to 1,000 households, None where the households are not known."""
    counted(cases=cases, households=households)
    if not households:
        return None
    low, high = interval(cases)
    exact = Fraction(cases * THOUSAND, households)
    return PerThousand(
        rate=rounded(exact),
        low=rounded(low * THOUSAND / households),
        high=rounded(high * THOUSAND / households),
        exact=exact,
        is_few=cases < FEW_CASES,
    )


def interval(cases: int) -> tuple[Fraction, Fraction]:
    """Return the bounds between which the mean of a count lies, 95 times in 100."""
    upper = cases + 1
    high = upper * (1 - Fraction(1, 9 * upper) + _Z / (3 * _root(upper))) ** 3
    if not cases:
        return Fraction(0), high
    low = cases * (1 - Fraction(1, 9 * cases) - _Z / (3 * _root(cases))) ** 3
    return max(low, Fraction(0)), high


def share_interval(part: int, whole: int) -> tuple[Fraction, Fraction]:
    """Return the bounds of a share in a sample, 95 times in 100 (Wilson); refuse a part above its whole."""
    share = part_of(part, whole, name="part")
    if share is None:
        return Fraction(0), Fraction(1)
    weight = _Z * _Z / whole
    centre = (share + weight / 2) / (1 + weight)
    half = _Z / (1 + weight) * _root(share * (1 - share) / whole + weight / (4 * whole))
    return max(centre - half, Fraction(0)), min(centre + half, Fraction(1))


def _root(value: int | Fraction) -> Fraction:
    exact = Fraction(value)
    return Fraction(isqrt(exact.numerator * _SCALE * _SCALE // exact.denominator), _SCALE)
