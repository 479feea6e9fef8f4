"""Forms of holidays on duty 节假日值班表单."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.cases.forms.fields import words
from huying.leadership.forms.stepping import StepForm
from huying.seasons.actions.reporting import MOST_SENTENCE


class ReportForm(StepForm):
    """Of which day, and one sentence."""

    day = forms.DateField(label=_("Day"), widget=forms.HiddenInput)
    words = words(
        _("One sentence"),
        rows=2,
        required=False,
        most=MOST_SENTENCE,
        hint=_("May be left out only when all figures are zero."),
    )
