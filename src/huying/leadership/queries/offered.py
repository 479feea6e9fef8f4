"""Units and posts that may be given something 可交办单位与岗位."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from huying.accounts.models import Post, Unit
from huying.leadership.policies import STREET
from huying.regions.queries import in_spans
from huying.rules.roles import LEADERS, UnitKind

if TYPE_CHECKING:
    from huying.core.actors import Actor

KINDS = (UnitKind.CITY_OFFICE, UnitKind.DISTRICT_OFFICE, UnitKind.DEPARTMENT, UnitKind.STREET)
ORDER = {kind.value: rank for rank, kind in enumerate((*KINDS, UnitKind.COMMUNITY))}
MOST = 400
"""More units than any city has above its communities; a guard, not a page."""


def units_for(actor: Actor) -> list[Unit]:
    """Return the units of the post's ranges, the own one first; communities only to who sits in a street. One query."""
    kinds = [kind.value for kind in KINDS] + ([UnitKind.COMMUNITY.value] if actor.role in STREET else [])
    inside = in_spans(actor.include, actor.exclude) & Q(kind__in=kinds)
    rows = list(Unit.objects.filter(inside | Q(pk=actor.unit_id or 0), is_active=True)[:MOST])
    return sorted(rows, key=lambda unit: (unit.pk != actor.unit_id, ORDER.get(unit.kind, 9), unit.place, unit.name))


def lead_posts(actor: Actor) -> list[Post]:
    """Return the posts that may answer for something: leaders of these units, and every post of the own. One query."""
    kinds = [kind.value for kind in KINDS]
    inside = in_spans(actor.include, actor.exclude, column="unit__place") & Q(unit__kind__in=kinds)
    leaders = inside & Q(role__in=[role.value for role in LEADERS])
    rows = Post.objects.filter(leaders | Q(unit=actor.unit_id or 0), unit__is_active=True).select_related("unit")
    return sorted(rows[:MOST], key=lambda post: (post.unit_id != actor.unit_id, post.unit.place, post.unit_id, post.pk))
