"""Small pieces of pages 页面组件."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from huying.ui.wording import word_for

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

register = template.Library()
CHINA = ZoneInfo("Asia/Shanghai")
SOON, HOUR = timedelta(days=1), timedelta(hours=1)


@register.simple_tag
def status_badge(state: str) -> SafeString:
    """Show a state in words."""
    return format_html('<span class="badge badge-{}">{}</span>', state, word_for("state", state))


@register.simple_tag
def local_time(instant: datetime | None) -> SafeString | str:
    """Show an instant in Weihai's time."""
    if instant is None:
        return "—"
    local = instant.astimezone(CHINA)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), local.strftime("%Y-%m-%d %H:%M"))


@register.simple_tag
def due(due_at: datetime | None, at: datetime, answered_at: datetime | None = None) -> SafeString:
    """Show a deadline in words: how much time is left, how long it is over, or how it was met."""
    if due_at is None:
        return format_html("—")
    if answered_at is not None:
        late = answered_at > due_at
        return _badge("late" if late else "ok", _("answered late") if late else _("answered in time"), due_at)
    if at > due_at:
        return _badge("late", _("overdue by %(time)s") % {"time": _span(at - due_at)}, due_at)
    kind = "soon" if due_at - at < SOON else "ok"
    return _badge(kind, _("%(time)s left") % {"time": _span(due_at - at)}, due_at)


def _badge(kind: str, words: str, due_at: datetime) -> SafeString:
    local = due_at.astimezone(CHINA)
    return format_html(
        '<span class="badge badge-{}">{}</span> <time class="due-at" datetime="{}">{}</time>',
        kind,
        words,
        local.isoformat(),
        local.strftime("%m-%d %H:%M"),
    )


def _span(length: timedelta) -> str:
    hours = int(length / HOUR)
    if hours >= 24:  # noqa: PLR2004 - hours of a day
        return _("%(days)s d %(hours)s h") % {"days": hours // 24, "hours": hours % 24}
    minutes = int(length.total_seconds() // 60) % 60
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}


@register.inclusion_tag("ui/field.html")
def field(bound: forms.BoundField, *, hx_get: str = "") -> dict[str, Any]:
    """Show a field with its label, help and error, tied together for screen readers."""
    attrs: dict[str, Any] = {}
    described = [f"{bound.id_for_label}_help"] if bound.help_text else []
    if bound.errors:
        described.append(f"{bound.id_for_label}_error")
        attrs["aria-invalid"] = "true"
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if hx_get:
        attrs |= {
            "hx-get": reverse(hx_get),
            "hx-trigger": "input changed delay:250ms",
            "hx-target": "#places-found",
            "hx-params": bound.html_name,
            "autocomplete": "off",
        }
    widget = bound.field.widget
    is_group = getattr(widget, "input_type", "") == "radio"
    is_check = getattr(widget, "input_type", "") == "checkbox"
    return {"field": bound, "input": bound.as_widget(attrs=attrs), "is_group": is_group, "is_check": is_check}


@register.inclusion_tag("ui/error_summary.html")
def error_summary(form: forms.BaseForm) -> dict[str, Any]:
    """List what is wrong with a form, each line leading to its field."""
    rows = [(bound.id_for_label, bound.label, error) for bound in form for error in bound.errors]
    return {"rows": rows, "general": form.non_field_errors() if form.is_bound else []}


@register.inclusion_tag("ui/cursor_pages.html", takes_context=True)
def cursor_pages(context: template.Context, next_cursor: str, has_cursor: bool) -> dict[str, Any]:  # noqa: FBT001 - a template passes it by place
    """Lead to the first and the next page, keeping the filter."""
    request: HttpRequest = context["request"]
    first, following = request.GET.copy(), request.GET.copy()
    first.pop("cursor", None)
    following["cursor"] = next_cursor
    return {"first": first.urlencode() if has_cursor else None, "following": following.urlencode() if next_cursor else ""}
