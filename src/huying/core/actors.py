"""Who acts 行为人: a person in a post with the ranges it covers, a resident, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from huying.rules.places import KeyRange
    from huying.rules.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who asks for a change; built at the edge, trusted below it."""

    person_id: int | None = None
    post_id: int | None = None
    unit_id: int | None = None
    role: Role | None = None
    include: tuple[KeyRange, ...] = ()
    exclude: tuple[KeyRange, ...] = ()
    is_system: bool = False

    def covers(self, key: int) -> bool:
        """Tell whether the post's ranges hold a place key; an inclusion carved out of an exclusion wins."""
        best = max((r for r in self.include if r.holds(key)), key=_narrowness, default=None)
        if best is None:
            return False
        worst = max((r for r in self.exclude if r.holds(key)), key=_narrowness, default=None)
        return worst is None or _narrowness(best) > _narrowness(worst)


def _narrowness(span: KeyRange) -> int:
    return span.low - span.high


RESIDENT = Actor()
"""Somebody without an account 群众."""
SYSTEM = Actor(is_system=True)
"""The worker and the command line 系统."""
