"""Forms about days and limits 期限计算表单."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from huying.rules import catalogue
from huying.rulesets.forms.asking import AskingForm, DayInput, count_field, day_field

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

KINDS = (
    ("due.working_days", _("so many working days later")),
    ("due.natural_days", _("so many natural days later; a rest day moves it")),
    ("due.months", _("so many months later; a rest day moves it")),
    ("term", _("a term of so many months; it does not move")),
    ("due.days_before", _("so many days before an event; a rest day moves it earlier")),
    ("due.hours", _("so many hours later, nights and holidays too")),
    ("due.working_hours", _("so many office hours later")),
)
UNITS = {
    "due.working_days": "days",
    "due.natural_days": "days",
    "due.months": "months",
    "term": "months",
    "due.days_before": "days",
    "due.hours": "hours",
    "due.working_hours": "hours",
}
VARIANTS: dict[str, _StrPromise] = {
    "before_election": _("before the election"),
    "central": _("central organs"),
    "complaint": _("complaint or report"),
    "complex": _("complex"),
    "consult": _("consultation"),
    "critical_infrastructure": _("critical infrastructure"),
    "danger": _("danger"),
    "extended": _("extended"),
    "general": _("general"),
    "help": _("request for help"),
    "longest": _("the longest"),
    "minor": _("minor"),
    "normal": _("normal"),
    "ordinary": _("ordinary"),
    "posting": _("posting"),
    "report": _("report"),
    "serious": _("serious"),
    "seven": _("seven days"),
    "shortest": _("the shortest"),
    "special": _("special case"),
    "suggestion": _("suggestion"),
    "third_party": _("third party asked"),
    "urgent": _("urgent"),
    "utility": _("water, power, gas, heat"),
    "with_others": _("others must help"),
}


class DeadlineForm(AskingForm):
    """A limit counted from a day or an hour (R11.1-R11.5, R5.4)."""

    main, day_of_rules = "due", "start"
    kind = forms.ChoiceField(label=_("The limit ends"), choices=KINDS)
    count = count_field(_("How many"))
    start = forms.DateField(
        label=_("Day of receipt, or of the event"),
        widget=DayInput(),
        help_text=_("The day itself is not counted."),
    )
    clock = forms.TimeField(
        label=_("Hour (only for limits in hours)"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )

    def asked(self) -> dict[str, Any]:
        """Return the line of the rule chosen."""
        data = self.cleaned_data
        kind, rule = data["kind"], data["kind"] if data["kind"] != "term" else "due.months"
        start = data["start"].isoformat()
        if UNITS[kind] == "hours":
            at = datetime.combine(data["start"], data["clock"] or time(8, 30))
            start = at.isoformat(timespec="minutes")
        line = {"rule": rule, UNITS[kind]: data["count"], "profile": data["profile"] or "shandong"}
        line["event" if rule == "due.days_before" else "start"] = start
        return line | ({"nature": "term"} if kind == "term" else {})


def duties() -> list[tuple[str, str]]:
    """Return the duties of the catalogue, each with its variants, in the language of the page."""
    is_english = (get_language() or "").startswith("en")
    found = []
    for entry in catalogue.current().entries.values():
        words = f"{entry.code} {entry.en if is_english else entry.zh}"
        names = dict.fromkeys(each.name for each in entry.variants if each.name)
        found += [(entry.code, words), *((f"{entry.code} {name}", f"{words} — {VARIANTS[name]}") for name in names)]
    return found


class CatalogueForm(AskingForm):
    """A duty of the deadline catalogue (R11b)."""

    rule, main, day_of_rules = "due.catalogue", "due", "start"
    code = forms.ChoiceField(label=_("Duty"), choices=duties)
    start = day_field(_("Day it runs from, or of the event"))

    def asked(self) -> dict[str, Any]:
        """Return the line with the variant apart."""
        line = super().asked()
        code, _space, variant = line["code"].partition(" ")
        return {**line, "code": code} | ({"variant": variant} if variant else {})


class WorkdayForm(AskingForm):
    """Whether a day is worked (R11.7-R11.9)."""

    rule, main, has_profile, day_of_rules = "workday", "working", False, "on"
    on = day_field(_("Day"))
