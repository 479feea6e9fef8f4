"""The pages of the monthly close as people meet them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from huying.closings import actions
from huying.closings.models import Objection, Sign
from huying.rules.closings import Fact, SignKind
from tests.cases.desk import set_clock
from tests.closings.frozen import DAY, FREEZE_AT, PUBLISH_AT, frozen, objected, published, row

if TYPE_CHECKING:
    from huying.closings.models import Closing
    from tests.people import City


def _page(closing: Closing) -> str:
    set_clock(PUBLISH_AT)
    return reverse("closings:one", args=[closing.number])


def months(city: City) -> str:
    """Return the list with a month."""
    published(city)
    return reverse("closings:list")


def checking(city: City) -> str:
    """Return a month with an objection and a sign."""
    closing = objected(city)
    Sign.objects.create(closing=closing, kind=SignKind.BURST.value, unit=city.units["firm"], part=10, whole=12)
    return _page(closing) + "?of=street"


def corrected(city: City) -> str:
    """Return a published month that was corrected."""
    closing = objected(city)
    ruled: dict[str, Any] = {"objection_id": Objection.objects.get().pk, "is_upheld": False, "reason": "证据不足"}
    actions.rule(closing.pk, **ruled, actor=city["city_clerk"], at=PUBLISH_AT)
    actions.publish(closing.pk, actor=city["city_leader"], at=PUBLISH_AT)
    given: dict[str, Any] = {"counted_id": row(closing, 2).pk, "fact": Fact.CONTACTED, "reason": "复核录音"}
    actions.correct(closing.pk, **given, actor=city["city_leader"], at=PUBLISH_AT + DAY)
    return _page(closing)


def rows(city: City) -> str:
    """Return the rows behind a number."""
    return reverse("closings:rows", args=[frozen(city).number]) + "?part=received"


def counted(city: City) -> str:
    """Return one row with the form of an objection."""
    closing = frozen(city)
    set_clock(FREEZE_AT + DAY)
    return reverse("closings:row", args=[closing.number, row(closing, 2).case_id])
