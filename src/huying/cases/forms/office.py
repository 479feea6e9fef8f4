"""Forms of the office 内务表单: duty rota, handing over, the responsibility list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.cases import labels
from huying.cases.forms.fields import day, moment, words
from huying.enterprises.labels import label as register_label
from huying.enterprises.models import ServiceMode
from huying.rules.case_facts import Kind, Nature, Urgency
from huying.rules.errors import RuleBrokenError
from huying.rules.routing import KEYS, Entry, Lead, Part, StreetList
from huying.ui import refusals

if TYPE_CHECKING:
    from collections.abc import Iterable

    from huying.accounts.models import Person

CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}", re.ASCII)


class _OfPeople(forms.Form):
    def offer(self, field: str, people: Iterable[Person], *, empty: Any = None) -> None:
        """Offer people in a field."""
        choices = [(person.pk, person.name) for person in people]
        self.fields[field].choices = ([("", empty)] if empty else []) + choices  # type: ignore[attr-defined]


class ShiftForm(_OfPeople):
    """Somebody on the rota."""

    person = forms.TypedChoiceField(label=_("Person"), coerce=int)
    order = forms.IntegerField(
        label=_("Place in the call tree"),
        min_value=1,
        max_value=9,
        initial=1,
        help_text=_("1 is called first, then 2, and so on."),
    )
    starts_at = moment(_("From"))
    ends_at = moment(_("Until"))


class HandOverForm(_OfPeople):
    """All open cases of somebody, to somebody else."""

    person = forms.TypedChoiceField(label=_("Who leaves or moves"), coerce=int)
    successor = forms.TypedChoiceField(
        label=_("Successor"), coerce=lambda value: int(value) if value else None, required=False, empty_value=None
    )
    reason = words(_("Reason"), rows=2)


class PeriodForm(forms.Form):
    """The period of a trial run."""

    received_from = day(_("Cases received from"))
    received_to = day(_("to"))


class DraftForm(forms.Form):
    """A new draft of the list."""

    valid_from = day(_("Takes effect on"))
    source = forms.CharField(label=_("Document it comes from"), max_length=200)


def _many(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.SelectMultiple(attrs={"size": 5})
    )


class LineForm(forms.Form):
    """One line of the list; what is left empty asks for nothing."""

    code = forms.CharField(label=_("Code"), max_length=40, help_text=_("Small letters, digits and dashes"))
    zh = forms.CharField(label=_("Name in Chinese"), max_length=40, required=False)
    en = forms.CharField(label=_("Name in English"), max_length=60, required=False)
    topic = _many(_("Topic"), labels.topic_options)
    kind = _many(_("Kind"), lambda: labels.options(Kind))
    nature = _many(_("Nature"), lambda: labels.options(Nature))
    urgency = _many(_("Urgency"), lambda: labels.options(Urgency))
    mode = _many(_("Mode of service"), lambda: [(mode.value, register_label(mode)) for mode in ServiceMode])
    part = _many(_("Part"), lambda: labels.options(Part))
    warranty = _many(_("In warranty"), [("yes", _("yes")), ("no", _("no"))])
    lead = forms.CharField(
        label=_("Leads"), max_length=60, help_text=_("street, community, enterprise, or department:housing")
    )
    assist = forms.CharField(label=_("Assist, by comma"), max_length=200, required=False)
    ground = forms.CharField(label=_("Legal ground"), max_length=200)
    street_list = forms.ChoiceField(
        label=_("List of the street"), choices=lambda: labels.options(StreetList), required=False
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_code(self) -> str:
        """Return a code of the right shape."""
        code: str = self.cleaned_data["code"].strip()
        if not CODE.fullmatch(code):
            raise forms.ValidationError(_("Write 2 to 40 small letters, digits and dashes."), code="code")
        return code

    def clean_lead(self) -> Lead:
        """Return who leads."""
        return self._lead(self.cleaned_data["lead"])

    def clean_assist(self) -> tuple[Lead, ...]:
        """Return who assists."""
        return tuple(self._lead(each) for each in re.split(r"[,，、]", self.cleaned_data["assist"]) if each.strip())

    def _lead(self, written: str) -> Lead:
        try:
            return Lead.parse(written.strip())
        except RuleBrokenError as error:
            raise forms.ValidationError(refusals.words(error), code="lead") from error

    def line(self) -> Entry:
        """Return the line."""
        data = self.cleaned_data
        return Entry(
            code=data["code"],
            needs={key: frozenset(data[key]) for key in KEYS if data.get(key)},
            lead=data["lead"],
            assist=data["assist"],
            ground=data["ground"].strip(),
            street_list=StreetList(data["street_list"]),
            zh=data["zh"].strip(),
            en=data["en"].strip(),
        )
