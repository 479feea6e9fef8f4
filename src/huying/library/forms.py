"""Forms of the register of policy documents 文库表单."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.library import labels
from huying.library.actions import NewDocument
from huying.rules.policy_documents import Area, DocumentStep, TieKind
from huying.rules.sources import NormLevel
from huying.ui.fields import day, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from huying.library.models import PolicyDocument
    from huying.library.queries import Shown

SHORT = 40


class EnterForm(forms.Form):
    """What the document is; public facts alone."""

    token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    number = forms.CharField(label=_("Number of the document"), max_length=60)
    title = forms.CharField(label=_("Title"), max_length=120)
    issuer = forms.CharField(label=_("Issued by"), max_length=80)
    level = forms.ChoiceField(
        label=_("Level"), choices=lambda: labels.choices(NormLevel), initial=NormLevel.NORMATIVE.value
    )
    area = forms.ChoiceField(label=_("What it is about"), choices=lambda: labels.choices(Area))
    valid_from = day(_("In force from"))
    valid_to = day(_("until (not included)"), required=False)

    def new(self, *, replaces: PolicyDocument | None) -> NewDocument:
        """Return what is to be entered; only call it on a valid form."""
        data = dict(self.cleaned_data)
        del data["token"]
        data |= {"level": NormLevel(data["level"]), "area": Area(data["area"])}
        return NewDocument(**data, replaces=replaces)


class StepForm(forms.Form):
    """What every step carries: the version the page showed."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def offer(self, duties: Iterable[Shown]) -> None:
        """Offer duties and ties, where the form asks for one."""
        rows = list(duties)
        if "duty_id" in self.fields:
            named = [(row.duty.pk, f"{row.duty.article} {row.duty.words[:SHORT]}") for row in rows]
            self.fields["duty_id"].choices = named  # type: ignore[attr-defined]
        if "tie_id" in self.fields:
            ties = [(tie.pk, f"{row.duty.article} {tie.code}") for row in rows for tie, _state in row.ties]
            self.fields["tie_id"].choices = ties  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """Return the arguments of the action."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class AddDutyForm(StepForm):
    """Which article lays what on whom."""

    article = forms.CharField(label=_("Article"), max_length=40)
    bearer = forms.CharField(label=_("On whom"), max_length=80)
    words = words(_("Duty"), rows=2)


class DutyForm(StepForm):
    """Which duty."""

    duty_id = forms.TypedChoiceField(label=_("Duty"), coerce=int)


class TieForm(DutyForm):
    """What carries it out."""

    kind = forms.ChoiceField(label=_("Carried out by"), choices=lambda: labels.choices(TieKind))
    code = forms.CharField(
        label=_("Code"),
        max_length=120,
        help_text=_("Code of the line; rule set, or rule set/value; code of the indicator or standard"),
    )

    def facts(self) -> dict[str, Any]:
        """Return the arguments of the action."""
        return super().facts() | {"kind": TieKind(self.cleaned_data["kind"])}


class UntieForm(StepForm):
    """Which tie."""

    tie_id = forms.TypedChoiceField(label=_("Which tie"), coerce=int)


class EndForm(StepForm):
    """From which day it applies no longer, and why."""

    valid_to = day(_("First day it does not apply"))
    reason = words(_("Reason"), rows=2)


FORMS: dict[DocumentStep, type[StepForm]] = {
    DocumentStep.RELEASE: StepForm,
    DocumentStep.ADD_DUTY: AddDutyForm,
    DocumentStep.TIE: TieForm,
    DocumentStep.UNTIE: UntieForm,
    DocumentStep.STRIKE_DUTY: DutyForm,
    DocumentStep.END: EndForm,
}


class FilterForm(forms.Form):
    """What the list is narrowed to."""

    area = forms.ChoiceField(
        label=_("What it is about"), choices=lambda: [("", str(_("any"))), *labels.choices(Area)], required=False
    )
    now = forms.ChoiceField(
        label=_("In force"), choices=lambda: [("", str(_("any"))), ("on", str(_("today")))], required=False
    )
