"""Small numbers in public figures 小数隐藏: cells below five are hidden, and none can be worked out from the rest.

Source: trust D12. A total is shown only with parts from which no hidden part follows: where one part is hidden
alone, the smallest of the others is hidden with it. A rate needs enough answers that no single one shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.rules.figures import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

SMALLEST_SHOWN = 5
FEWEST_OF_A_RATE = 20


def shown_parts(parts: Sequence[int]) -> tuple[int | None, ...]:
    """Return the parts of a shown total with None for those hidden; nought hides nobody and is shown."""
    counted(**{f"parts_{place}": part for place, part in enumerate(parts)})
    hidden = {place for place, part in enumerate(parts) if 0 < part < SMALLEST_SHOWN}
    others = sorted((part, place) for place, part in enumerate(parts) if place not in hidden and part)
    if len(hidden) == 1 and others:
        hidden.add(others[0][1])
    return tuple(None if place in hidden else part for place, part in enumerate(parts))


def shown_total(total: int) -> int | None:
    """Return a total that stands alone, None where it is too small."""
    return None if 0 < total < SMALLEST_SHOWN else total


def shown_rate(part: int, whole: int) -> int | None:
    """Return a rate in whole per cent, rounded half up; None with too few answers to hide each."""
    if whole < FEWEST_OF_A_RATE:
        return None
    return (200 * part + whole) // (2 * whole)
