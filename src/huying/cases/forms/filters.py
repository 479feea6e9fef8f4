"""The filter of a list 筛选."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.cases import labels
from huying.cases.queries.lists import BY_DUE, BY_RECEIPT, CaseFilter
from huying.rules.case_facts import Channel, Kind, Mark, Urgency
from huying.rules.case_flow import CaseState, Ending, PublicStatus
from huying.rules.linkage import Level
from huying.rules.standing import Due, Risk
from huying.ui.widgets import PlainHidden, PlainInput, PlainSelect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST_KEY = 2**63 - 1
YES_NO = [("", ""), ("1", _("yes")), ("0", _("no"))]
SIMPLE = ("q", "place", "topic", "state", "overdue")


def _any(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", str(_("any"))), *choices]


def _list(label: Any, choices: Callable[[], list[tuple[str, str]]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=PlainSelect)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=PlainInput(attrs={"type": "date"}))


def _row(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=1, max_value=MOST_KEY, widget=PlainHidden, localize=False
    )


def _said(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=YES_NO, required=False, widget=PlainHidden)


class FilterForm(forms.Form):
    """Fields named as the API names them, so that a link is a filter."""

    q = forms.CharField(label=_("Search words, number, initials"), required=False, max_length=100, widget=PlainInput)
    place = forms.RegexField(
        label=_("Place"),
        regex=r"^([0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12}(-[0-9]{4})?)$",
        required=False,
        max_length=17,
        widget=PlainInput,
    )
    topic = _list(_("Topic"), lambda: _any(labels.topic_options()))
    state = _list(_("State"), lambda: _any(labels.options(CaseState)))
    overdue = _list(_("Deadline"), lambda: _any([("1", str(_("overdue"))), ("0", str(_("in time")))]))
    due = _list(_("Due"), lambda: _any(labels.options(Due)))
    urgency = _list(_("Urgency"), lambda: _any(labels.options(Urgency)))
    kind = _list(_("Kind"), lambda: _any(labels.options(Kind)))
    channel = _list(_("Channel"), lambda: _any(labels.options(Channel)))
    received_from = _day(_("Received from"))
    received_to = _day(_("Received to"))
    order = _list(_("Order"), lambda: [(BY_RECEIPT, str(_("newest first"))), (BY_DUE, str(_("by deadline")))])
    status = forms.ChoiceField(
        label=_("Status"), choices=lambda: _any(labels.options(PublicStatus)), required=False, widget=PlainHidden
    )
    ending = forms.ChoiceField(
        label=_("How it ended"), choices=lambda: _any(labels.options(Ending)), required=False, widget=PlainHidden
    )
    risk = forms.ChoiceField(
        label=_("Risk"), choices=lambda: _any(labels.options(Risk)), required=False, widget=PlainHidden
    )
    level = forms.ChoiceField(
        label=_("Level"), choices=lambda: _any(labels.options(Level)), required=False, widget=PlainHidden
    )
    mark = forms.ChoiceField(
        label=_("Counted as"), choices=lambda: _any(labels.options(Mark)), required=False, widget=PlainHidden
    )
    holder = _row(_("Holder"))
    person = _row(_("Person"))
    about = _row(_("About"))
    compound = _row(_("Compound"))
    is_property = _said(_("Property matter"))
    long_term = _said(_("Standing long-term"))
    waiting = _said(_("Waits at a desk"))

    def wanted(self) -> CaseFilter:
        """Return the filter; only call it on a valid form."""
        data: dict[str, Any] = dict(self.cleaned_data)
        for name in ("overdue", "is_property", "long_term", "waiting"):
            data[name] = {"1": True, "0": False}.get(data[name])
        data["order"] = data["order"] or BY_RECEIPT
        return CaseFilter(**data)

    def active(self) -> Iterator[tuple[str, str, str]]:
        """Yield what narrows: the field, its label, and its value in words; only call it on a valid form."""
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if name == "order" or value in {None, ""}:
                continue
            choices = dict(getattr(field, "choices", ()))
            yield name, str(field.label), str(choices.get(value, value))

    def simple_fields(self) -> list[forms.BoundField]:
        """Return the fields that always stand in the bar."""
        return [self[name] for name in SIMPLE]

    def further_fields(self) -> list[forms.BoundField]:
        """Return the fields one opens."""
        return [bound for bound in self.visible_fields() if bound.name not in SIMPLE]

    def opens_further(self) -> bool:
        """Tell whether one of the further fields narrows or is wrong."""
        return any(bound.errors or (self.is_bound and self.data.get(bound.name)) for bound in self.further_fields())
