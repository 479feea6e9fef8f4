"""What the cases of a place say 诉求与小区: late, done anew, compounds, matters of many, service that ends."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _

from huying.cases.labels import topic_name
from huying.cases.models.cases import CHINA
from huying.cases.queries.conditions import at_risk, overdue_at
from huying.cases.queries.problems import visible_problems
from huying.dashboards.monday.asking import LINES, Line, Part, midnight
from huying.enterprises.models import Service
from huying.estates import queries as estates
from huying.regions import queries as regions
from huying.rules.standing import Risk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from huying.dashboards.monday.asking import Asking

COMPOUND_DAYS, CONTRACT_DAYS = timedelta(days=28), timedelta(days=60)
UNITS, WORST, TOPICS_OF_A_COMPOUND, MANY_PEOPLE = 8, 10, 2, 5


def overdue(asking: Asking) -> Part:
    """Return what is overdue, by the unit that holds it."""
    rows = asking.cases().filter(overdue_at(asking.at)).order_by()
    counted = list(
        rows.values("holder_unit_id", "holder_unit__name")
        .annotate(count=Count("pk"), first=Min("due_at"))
        .order_by("-count", "first", "holder_unit_id")
    )
    return Part(
        name="overdue",
        title=_("Overdue, by unit"),
        count=sum(row["count"] for row in counted),
        url=asking.list_url(overdue=1),
        empty=_("Nothing is overdue."),
        lines=[
            Line(
                words=row["holder_unit__name"],
                more=_("%(count)s, the oldest since %(day)s")
                % {"count": row["count"], "day": f"{row['first'].astimezone(CHINA):%Y-%m-%d}"},
                url=asking.list_url(overdue=1, holder=row["holder_unit_id"]),
            )
            for row in counted[:UNITS]
        ],
    )


def reworked(asking: Asking) -> Part:
    """Return what is done anew a second time."""
    rows = asking.cases().filter(at_risk(Risk.REWORKED, at=asking.at))
    shown = rows.select_related("holder_unit").order_by("-reworks", "due_at", "pk")[:LINES]
    return Part(
        name="reworked",
        title=_("Done anew a second time"),
        count=rows.count(),
        url=asking.list_url(risk=Risk.REWORKED.value),
        empty=_("Nothing had to be done anew a second time."),
        lines=[
            Line(
                words=f"{case.number} {topic_name(case.topic)}",
                more=_("%(unit)s, done anew %(count)s times") % {"unit": case.holder_unit.name, "count": case.reworks},
                url=reverse("cases:read", args=[case.number]),
            )
            for case in shown
        ],
    )


def worst(asking: Asking) -> Part:
    """Return the compounds with most property matters, and with which topics."""
    first = asking.monday - COMPOUND_DAYS
    rows = (
        asking.cases()
        .filter(is_property=True, compound_key__isnull=False, received_at__gte=midnight(first))
        .filter(received_at__lt=midnight(asking.monday))
        .order_by()
    )
    late = Count("pk", filter=overdue_at(asking.at))
    counted = list(
        rows.values("compound_key")
        .annotate(count=Count("pk"), late=late)
        .order_by("-count", "-late", "compound_key")[:WORST]
    )
    keys = [row["compound_key"] or 0 for row in counted]
    topics = rows.filter(compound_key__in=keys).values_list("compound_key", "topic").annotate(count=Count("pk"))
    why: dict[int, list[tuple[int, str]]] = {}
    for key, topic, count in topics.order_by("compound_key", "topic"):
        why.setdefault(key or 0, []).append((count, topic))
    known = estates.compounds_by_key(set(keys))
    narrowed: dict[str, str | int] = {
        "is_property": 1,
        "received_from": first.isoformat(),
        "received_to": (asking.monday - timedelta(days=1)).isoformat(),
    }
    return Part(
        name="worst",
        title=_("The ten compounds with most property matters in four weeks"),
        count=len(counted),
        empty=_("No property matter was received in four weeks."),
        lines=[
            Line(
                words=known[key].name if key in known else str(key),
                more=_why(row["count"], row["late"], why.get(key, ())),
                url=asking.list_url(compound=key, **narrowed),
            )
            for key, row in zip(keys, counted, strict=True)
        ],
    )


def _why(count: int, late: int, topics: Iterable[tuple[int, str]]) -> str:
    often = sorted(topics, key=lambda pair: (-pair[0], pair[1]))[:TOPICS_OF_A_COMPOUND]
    words = _("%(count)s, %(late)s overdue") % {"count": count, "late": late}
    named = [f"{topic_name(topic) or _('topic not confirmed')} {number}" for number, topic in often]
    return f"{words}: {', '.join(named)}"


def matters(asking: Asking) -> Part:
    """Return the open matters that many people told."""
    rows = visible_problems(asking.actor).filter(asking.here(), ended_at=None, people__gte=MANY_PEOPLE)
    shown = rows.select_related("lead__holder_unit").order_by("-people", "-pk")[:LINES]
    return Part(
        name="matters",
        title=_("Matters told by five people or more"),
        count=rows.count(),
        url=reverse("cases:problems"),
        empty=_("No open matter was told by so many."),
        lines=[
            Line(
                words=f"{regions.place_book().name(row.place)} {topic_name(row.topic)}",
                more=_("%(people)s people, %(unit)s") % {"people": row.people, "unit": row.lead.holder_unit.name},
                url=reverse("cases:problem", args=[row.pk]),
            )
            for row in shown
        ],
    )


def contracts(asking: Asking) -> Part:
    """Return services that end within sixty days with none that follows."""
    rows = Service.objects.filter(
        asking.here("compound_id"), valid_to__gt=asking.today, valid_to__lte=asking.today + CONTRACT_DAYS
    ).exclude(compound__services__valid_from__gt=asking.today)
    shown = rows.select_related("compound", "enterprise__unit").order_by("valid_to", "compound_id")
    return Part(
        name="contracts",
        title=_("Service that ends within 60 days, with none to follow"),
        count=rows.count(),
        empty=_("No service ends within 60 days without one to follow."),
        lines=[
            Line(
                words=row.compound.name,
                more=f"{row.enterprise.unit.name if row.enterprise else ''} {row.valid_to}".strip(),
                url=reverse("registers:compound", args=[row.compound.code]),
            )
            for row in shown[:LINES]
        ],
    )
