"""Forms of supervision 督办表单: new ones, and one form for each step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huying.cases.forms.fields import day, words
from huying.rules.marks import MarkKind, MarkState, MarkStep
from huying.rules.measures import OUTCOMES, MeasureKind, MeasureState, MeasureStep, Outcome, Service
from huying.rules.supervision import OrderKind, OrderState, OrderStep
from huying.supervision import labels
from huying.supervision.queries.visible import Wanted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from enum import Enum

    from huying.accounts.models import Unit
    from huying.rules.supervision import SupervisionRules

PLACE = r"^([0-9]{9}|[0-9]{12}(-[0-9]{4})?)$"
NO_NAMES = _("The matter, not who told it: no names, no numbers.")


def _choices(kind: Iterable[Enum]) -> list[tuple[str, str]]:
    return [(str(each.value), labels.label(each)) for each in kind]


class PlaceForm(forms.Form):
    """Where the matter is, when it comes from no case and no whistle."""

    place = forms.RegexField(
        label=_("Place"),
        regex=PLACE,
        max_length=17,
        help_text=_("Code of the street, community or compound; type a name or its initials to find it."),
    )


class NewForm(forms.Form):
    """What every new thing carries: a token, so that pressing twice makes one."""

    token = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def facts(self) -> dict[str, Any]:
        """Return what was filled in; only call it on a valid form."""
        return {name: value for name, value in self.cleaned_data.items() if name != "token"}


class OrderForm(NewForm):
    """To whom, and what is to be done."""

    unit_id = forms.TypedChoiceField(
        label=_("Unit ordered"),
        coerce=int,
        error_messages={
            "invalid_choice": _(
                "An order goes to an administrative unit below that stands over this place. Towards an enterprise: "
                "a talk, an order to rectify or a transfer."
            )
        },
    )
    kind = forms.ChoiceField(label=pgettext_lazy("supervision", "Kind"), choices=lambda: _choices(OrderKind))
    matter = words(_("What it is about"), rows=2, hint=NO_NAMES)
    demand = words(_("What is demanded"), rows=3, hint=_("Of an instruction: its exact words."))
    leader_post = forms.CharField(
        label=_("Instruction by (post)"), max_length=60, required=False, help_text=_("Only for an instruction.")
    )
    instructed_on = day(_("Day of the instruction"), required=False)
    due_on = day(_("Report back by"), required=False, hint=_("Left empty, the limit of the rules counts."))

    def offer(self, units: Iterable[Unit]) -> None:
        """Offer the units that may be ordered."""
        self.fields["unit_id"].choices = [(unit.pk, unit.name) for unit in units]  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """Return what is ordered; the day of an instruction is filled in and means nothing without one."""
        data = super().facts()
        kind = OrderKind(data["kind"])
        if kind is OrderKind.ORDER and not data["leader_post"]:
            data["instructed_on"] = None
        return data | {"kind": kind}


class MarkForm(NewForm):
    """Which mark for which reason."""

    kind = forms.ChoiceField(label=pgettext_lazy("supervision", "Kind"), choices=lambda: _choices(MarkKind))
    reason = forms.ChoiceField(label=_("Reason"))
    words = words(_("Facts it rests on"), rows=3, hint=NO_NAMES)

    def offer(self, rules: SupervisionRules) -> None:
        """Offer the reasons of the rule set."""
        named = [(code, labels.reason_name(rules, code)) for code in rules.reasons]
        self.fields["reason"].choices = named  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """Return the mark."""
        data = super().facts()
        return data | {"kind": MarkKind(data["kind"])}


class MeasureForm(NewForm):
    """Which means towards the enterprise."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("supervision", "Kind"),
        error_messages={
            "invalid_choice": _(
                "Towards an enterprise there are only a talk, an order to rectify and a transfer, each by a body with "
                "the power. Marks and criticism are for administrative units."
            )
        },
    )
    words = words(_("Facts and what is demanded"), rows=4, hint=NO_NAMES)
    ground = forms.ChoiceField(label=_("Article"), required=False)
    due_on = day(_("Rectify by"), required=False, hint=_("An order to rectify has its term."))
    receiver_id = forms.TypedChoiceField(
        label=_("Transferred to"), coerce=int, empty_value=None, required=False, help_text=_("Only for a transfer.")
    )

    def offer(self, rules: SupervisionRules, kinds: Iterable[MeasureKind], units: Iterable[Unit]) -> None:
        """Offer the means the body has, the articles and the departments."""
        grounds = [("", "—"), *((code, labels.ground_name(rules, code)) for code in rules.grounds)]
        self.fields["kind"].choices = _choices(kinds)  # type: ignore[attr-defined]
        self.fields["ground"].choices = grounds  # type: ignore[attr-defined]
        offered = [("", "—"), *((unit.pk, unit.name) for unit in units)]
        self.fields["receiver_id"].choices = offered  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """Return the measure."""
        data = super().facts()
        return data | {"kind": MeasureKind(data["kind"])}


class StepForm(forms.Form):
    """What every step carries: the version the page showed."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def facts(self) -> dict[str, Any]:
        """Return the arguments of the action."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def offer(self, kind: str) -> None:
        """Offer what depends on the kind of thing."""


class ReasonForm(StepForm):
    """Why."""

    reason = words(_("Reason"), rows=2)


class ReportForm(StepForm):
    """What was done, and what shows it."""

    report = words(_("What was done"), rows=3)
    evidence = words(_("What shows it"), rows=2)


class CloseForm(StepForm):
    """With what finding."""

    closing = words(_("Finding"), rows=2)


class AppealForm(StepForm):
    """On which grounds."""

    appeal = words(_("Grounds of the appeal"), rows=3)


class ServeForm(StepForm):
    """How it was served."""

    service = forms.TypedChoiceField(label=_("Served"), choices=lambda: _choices(Service), coerce=Service)
    note = words(pgettext_lazy("supervision", "Remark"), rows=1, required=False)


class FinishForm(StepForm):
    """What came of it."""

    outcome = forms.TypedChoiceField(label=_("Outcome"), coerce=Outcome)
    result = words(_("Result"), rows=3)

    def offer(self, kind: str) -> None:
        """Offer the outcomes such a measure can have."""
        self.fields["outcome"].choices = _choices(OUTCOMES[MeasureKind(kind)])  # type: ignore[attr-defined]


FORMS: dict[str, dict[Any, type[StepForm]]] = {
    "order": {
        OrderStep.RECEIVE: StepForm,
        OrderStep.REPORT: ReportForm,
        OrderStep.CLOSE: CloseForm,
        OrderStep.SEND_BACK: ReasonForm,
        OrderStep.WITHDRAW: ReasonForm,
    },
    "mark": {
        MarkStep.RECEIVE: StepForm,
        MarkStep.APPEAL: AppealForm,
        MarkStep.UPHOLD: ReasonForm,
        MarkStep.LIFT: ReasonForm,
        MarkStep.WITHDRAW: ReasonForm,
    },
    "measure": {
        MeasureStep.SERVE: ServeForm,
        MeasureStep.FINISH: FinishForm,
        MeasureStep.WITHDRAW: ReasonForm,
    },
}


class FilterForm(forms.Form):
    """What a list is narrowed to."""

    state = forms.ChoiceField(label=_("State"), required=False)
    kind = forms.ChoiceField(label=pgettext_lazy("supervision", "Kind"), required=False)
    late = forms.ChoiceField(
        label=_("Limits"), choices=lambda: [("", str(_("any"))), ("on", str(_("overdue")))], required=False
    )
    unit = forms.IntegerField(min_value=1, max_value=2**31, required=False, widget=forms.HiddenInput)

    def offer(self, life: str) -> None:
        """Offer the states and kinds of a life; marks have no limit that makes them late."""
        states, kinds = {
            "order": (OrderState, OrderKind),
            "mark": (MarkState, MarkKind),
            "measure": (MeasureState, MeasureKind),
        }[life]
        some = [("", str(_("any")))]
        self.fields["state"].choices = some + _choices(states)  # type: ignore[attr-defined]
        self.fields["kind"].choices = some + _choices(kinds)  # type: ignore[attr-defined]
        if life == "mark":
            del self.fields["late"]

    def wanted(self) -> Wanted:
        """Return the filter; only call it on a valid form."""
        data = self.cleaned_data
        return Wanted(state=data["state"], kind=data["kind"], unit=data["unit"], is_late=bool(data.get("late")))
