"""Forms of conferences 会议表单: planning, proposing, and one form for each step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.cases.forms.fields import day, moment, words
from huying.conferences import labels
from huying.conferences.actions import Draft, Seat
from huying.conferences.queries.visible import ConferenceFilter
from huying.rules.conferences import (
    Basis,
    ConferenceKind,
    ConferenceState,
    ConferenceStep,
    ResolutionKind,
    ResolutionState,
    Stance,
    TopicClass,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from huying.accounts.models import Unit
    from huying.conferences.models import AgendaItem, Member, Resolution

SHORT = 50


def choices(kind: Any) -> list[tuple[str, str]]:
    """Return the choices of a closed list."""
    return [(each.value, labels.label(each)) for each in kind]


def _optional(kind: Any) -> list[tuple[str, str]]:
    return [("", "—"), *choices(kind)]


class PlanForm(forms.Form):
    """When and where which conference."""

    token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind of conference"))
    title = forms.CharField(label=_("Title"), max_length=80)
    starts_at = moment(_("Begins"))
    room = forms.CharField(label=_("Where it takes place"), max_length=80)

    def offer(self, kinds: Iterable[ConferenceKind]) -> None:
        """Offer the kinds the unit may host."""
        self.fields["kind"].choices = choices(kinds)  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """Return the arguments of the action; only call it on a valid form."""
        data = dict(self.cleaned_data)
        del data["token"]
        return data | {"kind": ConferenceKind(data["kind"])}


class ProposeForm(forms.Form):
    """What to speak of, and at whose conference."""

    host = forms.TypedChoiceField(label=_("At whose conference"), coerce=int)
    topic = forms.ChoiceField(label=_("What kind of matter"), choices=lambda: choices(TopicClass), initial="other")
    words = words(_("Matter"), rows=3, most=300)

    def offer(self, hosts: Iterable[Unit]) -> None:
        """Offer the community and the street over the place."""
        self.fields["host"].choices = [(unit.pk, unit.name) for unit in hosts]  # type: ignore[attr-defined]


class StepForm(forms.Form):
    """What every step carries: the version the page showed."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def offer_members(self, members: Iterable[Member]) -> None:
        """Offer bodies that take part, where the form asks for one."""

    def offer_items(self, items: Iterable[AgendaItem]) -> None:
        """Offer the matters of the agenda, where the form asks for one."""

    def offer_resolutions(self, resolutions: Iterable[Resolution]) -> None:
        """Offer resolutions, where the form asks for one."""

    def offer_units(self, units: Iterable[Unit]) -> None:
        """Offer units, where the form asks for them."""

    def facts(self) -> dict[str, Any]:
        """Return the arguments of the action."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class ReasonForm(StepForm):
    """Why."""

    reason = words(_("Reason"), rows=2)


class ItemForm(StepForm):
    """Which matter of the agenda."""

    item_id = forms.TypedChoiceField(label=_("Matter"), coerce=int)

    def offer_items(self, items: Iterable[AgendaItem]) -> None:
        """Offer the matters of the agenda."""
        named = [(item.pk, item.words[:SHORT]) for item in items]
        self.fields["item_id"].choices = named  # type: ignore[attr-defined]


class AddItemForm(StepForm):
    """A matter in words; one of a case, a whistle or a proposal comes by its own button."""

    topic = forms.ChoiceField(label=_("What kind of matter"), choices=lambda: choices(TopicClass), initial="other")
    words = words(_("Matter"), rows=2, most=300, required=False)
    case = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    whistle = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)
    proposal = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def facts(self) -> dict[str, Any]:
        """Return what was given, of which one is used."""
        return {"given": super().facts()}


class DropItemForm(ItemForm):
    """Which matter, and why it is not spoken of."""

    reason = words(_("Reason"), rows=2)


class InviteForm(StepForm):
    """Who is invited: units, and bodies without account by name, one on each line."""

    members = forms.TypedMultipleChoiceField(
        label=_("Members"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    others = words(_("Other members by name, one on each line"), rows=2, required=False)
    observers = words(_("Observers by name, one on each line"), rows=2, required=False)

    def offer_units(self, units: Iterable[Unit]) -> None:
        """Offer units."""
        self.fields["members"].choices = [(unit.pk, unit.name) for unit in units]  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """Return the seats."""
        data = self.cleaned_data
        seats = [Seat(pk) for pk in data["members"]]
        for name, is_observer in (("others", False), ("observers", True)):
            seats += [Seat(None, line.strip(), is_observer) for line in data[name].splitlines() if line.strip()]
        return {"seats": seats}


class PostponeForm(ReasonForm):
    """To when, and why."""

    starts_at = moment(_("Begins"))
    field_order = ("version", "starts_at", "reason")


class MembersForm(StepForm):
    """Which bodies are there."""

    members = forms.TypedMultipleChoiceField(label=_("There"), coerce=int, widget=forms.CheckboxSelectMultiple)

    def offer_members(self, members: Iterable[Member]) -> None:
        """Offer the bodies that are not noted yet."""
        self.fields["members"].choices = [(row.pk, row.name) for row in members]  # type: ignore[attr-defined]


class ExcuseForm(ReasonForm):
    """Who does not come."""

    member_id = forms.TypedChoiceField(label=_("Body"), coerce=int)
    field_order = ("version", "member_id", "reason")

    def offer_members(self, members: Iterable[Member]) -> None:
        """Offer the bodies that are not noted yet."""
        self.fields["member_id"].choices = [(row.pk, row.name) for row in members]  # type: ignore[attr-defined]


class SumUpForm(ItemForm):
    """What was said to a matter."""

    summary = words(_("What was said"), rows=4)


class ResolveForm(ItemForm):
    """What was resolved to a matter."""

    kind = forms.ChoiceField(label=_("What it is"), choices=lambda: choices(ResolutionKind))
    words = words(_("What is to be done"), rows=3)
    lead_id = forms.TypedChoiceField(label=_("Who has it"), coerce=int, empty_value=None, required=False)
    due_on = day(_("By"), required=False)
    basis = forms.ChoiceField(
        label=_("On what a task rests"), choices=lambda: _optional(Basis), required=False, initial=Basis.DUTY.value
    )
    basis_words = forms.CharField(
        label=_("Article, line of the list, or number of the order"), max_length=200, required=False
    )
    matter = forms.TypedChoiceField(
        label=_("Which matter of the owners a motion is"),
        choices=lambda: [("", "—"), *((number, str(text)) for number, text in labels.MATTERS.items())],
        coerce=int,
        empty_value=None,
        required=False,
    )
    is_public = forms.BooleanField(
        label=_("Reporters whose case stands on the agenda may read it"), required=False, initial=True
    )

    def offer_members(self, members: Iterable[Member]) -> None:
        """Offer who may have it."""
        self.fields["lead_id"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((row.pk, row.name) for row in members),
        ]

    def facts(self) -> dict[str, Any]:
        """Return the draft of a resolution."""
        data = dict(self.cleaned_data)
        del data["version"]
        data |= {"kind": ResolutionKind(data["kind"]), "basis": Basis(data["basis"]) if data["basis"] else None}
        return {"draft": Draft(**data)}


class ResolutionForm(StepForm):
    """Which resolution."""

    resolution_id = forms.TypedChoiceField(label=_("Resolution"), coerce=int)

    def offer_resolutions(self, resolutions: Iterable[Resolution]) -> None:
        """Offer resolutions."""
        named = [(row.pk, f"{row.lead.name}: {row.words[:SHORT]}") for row in resolutions]
        self.fields["resolution_id"].choices = named  # type: ignore[attr-defined]


class FinishForm(ResolutionForm):
    """What shows that it is done."""

    evidence = words(_("What shows that it is done"), rows=2)


class LiftForm(ResolutionForm):
    """Why it is not to be carried out any more."""

    reason = words(_("Reason"), rows=2)


class CirculateForm(StepForm):
    """Who is asked for a comment, and who gets a copy."""

    asked = forms.TypedMultipleChoiceField(
        label=_("Asked for their comment"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    copies = forms.TypedMultipleChoiceField(
        label=_("Copies besides"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def offer_members(self, members: Iterable[Member]) -> None:
        """Offer the bodies that took part."""
        self.fields["asked"].choices = [(row.pk, row.name) for row in members]  # type: ignore[attr-defined]

    def offer_units(self, units: Iterable[Unit]) -> None:
        """Offer units for a copy."""
        self.fields["copies"].choices = [(unit.pk, unit.name) for unit in units]  # type: ignore[attr-defined]


class CommentForm(StepForm):
    """What a body says to the minutes."""

    stance = forms.ChoiceField(
        label=_("The minutes are"), choices=lambda: choices((Stance.AGREED, Stance.OBJECTED)), widget=forms.RadioSelect
    )
    words = words(_("What is not right in them"), rows=3, required=False)
    member_id = forms.TypedChoiceField(label=_("For"), coerce=int, empty_value=None, required=False)

    def offer_members(self, members: Iterable[Member]) -> None:
        """Offer for whom the actor speaks."""
        self.fields["member_id"].choices = [(row.pk, row.name) for row in members]  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """Return the comment."""
        return super().facts() | {"stance": Stance(self.cleaned_data["stance"])}


FORMS: dict[ConferenceStep, type[StepForm]] = {
    ConferenceStep.HOLD: StepForm,
    ConferenceStep.ATTEND: MembersForm,
    ConferenceStep.ADD_ITEM: AddItemForm,
    ConferenceStep.INVITE: InviteForm,
    ConferenceStep.CALL: StepForm,
    ConferenceStep.SUM_UP: SumUpForm,
    ConferenceStep.RESOLVE: ResolveForm,
    ConferenceStep.STRIKE: ResolutionForm,
    ConferenceStep.CIRCULATE: CirculateForm,
    ConferenceStep.COMMENT: CommentForm,
    ConferenceStep.ISSUE: StepForm,
    ConferenceStep.FINISH: FinishForm,
    ConferenceStep.EXCUSE: ExcuseForm,
    ConferenceStep.DROP_ITEM: DropItemForm,
    ConferenceStep.POSTPONE: PostponeForm,
    ConferenceStep.TAKE_BACK: ReasonForm,
    ConferenceStep.LIFT: LiftForm,
    ConferenceStep.REVISE: ReasonForm,
    ConferenceStep.CANCEL: ReasonForm,
}


class FilterForm(forms.Form):
    """What the list is narrowed to."""

    kind = forms.ChoiceField(
        label=_("Kind of conference"), choices=lambda: [("", str(_("any"))), *choices(ConferenceKind)], required=False
    )
    state = forms.ChoiceField(
        label=_("State"), choices=lambda: [("", str(_("any"))), *choices(ConferenceState)], required=False
    )

    def wanted(self) -> ConferenceFilter:
        """Return the filter; only call it on a valid form."""
        return ConferenceFilter(**self.cleaned_data)


class ResolutionFilterForm(forms.Form):
    """What the list of resolutions is narrowed to."""

    state = forms.ChoiceField(
        label=_("State"), choices=lambda: [("", str(_("any"))), *choices(ResolutionState)], required=False
    )
    late = forms.ChoiceField(
        label=_("Deadline"), choices=lambda: [("", str(_("any"))), ("on", str(_("late")))], required=False
    )
    ours = forms.ChoiceField(
        label=_("Who has it"), choices=lambda: [("", str(_("any"))), ("on", str(_("my unit")))], required=False
    )

    def wanted(self) -> dict[str, Any]:
        """Return the filter; only call it on a valid form."""
        data = self.cleaned_data
        return {"state": data["state"], "is_late": bool(data["late"]), "is_ours": bool(data["ours"])}
