"""The filter of a list 筛选."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.cases import labels
from huying.cases.queries.lists import BY_DUE, BY_RECEIPT, CaseFilter
from huying.rules.case_facts import Channel, Kind, Urgency
from huying.rules.case_flow import CaseState, PublicStatus


def _any(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", str(_("any"))), *choices]


class FilterForm(forms.Form):
    """Fields named as the API names them, so that a link is a filter."""

    q = forms.CharField(label=_("Words, number or initials"), required=False, max_length=100)
    place = forms.RegexField(
        label=_("Place code"), regex=r"^(\d{4}|\d{6}|\d{9}|\d{12}|\d{12}-\d{4})$", required=False, max_length=17
    )
    topic = forms.ChoiceField(label=_("Topic"), choices=lambda: _any(labels.topic_options()), required=False)
    state = forms.ChoiceField(label=_("State"), choices=lambda: _any(labels.options(CaseState)), required=False)
    status = forms.ChoiceField(
        label=_("Status"), choices=lambda: _any(labels.options(PublicStatus)), required=False, widget=forms.HiddenInput
    )
    urgency = forms.ChoiceField(label=_("Urgency"), choices=lambda: _any(labels.options(Urgency)), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: _any(labels.options(Kind)), required=False)
    channel = forms.ChoiceField(label=_("Channel"), choices=lambda: _any(labels.options(Channel)), required=False)
    overdue = forms.ChoiceField(
        label=_("Deadline"),
        choices=lambda: [("", str(_("any"))), ("1", str(_("overdue"))), ("0", str(_("in time")))],
        required=False,
    )
    holder = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    person = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    is_property = forms.ChoiceField(
        choices=[("", ""), ("1", "1"), ("0", "0")], required=False, widget=forms.HiddenInput
    )
    long_term = forms.ChoiceField(choices=[("", ""), ("1", "1"), ("0", "0")], required=False, widget=forms.HiddenInput)
    received_from = forms.DateField(
        label=_("Received from"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    received_to = forms.DateField(
        label=_("Received to"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    order = forms.ChoiceField(
        label=_("Order"),
        choices=[(BY_RECEIPT, _("newest first")), (BY_DUE, _("by deadline"))],
        required=False,
    )

    def wanted(self) -> CaseFilter:
        """Return the filter; only call it on a valid form."""
        data: dict[str, Any] = dict(self.cleaned_data)
        for name in ("overdue", "is_property", "long_term"):
            data[name] = {"1": True, "0": False}.get(data[name])
        data["order"] = data["order"] or BY_RECEIPT
        return CaseFilter(**data)
