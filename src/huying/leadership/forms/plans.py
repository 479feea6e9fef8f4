"""Forms of plans 规划表单."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.cases.forms.fields import day, words
from huying.leadership import labels
from huying.leadership.forms.stepping import DoneForm, GiveForm, PromiseForm, ReasonForm, StepForm
from huying.rules.plans import PlanKind, PlanState, PlanStep


class DraftForm(forms.Form):
    """What is aimed at, how it is measured, who answers for it, from when to when."""

    token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("What it is"), choices=lambda: labels.choices(PlanKind))
    title = forms.CharField(label=_("Title"), max_length=80)
    aim = words(_("Aim"), rows=2)
    measure = words(_("By what it is measured"), rows=2)
    lead = forms.TypedChoiceField(label=_("Post that answers for it"), coerce=int)
    parent = forms.CharField(label=_("Part of the plan with the number"), max_length=20, required=False)
    starts_on = day(_("Begins"))
    ends_on = day(_("Ends"))

    def facts(self) -> dict[str, Any]:
        """Return the arguments of the action, the parent by its number."""
        data = dict(self.cleaned_data)
        del data["token"]
        return data | {"kind": PlanKind(data["kind"])}


class MoveForm(PromiseForm):
    """Which milestone, to which day, and why."""

    due_on = day(_("New day"))
    reason = words(_("Reason"), rows=2)


class ReportForm(StepForm):
    """How it goes."""

    words = words(_("How it goes"), rows=3)


class EndForm(StepForm):
    """What came of it."""

    result = words(_("Result, by what was to be measured"), rows=3)


FORMS: dict[PlanStep, type[StepForm]] = {
    PlanStep.START: StepForm,
    PlanStep.ADD_MILESTONE: GiveForm,
    PlanStep.REACH: DoneForm,
    PlanStep.REPORT: ReportForm,
    PlanStep.MOVE: MoveForm,
    PlanStep.STRIKE_MILESTONE: PromiseForm,
    PlanStep.END: EndForm,
    PlanStep.DROP: ReasonForm,
}


class FilterForm(forms.Form):
    """What the list is narrowed to."""

    kind = forms.ChoiceField(
        label=_("What it is"), choices=lambda: [("", str(_("any"))), *labels.choices(PlanKind)], required=False
    )
    state = forms.ChoiceField(
        label=_("State"), choices=lambda: [("", str(_("any"))), *labels.choices(PlanState)], required=False
    )
