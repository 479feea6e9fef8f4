"""Forms of the ledger of major problems 重大问题台账表单."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.cases.forms.fields import day, words
from huying.cases.forms.intake import PlaceField
from huying.leadership import labels
from huying.leadership.forms.stepping import ReasonForm, StepForm
from huying.rules.majors import MajorState, MajorStep


class EnterForm(forms.Form):
    """What the problem is, and where."""

    token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=80)
    matter = words(_("What the problem is"), rows=4)
    place = PlaceField(
        label=_("Place or compound"),
        required=False,
        max_length=17,
        help_text=_("Name, alias or pinyin initials; empty: our whole range"),
    )

    def facts(self) -> dict[str, Any]:
        """Return title, matter and the code of the place."""
        return {name: value for name, value in self.cleaned_data.items() if name != "token"}


class StudyForm(StepForm):
    """When it was studied, and the conclusion."""

    studied_on = day(_("Studied on"))
    conclusion = words(_("Conclusion"), rows=4)


class SettleForm(StepForm):
    """What came of it."""

    result = words(_("What came of it"), rows=3)


FORMS: dict[MajorStep, type[StepForm]] = {
    MajorStep.STUDY: StudyForm,
    MajorStep.SETTLE: SettleForm,
    MajorStep.REOPEN: ReasonForm,
}


class FilterForm(forms.Form):
    """What the list is narrowed to."""

    state = forms.ChoiceField(
        label=_("State"), choices=lambda: [("", str(_("any"))), *labels.choices(MajorState)], required=False
    )
    late = forms.ChoiceField(
        label=_("Study"), choices=lambda: [("", str(_("any"))), ("on", str(_("overdue")))], required=False
    )
