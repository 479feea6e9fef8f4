"""Small pieces of pages 页面组件: states, instants, fields, lists, figures; all in words first."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms, template
from django.core.exceptions import NON_FIELD_ERRORS
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from huying.core.requests import request_id
from huying.ui.wording import word_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, QueryDict
    from django.utils.safestring import SafeString

    from huying.ui.pieces import ClockShown, Row, StepShown

register = template.Library()
CHINA = ZoneInfo("Asia/Shanghai")
SOON, HOUR, DAY_HOURS = timedelta(days=1), timedelta(hours=1), 24
CURSOR = "cursor"
CLOCK_WORDS = '<span class="clock-words clock-{}">{}</span>'
CLOCK_DUE = '<small class="due-at"><time class="time" datetime="{}">{}</time></small>'


@register.simple_tag
def status_badge(state: str) -> SafeString:
    """Show a state in words."""
    return format_html('<span class="badge badge-{}">{}</span>', state, word_for("state", state))


@register.simple_tag
def local_time(instant: datetime | None) -> SafeString | str:
    """Show an instant in Weihai's time."""
    return "—" if instant is None else _time(instant, shape="%Y-%m-%d %H:%M")


@register.simple_tag
def short_time(instant: datetime, at: datetime) -> SafeString:
    """Show an instant as one reads it in a list: the year only where it is another than now."""
    return _time(instant, shape=_shape(instant.astimezone(CHINA), at))


def _shape(local: datetime, at: datetime) -> str:
    return "%m-%d %H:%M" if local.year == at.astimezone(CHINA).year else "%Y-%m-%d %H:%M"


def _time(instant: datetime, *, shape: str, css_class: str = "time") -> SafeString:
    local = instant.astimezone(CHINA)
    return format_html('<time class="{}" datetime="{}">{}</time>', css_class, local.isoformat(), local.strftime(shape))


@register.simple_tag
def clock(said: ClockShown, at: datetime) -> SafeString:
    """Show how a clock stands: its words, and under them the instant it counts to."""
    if said.due_at is None:
        return format_html(f"{CLOCK_WORDS} ", said.grade, said.words)
    local = said.due_at.astimezone(CHINA)
    shown = local.strftime(_shape(local, at))
    return format_html(f"{CLOCK_WORDS} {CLOCK_DUE}", said.grade, said.words, local.isoformat(), shown)


@register.simple_tag
def due(due_at: datetime | None, at: datetime, answered_at: datetime | None = None) -> SafeString | str:
    """Show a deadline in words: how much time is left, how long it is over, or how it was met."""
    if due_at is None:
        return "—"
    kind, words = _standing(due_at, at, answered_at)
    shown = _time(due_at, shape=_shape(due_at.astimezone(CHINA), at), css_class="due-at")
    return format_html('<span class="badge badge-{}">{}</span> {}', kind, words, shown)


def _standing(due_at: datetime, at: datetime, answered_at: datetime | None) -> tuple[str, str]:
    if answered_at is not None:
        is_late = answered_at > due_at
        return ("late", _("answered late")) if is_late else ("ok", _("answered in time"))
    if at > due_at:
        return "late", _("overdue by %(time)s") % {"time": _span(at - due_at)}
    left = {"time": _span(due_at - at)}
    if due_at - at < SOON:
        return "soon", _("due soon, %(time)s left") % left
    return "ok", _("%(time)s left") % left


def _span(length: timedelta) -> str:
    hours = length // HOUR
    if hours >= DAY_HOURS:
        return _("%(days)s d %(hours)s h") % {"days": hours // DAY_HOURS, "hours": hours % DAY_HOURS}
    minutes = length % HOUR // timedelta(minutes=1)
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}


@register.inclusion_tag("ui/components/field.html")
def field(bound: forms.BoundField, *, hx_get: str = "") -> dict[str, Any]:
    """Show a field with its label, help and error, tied together for screen readers.

    `hx_get` names an address that looks things up while one types; what it finds goes into #places-found.
    """
    widget = bound.field.widget
    most = getattr(bound.field, "max_length", None) if isinstance(widget, forms.Textarea) else None
    attrs: dict[str, Any] = {"data-count": most} if most else {}
    if hx_get:
        attrs |= {
            "hx-get": reverse(hx_get),
            "hx-trigger": "input changed delay:250ms",
            "hx-target": "#places-found",
            "hx-params": bound.html_name,
            "hx-sync": "this:replace",
            "aria-controls": "places-found",
            "autocomplete": "off",
        }
    return {
        "field": bound,
        "input": bound.as_widget(attrs=attrs),
        "described": bound.aria_describedby,
        "is_group": widget.use_fieldset,
        "is_check": isinstance(widget, forms.CheckboxInput),
    }


@register.simple_tag
def error_mark(form: forms.BaseForm | None) -> str:
    """Return the word that begins the title of a page whose form has errors."""
    return f"{_('Error:')} " if form is not None and form.is_bound and form.errors else ""


@register.inclusion_tag("ui/components/error_summary.html")
def error_summary(form: forms.BaseForm) -> dict[str, Any]:
    """List what is wrong with a form, each line leading to its field."""
    rows = [(_target(bound), bound.label, error) for bound in form for error in bound.errors]
    return {"rows": rows, "general": form.errors.get(NON_FIELD_ERRORS, [])}


def _target(bound: forms.BoundField) -> str:
    if bound.is_hidden:
        return ""
    return f"{bound.auto_id}_0" if bound.field.widget.use_fieldset else bound.id_for_label


@register.inclusion_tag("ui/components/cursor_pages.html", takes_context=True)
def cursor_pages(context: template.Context, next_cursor: str, has_cursor: bool) -> dict[str, str]:  # noqa: FBT001 - a template passes it by place
    """Lead to the first and the next page, keeping the filter."""
    query = _query(context)
    return {
        "first": _changed(query) if has_cursor else "",
        "following": _changed(query, **{CURSOR: next_cursor}) if next_cursor else "",
    }


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: Any) -> str:
    """Return this page's query with changes; None takes a name out, and the list begins anew."""
    return _changed(_query(context), **changes)


def _query(context: template.Context) -> QueryDict:
    request: HttpRequest = context["request"]
    return request.GET


def _changed(query: QueryDict, **changes: Any) -> str:
    kept = query.copy()
    for name, value in {CURSOR: None, **changes}.items():
        kept.pop(name, None)
        if value is not None:
            kept[name] = str(value)
    return f"?{kept.urlencode()}"


@register.inclusion_tag("ui/components/filter_form.html", takes_context=True)
def filter_form(context: template.Context, form: forms.BaseForm) -> dict[str, Any]:
    """Show a list's filter; its fields become the address, so that a link is a filter."""
    request: HttpRequest = context["request"]
    return {"form": form, "path": request.path}


@register.inclusion_tag("ui/components/table.html")
def data_table(columns: Sequence[str], rows: Sequence[Row], *, caption: str = "", empty: str = "") -> dict[str, Any]:
    """Show rows whose first cell leads on; where there are none, say so in the words of `empty`."""
    return {"columns": columns, "rows": rows, "caption": caption, "empty": empty or _("Nothing here yet.")}


@register.inclusion_tag("ui/components/empty.html")
def empty_state(words: str, *, url: str = "", action: str = "") -> dict[str, str]:
    """Say that there is nothing, and what can be done about it."""
    return {"words": words, "url": url, "action": action}


@register.inclusion_tag("ui/components/tile.html")
def tile(number: object, label: str, *, url: str = "", note: str = "", is_alarm: bool = False) -> dict[str, Any]:
    """Show a figure that leads to the rows it counts; `note` says how it is counted."""
    shown = "—" if number is None else number
    return {"number": shown, "label": label, "url": url, "note": note, "is_alarm": is_alarm}


@register.inclusion_tag("ui/components/steps.html")
def steps(items: Sequence[StepShown]) -> dict[str, Any]:
    """Show what was done, what is being done and what is to come."""
    return {"items": items}


@register.inclusion_tag("ui/components/progress.html")
def progress(done: int, whole: int, label: str) -> dict[str, Any]:
    """Show how much of something is done, as a bar and in figures."""
    return {"done": done, "whole": whole, "label": label}


@register.simple_tag
def request_number() -> str:
    """Return the request's number, by which the log is searched."""
    return request_id.get()
