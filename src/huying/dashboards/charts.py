"""Trend charts 趋势图: geometry only, worked out on the server; the page draws it as inline SVG without script."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT = 360, 120
LEFT, RIGHT, TOP, BOTTOM = 38, 8, 8, 20
STEPS = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A label with its place on an axis."""

    at: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A line of months: polylines (broken where nothing is known), the last point, ticks, and what it says."""

    name: str
    title: str
    description: str
    lines: tuple[str, ...]
    last: tuple[int, int] | None
    rows: tuple[Tick, ...]
    columns: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT


def chart_of(*, name: str, title: str, labels: Sequence[str], values: Sequence[str | None]) -> Chart:
    """Return the chart of a row of decimals, one for each label; None where there is nothing to show."""
    exact = [None if value is None else Fraction(value) for value in values]
    known = [value for value in exact if value is not None]
    top = _ceiling(max(known, default=Fraction(0)))
    points = [None if value is None else (_x(n, len(exact)), _y(value, top)) for n, value in enumerate(exact)]
    shown = [point for point in points if point is not None]
    return Chart(
        name=name,
        title=title,
        description=_described(labels, values),
        lines=tuple(_lines(points)),
        last=shown[-1] if shown else None,
        rows=tuple(
            Tick(at=_y(value, top), label=_plain(value)) for value in (Fraction(0), Fraction(top, 2), Fraction(top))
        ),
        columns=tuple(Tick(at=_x(n, len(labels)), label=labels[n]) for n in _columns(len(labels))),
    )


def _columns(count: int) -> list[int]:
    return sorted({0, count // 2, count - 1}) if count else []


def _x(place: int, count: int) -> int:
    return LEFT + (WIDTH - LEFT - RIGHT) * place // max(count - 1, 1)


def _y(value: Fraction, top: int) -> int:
    return HEIGHT - BOTTOM - int((HEIGHT - TOP - BOTTOM) * value / top)


def _ceiling(value: Fraction) -> int:
    """Return the smallest 1, 2, 5 or 10 times a power of ten that is not below a value."""
    power = 1
    while True:
        for step in STEPS:
            if step * power >= value:
                return step * power
        power *= 10


def _plain(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{value.numerator * 10 // value.denominator / 10}"


def _lines(points: Sequence[tuple[int, int] | None]) -> list[str]:
    found: list[list[str]] = [[]]
    for point in points:
        if point is not None:
            found[-1].append(f"{point[0]},{point[1]}")
        elif found[-1]:
            found.append([])
    return [" ".join(line) for line in found if line]


def _described(labels: Sequence[str], values: Sequence[str | None]) -> str:
    known = [(Fraction(value), label, value) for label, value in zip(labels, values, strict=True) if value is not None]
    if not known:
        return _("No figures in these months.")
    low, high = min(known), max(known)
    facts = {
        "first": labels[0],
        "last": labels[-1],
        "low": low[2],
        "low_month": low[1],
        "high": high[2],
        "high_month": high[1],
        "now": known[-1][2],
        "now_month": known[-1][1],
    }
    return (
        _(
            "%(first)s to %(last)s: lowest %(low)s (%(low_month)s), highest %(high)s (%(high_month)s), "
            "last %(now)s (%(now_month)s)."
        )
        % facts
    )
