"""The written causes of the synthetic city 演示城市的因果: why its complaints fall and its residents grow content.

Nothing here is measured. The start and end figures are those the city published of itself (7.2 % to 0.4 % of the
hotline's orders, coverage 80 % to 100 %); each measure takes its share of complaints away from a day on, growing
over its months. Change a cause and the whole city follows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FIRST_DAY, LAST_DAY = date(2019, 1, 1), date(2021, 12, 31)
MONTH_DAYS = 30.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What the city did 举措: from which day, over how many months it grew, and what share of complaints it ended."""

    name: str
    since: date
    months: int
    ends: float

    def left(self, on: date) -> float:
        """Return the share of complaints left on a day."""
        grown = (on - self.since).days / MONTH_DAYS / self.months
        return 1 - self.ends * min(max(grown, 0.0), 1.0)


MEASURES = (
    Measure(name="responsibility_list", since=date(2019, 3, 1), months=12, ends=0.30),
    Measure(name="enterprise_branches", since=date(2019, 7, 1), months=16, ends=0.25),
    Measure(name="owners_committees", since=date(2020, 1, 1), months=14, ends=0.40),
    Measure(name="service_for_every_compound", since=date(2020, 5, 1), months=16, ends=0.40),
    Measure(name="joint_conferences", since=date(2020, 10, 1), months=12, ends=0.40),
    Measure(name="renewal_of_old_compounds", since=date(2021, 1, 1), months=11, ends=0.35),
    Measure(name="early_talks", since=date(2021, 5, 1), months=8, ends=0.24),
)
RATE_AT_FIRST = 0.072
"""Property orders over all orders of the hotline before any measure; the measures take it to 0.4 %."""
OTHER_A_MONTH = 166
"""Cases a month that come to this desk and are not about a compound: a tenth of all."""

CALLS_A_MONTH = 41_200
CALLS_BY_MONTH = (1.00, 0.86, 0.97, 0.98, 1.00, 1.03, 1.08, 1.09, 1.01, 0.97, 1.02, 0.99)
CALLS_GROW_A_YEAR = 0.04
SHARES: Mapping[str, float] = MappingProxyType(
    {
        "371002": 0.27,
        "371003": 0.18,
        "371071": 0.12,
        "371072": 0.13,
        "371073": 0.05,
        "371082": 0.15,
        "371083": 0.10,
    }
)
"""How the hotline's orders fall to the districts and zones."""
UNEASE: Mapping[str, float] = MappingProxyType(
    {
        "371002": 1.06,
        "371003": 1.00,
        "371071": 1.03,
        "371072": 1.05,
        "371073": 0.93,
        "371082": 0.96,
        "371083": 0.92,
    }
)
"""How much more of a district's orders are about property."""

TOPICS: Mapping[str, float] = MappingProxyType(
    {
        "SVC": 15,
        "FEE": 12,
        "PRK": 12,
        "MNT": 12,
        "SAN": 9,
        "WPH": 8,
        "LFT": 6,
        "NOI": 5,
        "ILL": 5,
        "FIR": 4,
        "OWN": 3,
        "DEV": 3,
        "FUM": 2,
        "SEC": 2,
        "CRT": 1,
        "REN": 1,
        "SUP": 1,
    }
)
SEASONS: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        "WPH": (2.4, 2.0, 1.3, 0.5, 0.5, 0.6, 0.8, 0.8, 0.5, 0.7, 2.2, 2.4),
        "MNT": (0.8, 0.8, 0.9, 0.9, 1.0, 1.2, 1.7, 1.7, 1.1, 0.8, 0.7, 0.7),
        "SAN": (0.7, 0.7, 0.8, 1.0, 1.2, 1.4, 1.5, 1.5, 1.2, 0.9, 0.7, 0.6),
        "NOI": (0.6, 0.6, 0.9, 1.0, 1.2, 1.4, 1.4, 1.4, 1.1, 0.9, 0.7, 0.6),
        "FUM": (0.6, 0.6, 0.8, 1.0, 1.3, 1.5, 1.6, 1.6, 1.2, 0.8, 0.6, 0.5),
        "FIR": (1.4, 1.3, 1.0, 0.9, 0.8, 0.9, 1.0, 1.0, 0.9, 0.9, 1.1, 1.3),
    }
)
"""Topics that follow the year, by month; the others do not."""

SOLVED, SATISFIED, IN_TIME = (0.70, 0.92), (0.57, 0.905), (0.86, 0.975)
"""What call-backs say, and which answers come in time: on the first day and on the last."""
COVERED_AT_FIRST = 0.80
"""Compounds with property service on the first day; on the last all of them."""
MIRRORED, NEW_ROUND, LONG_TERM = 0.3, 0.35, 0.4
REACHED, SENT_BACK, EXTENDED, PAUSED, URGED = 0.92, 0.05, 0.06, 0.02, 0.04
UNCONTENT_WITHOUT_SERVICE = 1.8
"""How much more a compound without service complains."""
SAME_MATTER, AGAIN, NUMBERS_IN_TEXT = 0.12, 0.06, 0.07
CHANNELS: Mapping[str, float] = MappingProxyType(
    {"hotline": 62, "web": 14, "phone": 12, "walk_in": 5, "paper": 1, "media": 2, "board": 4}
)


def rate(on: date) -> float:
    """Return the share of the hotline's orders that are about property, as the measures leave it on a day."""
    left = 1.0
    for measure in MEASURES:
        left *= measure.left(on)
    return RATE_AT_FIRST * left


def progress(on: date) -> float:
    """Return how far the city has come between the first and the last day, from 0 to 1."""
    whole = (LAST_DAY - FIRST_DAY).days
    return min(max((on - FIRST_DAY).days / whole, 0.0), 1.0)


def between(span: tuple[float, float], on: date) -> float:
    """Return a figure that moves evenly from its first to its last value."""
    return span[0] + (span[1] - span[0]) * progress(on)


def covered(on: date) -> float:
    """Return the share of compounds with property service on a day."""
    return between((COVERED_AT_FIRST, 1.0), on)


def calls(district: str, on: date) -> float:
    """Return all orders of the hotline from a district in the month of a day."""
    year = on.year + (on.month - 1) / 12 - FIRST_DAY.year
    return CALLS_A_MONTH * SHARES[district] * CALLS_BY_MONTH[on.month - 1] * (1 + CALLS_GROW_A_YEAR * year)
