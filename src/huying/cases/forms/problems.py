"""Forms of problems 并单表单: merge, take out, and the filter of the list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.cases import labels
from huying.cases.forms.fields import words
from huying.cases.forms.steps import StepForm
from huying.cases.queries.problems import ProblemFilter

TRIAGE = "triage"
NUMBER = r"^[0-9]{8}-[0-9]{6,18}$"
OPEN, ANSWERED = "open", "answered"


class MergeForm(StepForm):
    """Into which case."""

    into = forms.RegexField(label=_("Number of the case of the same matter"), regex=NUMBER, max_length=27)
    back = forms.RegexField(regex=f"{NUMBER}|^{TRIAGE}$", required=False, max_length=27, widget=forms.HiddenInput)


class UnmergeForm(StepForm):
    """Why it is another matter."""

    reason = words(_("Why it is another matter"), rows=2)


class ProblemFilterForm(forms.Form):
    """Fields named as the list of cases names them."""

    place = forms.RegexField(
        label=_("Place"),
        regex=r"^([0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12}(-[0-9]{4})?)$",
        required=False,
        max_length=17,
    )
    topic = forms.ChoiceField(
        label=_("Topic"), choices=lambda: [("", str(_("any"))), *labels.topic_options()], required=False
    )
    state = forms.ChoiceField(
        label=_("State"),
        choices=lambda: [("", str(_("any"))), (OPEN, str(_("being handled"))), (ANSWERED, str(_("answered")))],
        required=False,
    )

    def wanted(self) -> ProblemFilter:
        """Return the filter; only call it on a valid form."""
        data: dict[str, Any] = self.cleaned_data
        is_open = {OPEN: True, ANSWERED: False}.get(data["state"])
        return ProblemFilter(place=data["place"], topic=data["topic"], is_open=is_open)
