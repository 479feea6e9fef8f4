"""The resident's forms 群众填报: few fields, each with its reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.cases.actions.demands import TEXT_LENGTH
from huying.rules.case_facts import Nature

PHOTOS_MOST = 3
YES_NO = [("1", _("Yes")), ("0", _("No"))]


def _yes(value: str) -> bool:
    return value == "1"


class ReportForm(forms.Form):
    """What happened, and where; the rest may stay empty."""

    text = forms.CharField(
        label=_("What happened"),
        max_length=TEXT_LENGTH,
        help_text=_("For example: the lift of building 3 has stood still since yesterday."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    place = forms.CharField(
        label=_("Which compound"),
        required=False,
        max_length=60,
        help_text=_("Its name, or the initials of its pinyin"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    nature = forms.ChoiceField(
        label=_("What do you want"),
        choices=[
            (Nature.SERVICE.value, _("Something repaired or done")),
            (Nature.COMPLAINT.value, _("To complain; the firm will not learn who you are")),
        ],
        widget=forms.RadioSelect,
        initial=Nature.SERVICE.value,
    )
    phone = forms.CharField(
        label=_("Telephone (optional)"),
        required=False,
        max_length=30,
        help_text=_("To ask back and tell you the answer. Its last four digits open your case."),
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )
    pin = forms.RegexField(
        label=_("Without a telephone: four digits of your choice"),
        regex=r"^\d{4}$",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "4", "autocomplete": "off"}),
        error_messages={"invalid": _("Write exactly four digits.")},
    )
    may_share = forms.BooleanField(label=_("The repairer may have my name, door and telephone"), required=False)
    photo = forms.FileField(
        label=_("Photo (optional)"), required=False, widget=forms.FileInput(attrs={"accept": "image/*"})
    )
    token = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def clean(self) -> dict[str, Any]:
        """Ask for a telephone or four digits, so that the answer can be read."""
        data = super().clean() or {}
        if not data.get("phone") and not data.get("pin") and "pin" not in self.errors:
            self.add_error(
                "phone", _("Leave a telephone, or choose four digits below: you need them to read the answer.")
            )
        return data


class TrackForm(forms.Form):
    """The code of the receipt and four digits."""

    code = forms.CharField(
        label=_("Code on the receipt"), max_length=20, widget=forms.TextInput(attrs={"autocapitalize": "characters"})
    )
    digits = forms.RegexField(
        label=_("Last four digits of the telephone, or the four you chose"),
        regex=r"^\d{4}$",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "4", "autocomplete": "off"}),
        error_messages={"invalid": _("Write exactly four digits.")},
    )


class RateForm(TrackForm):
    """What the reporter says of the answer."""

    is_contacted = forms.TypedChoiceField(
        label=_("Did somebody contact you"), choices=YES_NO, coerce=_yes, widget=forms.RadioSelect
    )
    is_solved = forms.TypedChoiceField(label=_("Is it solved"), choices=YES_NO, coerce=_yes, widget=forms.RadioSelect)
    is_satisfied = forms.TypedChoiceField(
        label=_("Are you satisfied"), choices=YES_NO, coerce=_yes, widget=forms.RadioSelect
    )
    remark = forms.CharField(
        label=_("Anything to add"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
