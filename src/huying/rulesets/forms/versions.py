"""Forms that change a draft of rules 规则草案表单."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from huying.rules import value_words
from huying.rules.profiles import shipped_families
from huying.rulesets.forms.asking import HERE, Lines, day_field, profiles

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_BODY, MOST_SPAN = 400_000, 31
WORKED = frozenset({"work", "上班", "补班"})
SPAN = re.compile(
    r"(?P<first>\d{4}-\d\d-\d\d)(?:\.\.(?P<last>\d{4}-\d\d-\d\d))?\s+(?P<kind>off|work|放假|休息|上班|补班)(?:\s+(?P<name>.{1,40}))?\s*",
    re.ASCII,
)


class DraftForm(forms.Form):
    """From when a version is to be in force, and what it rests on."""

    valid_from = day_field(_("In force from"))
    source = forms.CharField(label=_("What the version rests on"), max_length=200)


def shipped_names(family: str) -> list[str]:
    """Return the values of a family that this software knows, also those an older version does not have."""
    return [row["name"] for each in shipped_families() if each["family"] == family for row in each["body"]["value"]]


class ValueForm(forms.Form):
    """One figure of a city."""

    name = forms.ChoiceField(label=_("Rule"))
    profile = forms.ChoiceField(label=_("City whose rules apply"), choices=profiles, initial=HERE)
    figure = forms.CharField(
        label=_("Figure"), max_length=200, help_text=_("A number, a share such as 2/3 or 30%, yes or no, or words.")
    )
    source = forms.CharField(
        label=_("Source"), max_length=100, help_text=_("Key and article as on this page, for example SD 31; PMR 16")
    )
    is_doubtful = forms.BooleanField(label=_("to be confirmed"), required=False)

    def __init__(self, family: str, body: Mapping[str, Any], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        language = get_language() or ""
        names = dict.fromkeys([*(row["name"] for row in body["value"]), *shipped_names(family)])
        choices = [(name, value_words.value_words(name, language=language)) for name in names]
        self.fields["name"].choices = choices  # type: ignore[attr-defined]


class LimitForm(forms.Form):
    """One limit of the deadline catalogue in a city."""

    code = forms.ChoiceField(label=_("Duty"))
    profile = forms.ChoiceField(label=_("City whose rules apply"), choices=profiles, initial=HERE)
    limit = forms.CharField(
        label=_("Limit"),
        max_length=40,
        help_text=_(
            "nd natural days, wd working days, m months, y years, h hours; before the event with a minus: -15 nd"
        ),
    )
    source = forms.CharField(
        label=_("Source"), max_length=100, help_text=_("Key and article as on this page, for example SD 31; PMR 16")
    )

    def __init__(self, body: Mapping[str, Any], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        is_english = (get_language() or "").startswith("en")
        choices = [(row["code"], f"{row['code']} {row['en'] if is_english else row['zh']}") for row in body["limit"]]
        self.fields["code"].choices = choices  # type: ignore[attr-defined]


class BodyForm(forms.Form):
    """The whole body of rules of another shape, as JSON."""

    body = forms.CharField(
        label=_("All parts"),
        max_length=MOST_BODY,
        widget=forms.Textarea(attrs={"rows": 20, "spellcheck": "false"}),
    )

    def clean_body(self) -> dict[str, Any]:
        """Return what was written, or say where it cannot be read."""
        try:
            found = json.loads(self.cleaned_data["body"])
        except (ValueError, RecursionError) as error:
            line = getattr(error, "lineno", "?")
            raise forms.ValidationError(_("Line %(line)s cannot be read."), params={"line": line}) from error
        if not isinstance(found, dict):
            raise forms.ValidationError(_("Line %(line)s cannot be read."), params={"line": 1})
        return found


class RemarkForm(forms.Form):
    """Why a draft is proposed, or given back."""

    remark = forms.CharField(
        label=_("Reason"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class AppliedForm(forms.Form):
    """A day and a place."""

    on = day_field(_("On the day"))
    place = forms.RegexField(
        label=_("Place code"), regex=r"^\d{2,12}$", error_messages={"invalid": _("Write 2 to 12 digits.")}
    )


class WorkDaysForm(forms.Form):
    """Days that are not what their weekday says, as a yearly notice lists them."""

    days = Lines(
        label=_("Days"),
        help_text=_("One a line: day or span, off or work, name. For example: 2027-10-01..2027-10-07 off National Day"),
    )
    source = forms.CharField(
        label=_("Number of the notice"),
        max_length=100,
        required=False,
        help_text=_("A year counts as official once a day of it names the notice it comes from."),
    )

    def clean_days(self) -> list[tuple[date, bool, str]]:
        """Return each day with whether it is worked, and its name."""
        found = []
        for number, entry in enumerate(self.cleaned_data["days"], start=1):
            written = SPAN.fullmatch(entry)
            try:
                found += _days_of(written)
            except ValueError as error:
                facts = {"number": number, "entry": entry[:40]}
                raise forms.ValidationError(_("Line %(number)s cannot be read: %(entry)s"), params=facts) from error
        return found


def _days_of(written: re.Match[str] | None) -> list[tuple[date, bool, str]]:
    if written is None:
        raise ValueError
    first = date.fromisoformat(written["first"])
    last = date.fromisoformat(written["last"] or written["first"])
    if not 0 <= (last - first).days < MOST_SPAN:
        raise ValueError
    is_working = written["kind"] in WORKED
    days = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    return [(day, is_working, (written["name"] or "").strip()) for day in days]
