"""The chart of a problem's heat 热度图: bars of people by week, worked out on the server and drawn as inline SVG."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from huying.cases.queries.problems import Week

WIDTH, HEIGHT, TOP, BOTTOM = 360, 110, 16, 20
GAP, WIDEST = 4, 44


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One week: its people so far, and where its bar stands."""

    x: int
    y: int
    width: int
    height: int
    middle: int
    people: int
    label: str


def bars(weeks: Sequence[Week]) -> list[Bar]:
    """Return a bar for each week; the highest fills the height, and only some carry their day."""
    if not weeks:
        return []
    step = min(WIDTH // len(weeks), WIDEST)
    most, every = max(week.people for week in weeks), -(-len(weeks) // 5)
    room = HEIGHT - TOP - BOTTOM
    found = []
    for place, week in enumerate(weeks):
        height = max(round(room * week.people / most), 1)
        found.append(
            Bar(
                x=place * step + GAP // 2,
                y=HEIGHT - BOTTOM - height,
                width=max(step - GAP, 2),
                height=height,
                middle=place * step + step // 2,
                people=week.people,
                label=f"{week.begins:%m-%d}" if place % every == 0 else "",
            )
        )
    return found
