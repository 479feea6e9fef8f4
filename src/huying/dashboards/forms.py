"""The month and place of an overview."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _


class OverviewForm(forms.Form):
    """A place and a month."""

    place = forms.RegexField(label=_("Place code"), regex=r"^([0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})$", required=False)
    month = forms.RegexField(
        label=_("Month"),
        regex=r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$",
        required=False,
        widget=forms.TextInput(attrs={"type": "month"}),
    )

    def clean_month(self) -> date | None:
        """Return the first day of the month."""
        written = self.cleaned_data["month"]
        return date.fromisoformat(f"{written}-01") if written else None
