"""One form for each step 办理表单; its cleaned data are the arguments of the action."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.cases import labels
from huying.cases.actions.standing import WORDS_LENGTH, Planned
from huying.cases.forms.fields import day, words
from huying.rules.case_facts import PauseReason, ReturnGround
from huying.rules.case_flow import Ending, Step
from huying.rules.hotline_duties import OutOfRange

if TYPE_CHECKING:
    from collections.abc import Iterable

    from huying.accounts.models import Person, Unit

CLOSABLE = (Ending.EXPLAINED, Ending.REFERRED, Ending.WITHDRAWN, Ending.SOLVED)


class StepForm(forms.Form):
    """What every step carries: the version the page showed."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def facts(self) -> dict[str, Any]:
        """Return the arguments of the action."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class SignForm(StepForm):
    """Sign for the case."""


class AssignForm(StepForm):
    """Name the person."""

    person_id = forms.TypedChoiceField(label=_("Person"), coerce=int)
    note = words(_("Note"), required=False, rows=2)

    def offer(self, people: Iterable[Person]) -> None:
        """Offer the people of the unit."""
        self.fields["person_id"].choices = [(person.pk, person.name) for person in people]  # type: ignore[attr-defined]


class ContactForm(StepForm):
    """A contact."""

    note = words(_("What was said"), rows=2)
    is_reached = forms.BooleanField(label=_("The reporter was reached"), required=False, initial=True)


class ActForm(StepForm):
    """What was done."""

    note = words(_("What was done"))
    photo = forms.FileField(label=_("Photo (optional)"), required=False)


class DraftForm(StepForm):
    """A draft."""

    text = words(
        _("Answer to the reporter"),
        rows=6,
        most=5000,
        hint=_("Say what was found, what was done, by when, and whom to ask."),
    )


def photo_field(label: Any) -> forms.FileField:
    """Return a field that a phone fills from its camera or its pictures."""
    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})
    return forms.FileField(label=label, required=False, widget=widget)


class ReplyForm(StepForm):
    """What was done, the photographs, and the answer, on one small screen."""

    before = photo_field(_("Photo before"))
    after = photo_field(_("Photo after"))
    text = words(
        _("Answer to the reporter"),
        rows=4,
        most=5000,
        hint=_("Say what was found, what was done, by when, and whom to ask."),
    )


class CheckForm(StepForm):
    """The checker's word."""

    is_approved = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("1", _("Approve")), ("0", _("Back to the writer"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    remark = words(_("Remark"), required=False, rows=2)


class IssueForm(StepForm):
    """Issue; while a part is open, with the reason why the answer goes out without it."""

    reason = words(_("Why the answer goes out without the other units"), required=False, rows=2)

    def offer(self, *, has_parts: bool) -> None:
        """Ask for the reason only while another unit owes its part."""
        if not has_parts:
            del self.fields["reason"]


class SplitForm(StepForm):
    """What another unit is asked to do."""

    unit_id = forms.TypedChoiceField(label=_("Unit"), coerce=int)
    task = words(_("What it is to do"), rows=2)
    due_on = day(_("By (half of what is left if empty)"), required=False)

    def offer(self, units: Iterable[Unit]) -> None:
        """Offer the units that stand over the place."""
        self.fields["unit_id"].choices = [(unit.pk, unit.name) for unit in units]  # type: ignore[attr-defined]


class AnswerPartForm(StepForm):
    """The answer to the lead."""

    text = words(_("Answer to the leading unit"), rows=3)


class EndPartForm(StepForm):
    """Taking a part back."""

    unit_id = forms.TypedChoiceField(label=_("Unit"), coerce=int)
    reason = words(_("Reason"), rows=2)

    def offer(self, units: Iterable[Unit]) -> None:
        """Offer the units that owe a part."""
        self.fields["unit_id"].choices = [(unit.pk, unit.name) for unit in units]  # type: ignore[attr-defined]


class SendBackForm(StepForm):
    """A return."""

    ground = forms.ChoiceField(label=_("Ground"), choices=lambda: labels.options(ReturnGround))
    reason = words(_("Reason"))

    def facts(self) -> dict[str, Any]:
        """Return the arguments of the action."""
        return super().facts() | {"ground": ReturnGround(self.cleaned_data["ground"])}


class RuleReturnForm(StepForm):
    """A ruling."""

    is_upheld = forms.TypedChoiceField(
        label=_("Ruling"),
        choices=[("1", _("Upheld: it goes to another unit")), ("0", _("Refused: it stays with the unit"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    to_unit = forms.TypedChoiceField(
        label=_("To the unit"), coerce=lambda value: int(value) if value else None, required=False, empty_value=None
    )
    reason = words(_("Reason"))

    def offer(self, units: Iterable[Unit]) -> None:
        """Offer the units near the place."""
        choices = [("", "—"), *((unit.pk, unit.name) for unit in units)]
        self.fields["to_unit"].choices = choices  # type: ignore[attr-defined]


class ExtendForm(StepForm):
    """More time."""

    days = forms.IntegerField(label=_("Working days"), min_value=1, max_value=365)
    reason = words(_("Reason"))


class DecideExtensionForm(StepForm):
    """A decision on more time."""

    is_granted = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("1", _("Grant")), ("0", _("Refuse"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    reason = words(_("Reason"), required=False, rows=2)


class PauseForm(StepForm):
    """A pause."""

    reason = forms.ChoiceField(label=_("Reason"), choices=lambda: labels.options(PauseReason))
    note = words(_("What is awaited, and until when"), rows=2)

    def facts(self) -> dict[str, Any]:
        """Return the arguments of the action."""
        return super().facts() | {"reason": PauseReason(self.cleaned_data["reason"])}


class NoteForm(StepForm):
    """A step with a note."""

    note = words(_("Note"), required=False, rows=2)


class ReasonForm(StepForm):
    """A step with a reason."""

    reason = words(_("Reason"))


class CallBackForm(StepForm):
    """A call-back."""

    is_reached = forms.BooleanField(label=_("The reporter was reached"), required=False, initial=True)
    is_contacted = forms.NullBooleanField(
        label=_("Contacted in time"),
        widget=forms.Select(choices=[("unknown", "—"), ("true", _("Yes")), ("false", _("No"))]),
    )
    is_solved = forms.NullBooleanField(
        label=_("Solved"), widget=forms.Select(choices=[("unknown", "—"), ("true", _("Yes")), ("false", _("No"))])
    )
    is_satisfied = forms.NullBooleanField(
        label=_("Satisfied"), widget=forms.Select(choices=[("unknown", "—"), ("true", _("Yes")), ("false", _("No"))])
    )
    remark = words(_("Remark"), required=False, rows=2, most=500)


class ApproveLateForm(StepForm):
    """An approval after the fact."""

    remark = words(_("Remark"), required=False, rows=2)


DUE_HINT = _("Empty: the longest time the rule set allows")


class AskStandingForm(StepForm):
    """A request to let a case stand."""

    reason = words(_("Why it cannot be solved soon"), rows=2)
    milestone = forms.CharField(label=_("First milestone"), max_length=WORDS_LENGTH)
    due_on = day(_("Done by"), required=False, hint=DUE_HINT)

    def facts(self) -> dict[str, Any]:
        """Return the arguments of the action."""
        data = self.cleaned_data
        return {"reason": data["reason"], "milestones": [Planned(words=data["milestone"], due_on=data["due_on"])]}


class StandForm(ReasonForm):
    """Standing long-term."""

    milestone = forms.CharField(label=_("Next milestone"), max_length=WORDS_LENGTH)
    due_on = day(_("Done by"), required=False, hint=DUE_HINT)

    def offer(self, *, is_asked: bool) -> None:
        """Ask for a milestone only where none was planned with a request."""
        self.fields["milestone"].required = not is_asked


class MilestoneForm(StepForm):
    """A milestone reached, and the one after it."""

    note = words(_("What was reached"), rows=2)
    following = forms.CharField(label=_("Next milestone"), max_length=WORDS_LENGTH, required=False)
    due_on = day(_("Done by"), required=False, hint=DUE_HINT)

    def offer(self, *, is_last: bool) -> None:
        """Ask for the next milestone where the one reached is the last that was planned."""
        self.fields["following"].required = is_last

    def facts(self) -> dict[str, Any]:
        """Return the arguments of the action."""
        data = self.cleaned_data
        following = Planned(words=data["following"], due_on=data["due_on"]) if data["following"] else None
        return {"note": data["note"], "following": following}


class CloseForm(ReasonForm):
    """Closing."""

    ending = forms.ChoiceField(label=_("How it ended"), choices=lambda: labels.options(CLOSABLE))

    def facts(self) -> dict[str, Any]:
        """Return the arguments of the action."""
        return super().facts() | {"ending": Ending(self.cleaned_data["ending"])}


class DeclineForm(ReasonForm):
    """Not receiving."""

    ground = forms.ChoiceField(label=_("Why it cannot be received"), choices=lambda: labels.options(OutOfRange))
    earlier = forms.CharField(
        label=_("Number of the earlier case"),
        max_length=40,
        required=False,
        help_text=_("Only where the matter was lawfully settled before, of the same place."),
    )

    def facts(self) -> dict[str, Any]:
        """Return the arguments of the action."""
        return super().facts() | {"ground": OutOfRange(self.cleaned_data["ground"])}


class RecuseForm(ReasonForm):
    """Withdrawing."""

    person_id = forms.TypedChoiceField(label=_("Who withdraws"), coerce=int)
    successor_id = forms.TypedChoiceField(
        label=_("Who goes on"), coerce=int, empty_value=None, required=False, help_text=_("Empty: the unit's desk")
    )

    def offer(self, people: Iterable[Person], *, only: int | None) -> None:
        """Offer the people of the unit; who does not check may only withdraw themselves."""
        rows = [(person.pk, person.name) for person in people]
        may = [row for row in rows if only in {None, row[0]}]
        self.fields["person_id"].choices = may  # type: ignore[attr-defined]
        self.fields["successor_id"].choices = [("", "—"), *rows]  # type: ignore[attr-defined]


class BriefForm(StepForm):
    """The brief."""

    brief = words(
        _("Brief for the complained-about party"),
        most=1000,
        hint=_("Only facts of the matter: no names, telephone or door numbers, nothing that shows who reported."),
    )


FORMS: dict[Step, type[StepForm]] = {
    Step.SIGN: SignForm,
    Step.ASSIGN: AssignForm,
    Step.CONTACT: ContactForm,
    Step.ACT: ActForm,
    Step.DRAFT: DraftForm,
    Step.CHECK: CheckForm,
    Step.ISSUE: IssueForm,
    Step.SEND_BACK: SendBackForm,
    Step.SPLIT: SplitForm,
    Step.ANSWER_PART: AnswerPartForm,
    Step.END_PART: EndPartForm,
    Step.RULE_RETURN: RuleReturnForm,
    Step.EXTEND: ExtendForm,
    Step.DECIDE_EXTENSION: DecideExtensionForm,
    Step.PAUSE: PauseForm,
    Step.RESUME: NoteForm,
    Step.CALL_BACK: CallBackForm,
    Step.REWORK: ReasonForm,
    Step.APPROVE_LATE: ApproveLateForm,
    Step.ASK_STANDING: AskStandingForm,
    Step.STAND_LONG_TERM: StandForm,
    Step.REFUSE_STANDING: ReasonForm,
    Step.MILESTONE: MilestoneForm,
    Step.CLOSE: CloseForm,
    Step.REOPEN: ReasonForm,
    Step.DECLINE: DeclineForm,
    Step.RECUSE: RecuseForm,
    Step.REFUSE_RECUSAL: ReasonForm,
    Step.RELEASE_BRIEF: BriefForm,
    Step.URGE: NoteForm,
}
