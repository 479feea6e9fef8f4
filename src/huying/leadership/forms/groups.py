"""Forms of groups 小组表单."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.cases.forms.fields import day, words
from huying.leadership import labels
from huying.leadership.actions.groups import NewSeat
from huying.leadership.forms.stepping import DoneForm, GiveForm, ReasonForm, StepForm
from huying.rules.groups import GroupKind, GroupState, GroupStep, SeatRank


class FormGroupForm(forms.Form):
    """Which group, for which term."""

    token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind of group"), choices=lambda: labels.choices(GroupKind))
    name = forms.CharField(label=_("Name"), max_length=80)
    starts_on = day(_("Term begins"))
    ends_on = day(_("Term ends"))

    def facts(self) -> dict[str, Any]:
        """Return the arguments of the action."""
        data = self.cleaned_data
        term = (data["starts_on"], data["ends_on"])
        return {"kind": GroupKind(data["kind"]), "name": data["name"], "term": term}


class SeatForm(StepForm):
    """Who sits in it: a post of the system, or a body and its post by name."""

    rank = forms.ChoiceField(label=_("As"), choices=lambda: labels.choices(SeatRank), initial=SeatRank.MEMBER.value)
    sector = forms.ChoiceField(label=_("For which sector"), required=False)
    post = forms.TypedChoiceField(label=_("Post"), coerce=int, empty_value=None, required=False)
    body = forms.CharField(label=_("Or a body without account"), max_length=80, required=False)
    title = forms.CharField(label=_("and its post"), max_length=60, required=False)

    def facts(self) -> dict[str, Any]:
        """Return the new seat."""
        data = dict(self.cleaned_data)
        del data["version"]
        return {"new": NewSeat(**(data | {"rank": SeatRank(data["rank"])}))}


class UnseatForm(ReasonForm):
    """Who leaves, and why."""

    seat_id = forms.TypedChoiceField(label=_("Who leaves"), coerce=int)
    field_order = ("version", "seat_id", "reason")


class MeetForm(StepForm):
    """When it met, how many were there, what was said."""

    title = forms.CharField(label=_("Title of the session"), max_length=80)
    held_on = day(_("Held on"))
    present = forms.IntegerField(label=_("How many members were there"), min_value=1, max_value=1000)
    summary = words(_("What was said"), rows=4)


class DecideForm(GiveForm):
    """A task decided in a session."""

    session_id = forms.TypedChoiceField(label=_("Decided in"), coerce=int)
    field_order = ("version", "session_id", "words", "unit", "due_on")


class RenewForm(StepForm):
    """Until when the next term goes."""

    ends_on = day(_("The next term ends"))


FORMS: dict[GroupStep, type[StepForm]] = {
    GroupStep.SET_UP: StepForm,
    GroupStep.SEAT: SeatForm,
    GroupStep.MEET: MeetForm,
    GroupStep.DECIDE: DecideForm,
    GroupStep.FINISH: DoneForm,
    GroupStep.UNSEAT: UnseatForm,
    GroupStep.RENEW: RenewForm,
    GroupStep.DISSOLVE: ReasonForm,
}


class FilterForm(forms.Form):
    """What the list is narrowed to."""

    kind = forms.ChoiceField(
        label=_("Kind of group"), choices=lambda: [("", str(_("any"))), *labels.choices(GroupKind)], required=False
    )
    state = forms.ChoiceField(
        label=_("State"), choices=lambda: [("", str(_("any"))), *labels.choices(GroupState)], required=False
    )
