"""What the forms of steps share 步骤表单."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.cases.forms.fields import day, words

if TYPE_CHECKING:
    from collections.abc import Iterable

SHORT = 50


class StepForm(forms.Form):
    """What every step carries: the version the page showed."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def offer(self, name: str, choices: Iterable[tuple[Any, str]]) -> None:
        """Offer choices of a field, where the form has it."""
        if name in self.fields:
            self.fields[name].choices = list(choices)  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """Return the arguments of the action."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class ReasonForm(StepForm):
    """Why."""

    reason = words(_("Reason"), rows=2)


class PromiseForm(StepForm):
    """Which milestone or task."""

    promise_id = forms.TypedChoiceField(label=_("Which one"), coerce=int)


class DoneForm(PromiseForm):
    """What shows that it is done."""

    evidence = words(_("What shows that it is done"), rows=2)


class GiveForm(StepForm):
    """What is to be done, by whom and by which day."""

    words = words(_("What is to be done"), rows=2)
    unit = forms.TypedChoiceField(label=_("Who has it"), coerce=int)
    due_on = day(_("By"))


def named(promises: Iterable[Any]) -> list[tuple[int, str]]:
    """Return milestones or tasks as choices."""
    return [(row.pk, f"{row.due_on:%Y-%m-%d} {row.unit.name}: {row.words[:SHORT]}") for row in promises]
