"""Forms of season plans 季节预案表单."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from huying.cases.forms.fields import day, words
from huying.leadership.forms.stepping import ReasonForm, StepForm
from huying.rules.season_plans import SeasonState, SeasonStep
from huying.rules.seasons import SeasonKind
from huying.rules.topics import TOPICS, name_of
from huying.seasons import labels


def _topics() -> list[tuple[str, str]]:
    return [(code, name_of(code, get_language() or "zh")) for code in TOPICS]


def _optional(value: str) -> int | None:
    return int(value) if value else None


class TextForm(forms.Form):
    """What puts the plan in force, what duty does, and of which topics an event is."""

    triggers = words(_("What puts it in force"), rows=2, hint=_("A forecast, a warning level, a day of the year."))
    instructions = words(
        _("Standing instructions to duty"), rows=4, hint=_("Whoever is on duty reads them while the plan is in force.")
    )
    topics = forms.MultipleChoiceField(
        label=_("Topics of its events"),
        choices=_topics,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("While the plan is in force, many people telling these at once are proposed as one event."),
    )


class DraftForm(TextForm):
    """A new plan: what it is for, and when in the year."""

    token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Season"), choices=lambda: labels.choices(SeasonKind))
    title = forms.CharField(label=_("Title"), max_length=80)
    starts = forms.CharField(
        label=_("Begins every year on"), max_length=5, required=False, help_text=_("Month and day, as 11-15.")
    )
    ends = forms.CharField(
        label=_("Ends every year on"), max_length=5, required=False, help_text=_("Month and day, as 03-15.")
    )
    starts_on = day(_("Or begins on the day"), required=False)
    ends_on = day(_("Or ends on the day"), required=False)

    field_order = ("token", "kind", "title", "starts", "ends", "starts_on", "ends_on")

    def facts(self) -> dict[str, Any]:
        """Return what the plan says."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "token"}
        return data | {"kind": SeasonKind(data["kind"]), "topics": tuple(data["topics"])}


class ReviseForm(StepForm, TextForm):
    """What the next version says."""

    def facts(self) -> dict[str, Any]:
        """Return the arguments of the action."""
        data = super().facts()
        return data | {"topics": tuple(data["topics"])}


class AddTaskForm(StepForm):
    """A line of the check list."""

    words = words(_("What is to be done"), rows=2)
    unit = forms.TypedChoiceField(label=_("Unit"), coerce=int)
    post = forms.TypedChoiceField(
        label=_("Post"),
        coerce=_optional,
        empty_value=None,
        required=False,
        help_text=_("A post of this unit, if one is named."),
    )


class StrikeForm(StepForm):
    """Which line."""

    task_id = forms.TypedChoiceField(label=_("Which one"), coerce=int)


class TickForm(StrikeForm):
    """Which line is done, and what was done."""

    words = words(pgettext_lazy("season", "What was done"), rows=2, required=False)


FORMS: dict[SeasonStep, type[StepForm]] = {
    SeasonStep.TICK: TickForm,
    SeasonStep.RELEASE: StepForm,
    SeasonStep.ADD_TASK: AddTaskForm,
    SeasonStep.STRIKE_TASK: StrikeForm,
    SeasonStep.OPEN: ReasonForm,
    SeasonStep.CLOSE: ReasonForm,
    SeasonStep.REVISE: ReviseForm,
    SeasonStep.DROP: ReasonForm,
}


class FilterForm(forms.Form):
    """What the list is narrowed to."""

    kind = forms.ChoiceField(
        label=_("Season"), choices=lambda: [("", str(_("any"))), *labels.choices(SeasonKind)], required=False
    )
    state = forms.ChoiceField(
        label=_("State"), choices=lambda: [("", str(_("any"))), *labels.choices(SeasonState)], required=False
    )
