"""Forms of visits 把脉问诊表单: short, for a phone held in the compound."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huying.cases.forms.fields import day, words
from huying.cases.forms.intake import PlaceField
from huying.cases.labels import topic_options
from huying.leadership import labels
from huying.leadership.forms.stepping import DoneForm, GiveForm, ReasonForm, StepForm
from huying.rules.visits import VisitState, VisitStep


class PlanForm(forms.Form):
    """Who goes where, when and what for."""

    token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    place = PlaceField(label=_("Compound"), max_length=17, help_text=_("Name, alias or pinyin initials"))
    visitor = forms.TypedChoiceField(label=_("Who goes"), coerce=int)
    planned_on = day(_("On which day"))
    aim = words(_("What for"), rows=2)

    def facts(self) -> dict[str, Any]:
        """Return the arguments of the action, the compound by its code."""
        return {name: value for name, value in self.cleaned_data.items() if name != "token"}


class CaseForm(StepForm):
    """What was found, in a sentence; topic and spot where known."""

    words = words(pgettext_lazy("visit", "What was found"), rows=3)
    topic = forms.ChoiceField(
        label=_("Topic"), choices=lambda: [("", str(_("to be confirmed by a clerk"))), *topic_options()], required=False
    )
    address = forms.CharField(label=_("Where in the compound"), max_length=120, required=False)


class PostponeForm(ReasonForm):
    """To which day, and why."""

    planned_on = day(_("On which day"))
    field_order = ("version", "planned_on", "reason")


FORMS: dict[VisitStep, type[StepForm]] = {
    VisitStep.MAKE: StepForm,
    VisitStep.FIND_CASE: CaseForm,
    VisitStep.FIND_TASK: GiveForm,
    VisitStep.FINISH: DoneForm,
    VisitStep.CLOSE: StepForm,
    VisitStep.POSTPONE: PostponeForm,
    VisitStep.CANCEL: ReasonForm,
}


class FilterForm(forms.Form):
    """What the list is narrowed to."""

    state = forms.ChoiceField(
        label=_("State"), choices=lambda: [("", str(_("any"))), *labels.choices(VisitState)], required=False
    )
