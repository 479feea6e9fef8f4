"""Decisions that wait 待决事项: returns, more time, long-term standing, refused whistles, objections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from huying.cases.models import Extension, SendBack, Standing
from huying.cases.models.cases import CHINA
from huying.closings.models import Objection
from huying.closings.policies import RULE_ON_CLOSING
from huying.closings.queries.reading import visible_to as visible_closings
from huying.dashboards.monday.asking import LINES, Line, Part
from huying.whistles.models import WhistleCall
from huying.whistles.queries.visible import visible_to as visible_whistles

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from huying.dashboards.monday.asking import Asking

    Asked = QuerySet[SendBack] | QuerySet[Extension] | QuerySet[Standing]


def decisions(asking: Asking) -> Part:
    """Return what waits for a decision in the place, the oldest first."""
    cases = asking.cases().values("pk")
    waiting = [
        *_asked(SendBack.objects.filter(ruled_at=None, case__in=cases), _("Rule on a return")),
        *_asked(Extension.objects.filter(decided_at=None, case__in=cases), _("Decide on more time")),
        *_asked(
            Standing.objects.filter(is_granted=None, ended_at=None, case__in=cases), _("Decide on long-term standing")
        ),
        *_refused(asking),
        *_objected(asking),
    ]
    waiting.sort(key=lambda pair: pair[0])
    return Part(
        name="decisions",
        title=_("Decisions that wait"),
        count=len(waiting),
        empty=_("No decision waits."),
        lines=[line for _asked_at, line in waiting[:LINES]],
    )


def _asked(rows: Asked, what: str) -> list[tuple[datetime, Line]]:
    return [
        (
            row.asked_at,
            Line(
                words=f"{what}: {row.case.number}",
                more=f"{row.case.holder_unit.name} {row.asked_at.astimezone(CHINA):%Y-%m-%d}",
                url=reverse("cases:read", args=[row.case.number]),
            ),
        )
        for row in rows.select_related("case__holder_unit").order_by("asked_at", "pk")
    ]


def _refused(asking: Asking) -> list[tuple[datetime, Line]]:
    rows = WhistleCall.objects.filter(
        asking.here("whistle__place"),
        whistle__in=visible_whistles(asking.actor).values("pk"),
        refused_at__isnull=False,
        ruled_at=None,
    )
    return [
        (
            row.refused_at,
            Line(
                words=_("Rule on a refused whistle"),
                more=f"{row.unit.name} {row.refused_at.astimezone(CHINA):%Y-%m-%d}",
                url=reverse("whistles:one", args=[row.whistle_id]),
            ),
        )
        for row in rows.select_related("unit").order_by("refused_at", "pk")
        if row.refused_at is not None
    ]


def _objected(asking: Asking) -> list[tuple[datetime, Line]]:
    """Return the objections to a closed month, for those who rule on them."""
    if not RULE_ON_CLOSING.may(asking.actor):
        return []
    rows = Objection.objects.filter(ruled_at=None, closing__in=visible_closings(asking.actor).values("pk"))
    return [
        (
            row.asked_at,
            Line(
                words=_("Rule on an objection to the month %(month)s") % {"month": f"{row.closing.month:%Y-%m}"},
                more=f"{row.unit.name} {row.asked_at.astimezone(CHINA):%Y-%m-%d}",
                url=reverse("closings:one", args=[row.closing.number]),
            ),
        )
        for row in rows.select_related("unit", "closing").order_by("asked_at", "pk")
    ]
