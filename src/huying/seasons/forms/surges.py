"""Forms of events 突发集中事件表单."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.cases.forms.fields import words
from huying.leadership.forms.stepping import ReasonForm, StepForm
from huying.rules.surges import SurgeState, SurgeStep
from huying.seasons import labels

READ_BY_ALL = _("All reporters read this on their tracking page: no names, no numbers.")


class ChosenForm(StepForm):
    """Which cases."""

    chosen = forms.TypedMultipleChoiceField(label=_("Cases"), coerce=int, widget=forms.CheckboxSelectMultiple)


class DeclareForm(ChosenForm):
    """What the event is called, who holds it, and what all reporters read first."""

    title = forms.CharField(label=_("Title"), max_length=80, help_text=READ_BY_ALL)
    unit = forms.TypedChoiceField(label=_("Who holds it"), coerce=int)
    words = words(_("What is known and what is done"), rows=3, hint=READ_BY_ALL)

    field_order = ("version", "title", "unit", "words", "chosen")


class UpdateForm(StepForm):
    """What all reporters read."""

    words = words(_("What is known and what is done"), rows=3, hint=READ_BY_ALL)


class HandOnForm(ReasonForm):
    """To which unit, and why."""

    unit = forms.TypedChoiceField(label=_("Who holds it"), coerce=int)

    field_order = ("version", "unit", "reason")


FORMS: dict[SurgeStep, type[StepForm]] = {
    SurgeStep.DECLARE: DeclareForm,
    SurgeStep.TURN_DOWN: ReasonForm,
    SurgeStep.JOIN: ChosenForm,
    SurgeStep.UPDATE: UpdateForm,
    SurgeStep.LEAVE_OUT: ChosenForm,
    SurgeStep.HAND_ON: HandOnForm,
    SurgeStep.END: UpdateForm,
}


class FilterForm(forms.Form):
    """What the list is narrowed to."""

    state = forms.ChoiceField(
        label=_("State"), choices=lambda: [("", str(_("any"))), *labels.choices(SurgeState)], required=False
    )
