"""The month and place of an overview."""

from __future__ import annotations

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from huying.rules.linkage import Flow, Level

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2199, 12, 31)
PLACE = r"^([0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})$"


class MondayForm(forms.Form):
    """A place and a day of the week."""

    place = forms.RegexField(label=_("Place code"), regex=PLACE, required=False)
    day = forms.DateField(
        label=_("A day of the week"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        validators=[MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)],
    )


class OverviewForm(forms.Form):
    """A place and a month."""

    place = forms.RegexField(label=_("Place code"), regex=PLACE, required=False)
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


def _levels() -> list[tuple[str, str]]:
    return [(level.value, level.value) for level in Level]


class FlowForm(OverviewForm):
    """Which number of the linkage board is opened; an address says all of it, nobody types it."""

    flow = forms.ChoiceField(choices=lambda: [(flow.value, flow.value) for flow in Flow], required=False)
    start = forms.ChoiceField(choices=_levels, required=False)
    to = forms.ChoiceField(choices=_levels, required=False)
    cursor = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)

    def says_all(self) -> bool:
        """Tell whether place, month, flow and aim are there."""
        return self.is_valid() and all(self.cleaned_data[name] for name in ("place", "month", "flow", "to"))
