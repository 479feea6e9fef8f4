"""The picture of the levels 联动图: geometry only, worked out on the server; drawn as inline SVG without script.

Levels stand below each other, the city on top. What goes up bends to the right, what goes down to the left, the
further the more; the line is as thick as what went is many.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from huying.cases import labels
from huying.rules.linkage import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from huying.cases.queries.flows import Moved, Waiting

WIDTH, LEFT, RIGHT = 360, 112, 248
FIRST, STEP, BOX = 12, 58, 38
NEAR, FURTHER = 22, 16
THINNEST, THICKEST = 15, 90
"""In tenths of a unit."""
ORDER = tuple(Level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A level with what waits on it."""

    level: Level
    name: str
    said: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Arc:
    """What went from a level to another: its line, its thickness, and where its number stands."""

    start: Level
    to: Level
    count: int
    path: str
    thickness: str
    label_x: int
    label_y: int
    is_up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The whole picture."""

    boxes: list[Box]
    arcs: list[Arc]
    width: int
    height: int


def picture_of(moved: Iterable[Moved], waiting: Sequence[Waiting]) -> Picture:
    """Return the picture of a month; what stays on its level is in the table alone."""
    pairs: defaultdict[tuple[Level, Level], int] = defaultdict(int)
    for each in moved:
        if each.start is not None and each.start is not each.to:
            pairs[each.start, each.to] += each.count
    most = max(pairs.values(), default=1)
    boxes = [
        Box(
            level=each.level,
            name=labels.label(each.level),
            said=_("%(count)s waiting, %(overdue)s overdue") % {"count": each.count, "overdue": each.overdue},
            x=LEFT,
            y=_top(each.level),
            width=RIGHT - LEFT,
            height=BOX,
        )
        for each in waiting
    ]
    arcs = [_arc(start, to, count, most=most) for (start, to), count in sorted(pairs.items(), key=_by_place)]
    height = FIRST + (len(ORDER) - 1) * STEP + BOX + FIRST
    return Picture(boxes=boxes, arcs=arcs, width=WIDTH, height=height)


def _by_place(pair: tuple[tuple[Level, Level], int]) -> tuple[int, int]:
    (start, to), _count = pair
    return ORDER.index(start), ORDER.index(to)


def _top(level: Level) -> int:
    return FIRST + ORDER.index(level) * STEP


def _arc(start: Level, to: Level, count: int, *, most: int) -> Arc:
    is_up = ORDER.index(to) < ORDER.index(start)
    distance = abs(ORDER.index(to) - ORDER.index(start))
    side = RIGHT if is_up else LEFT
    reach = NEAR + FURTHER * (distance - 1)
    apex = side + reach if is_up else side - reach
    begin, end = _top(start) + BOX // 2, _top(to) + BOX // 2
    begin, end = (begin - 6, end + 6) if is_up else (begin + 6, end - 6)
    thickness = THINNEST + (THICKEST - THINNEST) * count // most
    away = 3 + thickness // 20
    control = side + (apex - side) * 4 // 3
    return Arc(
        start=start,
        to=to,
        count=count,
        path=f"M{side},{begin} C{control},{begin} {control},{end} {side},{end}",
        thickness=f"{thickness // 10}.{thickness % 10}",
        label_x=apex + away if is_up else apex - away,
        label_y=(begin + end) // 2 + 4,
        is_up=is_up,
    )
