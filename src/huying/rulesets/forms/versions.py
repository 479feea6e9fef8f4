"""Forms that change a draft of rules 规则草案表单."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from huying.rules import value_words
from huying.rulesets.forms.asking import HERE, day_field, profiles

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_BODY = 400_000


class DraftForm(forms.Form):
    """From when a version is to be in force, and what it rests on."""

    valid_from = day_field(_("In force from"))
    source = forms.CharField(label=_("What the version rests on"), max_length=200)


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

    def __init__(self, body: Mapping[str, Any], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        language = get_language() or ""
        names = dict.fromkeys(row["name"] for row in body["value"])
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
