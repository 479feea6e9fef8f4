"""The clerk's forms 登记与核定."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.cases import labels
from huying.cases.actions.demands import DOOR_LENGTH, TEXT_LENGTH
from huying.rules.case_facts import CLERK_CHANNELS, Kind, Nature, Privacy, Urgency
from huying.rules.errors import RuleBrokenError
from huying.rules.places import checked
from huying.rules.routing import Part


def _blank(choices: list[tuple[str, str]], words: Any) -> list[tuple[str, str]]:
    return [("", str(words)), *choices]


class PlaceField(forms.CharField):
    """A place or compound code 区划代码; the page offers a search that fills it."""

    def clean(self, value: Any) -> str:
        """Return a code of the right shape."""
        code = super().clean(value)
        if code:
            try:
                checked(code)
            except RuleBrokenError as error:
                raise forms.ValidationError(
                    _("Write a place code such as 371002001003 or a compound code such as 371002001003-0042."),
                    code="place",
                ) from error
        return str(code or "")


class IntakeForm(forms.Form):
    """What a clerk writes down for somebody."""

    channel = forms.ChoiceField(label=_("Channel"), choices=lambda: labels.options(CLERK_CHANNELS))
    text = forms.CharField(
        label=_("What is the matter"), max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 5})
    )
    title = forms.CharField(label=_("Title (empty: the first words)"), required=False, max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: labels.options(Kind), initial=Kind.HELP.value)
    nature = forms.ChoiceField(
        label=_("Nature"), choices=lambda: labels.options(Nature), initial=Nature.COMPLAINT.value
    )
    place = PlaceField(
        label=_("Place or compound"), required=False, max_length=17, help_text=_("Name, alias or pinyin initials")
    )
    address = forms.CharField(label=_("Address in the compound"), required=False, max_length=120)
    name = forms.CharField(label=_("Name of the reporter"), required=False, max_length=40)
    phone = forms.CharField(label=_("Telephone of the reporter"), required=False, max_length=30)
    door = forms.CharField(
        label=_("Door number of the reporter"),
        required=False,
        max_length=DOOR_LENGTH,
        help_text=_("Kept sealed with name and telephone"),
    )
    may_share = forms.BooleanField(
        label=_("The repairer may ring the reporter and come to the door (requests for service only)"), required=False
    )
    privacy = forms.ChoiceField(
        label=_("Confidentiality"), choices=lambda: labels.options(Privacy), initial=Privacy.SHIELDED.value
    )
    urgency = forms.ChoiceField(
        label=_("Urgency"), choices=lambda: _blank(labels.options(Urgency), _("as the words suggest")), required=False
    )
    topic = forms.ChoiceField(
        label=_("Topic"), choices=lambda: _blank(labels.topic_options(), _("to be confirmed")), required=False
    )
    token = forms.CharField(widget=forms.HiddenInput, max_length=40)


class DispatchForm(forms.Form):
    """What a clerk confirms on one screen, by keyboard."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    topic = forms.ChoiceField(label=_("Topic"), choices=labels.topic_options)
    place = PlaceField(label=_("Place or compound"), max_length=17, help_text=_("Name, alias or pinyin initials"))
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: labels.options(Kind))
    nature = forms.ChoiceField(label=_("Nature"), choices=lambda: labels.options(Nature))
    urgency = forms.ChoiceField(label=_("Urgency"), choices=lambda: labels.options(Urgency))
    part = forms.ChoiceField(
        label=_("Which part"), choices=lambda: _blank(labels.options(Part), _("not known")), required=False
    )
    unit = forms.TypedChoiceField(
        label=_("Holder"),
        coerce=lambda value: int(value) if value else None,
        required=False,
        empty_value=None,
        help_text=_("Leave empty to follow the responsibility list"),
    )
    reason = forms.CharField(label=_("Reason, when you depart from the list"), required=False, max_length=500)
