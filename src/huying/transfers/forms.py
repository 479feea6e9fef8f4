"""Forms of transfers 移送表单: the letter, and one form for each step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.cases.forms.fields import moment, words
from huying.rules.transfers import Outcome, TransferState, TransferStep
from huying.transfers import labels
from huying.transfers.actions import Asked
from huying.transfers.queries.visible import TransferFilter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from huying.rules.transfers import TransferRules
    from huying.transfers.queries.offered import Evidence


class AskForm(forms.Form):
    """The letter: to whom, what, on which ground, with which evidence."""

    token = forms.CharField(max_length=40, widget=forms.HiddenInput)
    body = forms.ChoiceField(label=_("Kind of body"))
    addressee = forms.CharField(label=_("Name of the body"), max_length=80)
    matter = words(
        _("What is transferred"), rows=4, hint=_("The matter, not who told it: no names, no numbers of the reporter.")
    )
    ground = words(_("On which ground"), rows=2, hint=_("The article that makes it theirs to decide."))
    evidence = forms.MultipleChoiceField(label=_("Evidence enclosed"), widget=forms.CheckboxSelectMultiple)

    def offer(self, rules: TransferRules, evidence: Iterable[Evidence]) -> None:
        """Offer kinds of bodies and what may be enclosed."""
        bodies = [(code, labels.body_name(rules, code)) for code in rules.bodies]
        self.fields["body"].choices = bodies  # type: ignore[attr-defined]
        self.fields["evidence"].choices = [(each.key, each.words) for each in evidence]  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        """Return what is asked; only call it on a valid form."""
        data: dict[str, Any] = dict(self.cleaned_data)
        del data["token"]
        return Asked(**data)


class StepForm(forms.Form):
    """What every step carries: the version the page showed."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def facts(self) -> dict[str, Any]:
        """Return the arguments of the action."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class ReasonForm(StepForm):
    """Why."""

    reason = words(_("Reason"), rows=2)


class ReceiptForm(StepForm):
    """When they signed for it."""

    received_at = moment(_("Signed for at"))
    receipt_number = forms.CharField(label=_("Number of their receipt"), max_length=60, required=False)


class DecisionForm(StepForm):
    """What they decided."""

    outcome = forms.TypedChoiceField(
        label=_("Outcome"),
        choices=lambda: [(each.value, labels.label(each)) for each in Outcome],
        coerce=Outcome,
    )
    decision = words(_("What they decided"), rows=3)
    decided_at = moment(_("Decided at"))
    decision_number = forms.CharField(label=_("Number of their decision"), max_length=60, required=False)


class UrgeForm(StepForm):
    """How they were asked again."""

    note = words(_("How they were asked, and what they said"), rows=2)


FORMS: dict[TransferStep, type[StepForm]] = {
    TransferStep.APPROVE: StepForm,
    TransferStep.TURN_DOWN: ReasonForm,
    TransferStep.RECEIPT: ReceiptForm,
    TransferStep.DECISION: DecisionForm,
    TransferStep.URGE: UrgeForm,
    TransferStep.DECLINE: ReasonForm,
}


class FilterForm(forms.Form):
    """What the list is narrowed to; at first what is waited for."""

    state = forms.ChoiceField(
        label=_("State"),
        choices=lambda: [
            ("", str(_("waited for"))),
            ("any", str(_("any"))),
            *((each.value, labels.label(each)) for each in TransferState),
        ],
        required=False,
    )
    late = forms.ChoiceField(
        label=_("Lateness"),
        choices=lambda: [("", str(_("any"))), ("on", str(_("late now")))],
        required=False,
    )

    def wanted(self) -> TransferFilter:
        """Return the filter; only call it on a valid form."""
        state, is_late = self.cleaned_data["state"], bool(self.cleaned_data["late"])
        return TransferFilter(state="" if state == "any" else state, is_waited_for=not state, is_late=is_late)
