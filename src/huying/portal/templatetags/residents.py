"""Small pieces of the residents' pages 群众端组件: days and deadlines in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from datetime import datetime

    from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def day_time(instant: datetime) -> SafeString:
    """Show an instant as people say it: day, day of the week and time, in Weihai."""
    local = timezone.localtime(instant)
    facts = {
        "day": date_format(local, "DATE_FORMAT"),
        "weekday": date_format(local, "D"),
        "time": date_format(local, "H:i"),
    }
    shown = _("%(day)s (%(weekday)s) %(time)s") % facts
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), shown)


@register.simple_tag
def working_days(count: int) -> str:
    """Say how many working days are left, or how many it is overdue."""
    if count < 0:
        return _("%(n)s working days overdue") % {"n": -count}
    if count == 0:
        return _("less than a working day left")
    return _("%(n)s working days left") % {"n": count}


@register.inclusion_tag("ui/components/tile.html")
def public_tile(count: int | None, label: str) -> dict[str, Any]:
    """Show a public count; one that is hidden says so in words."""
    return {"number": _("few") if count is None else count, "label": label, "url": "", "note": ""}


@register.inclusion_tag("ui/components/tile.html")
def public_rate(share: int | None, label: str) -> dict[str, Any]:
    """Show a public rate in per cent; with too few answers it says so and shows none."""
    note = _("too few answers for a rate") if share is None else ""
    return {"number": "—" if share is None else f"{share} %", "label": label, "url": "", "note": note}
