"""Forms of notices 通知表单: an address, its code, which kinds by which way, and quiet hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.notices import labels
from huying.rules.delivery import Way

if TYPE_CHECKING:
    from collections.abc import Iterable

    from huying.notices.kinds import Kind

MOST = 100


class WayForm(forms.Form):
    """Which way."""

    way = forms.ChoiceField(widget=forms.HiddenInput, choices=[(way.value, way.name) for way in Way])

    def chosen(self) -> Way:
        """Return the way; only call it on a valid form."""
        return Way(self.cleaned_data["way"])


class AddressForm(WayForm):
    """Where one is reached."""

    address = forms.CharField(label=_("Address"), max_length=MOST)

    def name_after(self, way: Way) -> None:
        """Call the field as people call such an address."""
        field = self.fields["address"]
        field.label = labels.ADDRESSES[way]
        kinds = {Way.MAIL: ("email", "email"), Way.SMS: ("tel", "tel")}
        kind, known = kinds.get(way, ("text", "off"))
        field.widget = forms.TextInput(attrs={"type": kind, "autocomplete": known, "maxlength": MOST})


class CodeForm(WayForm):
    """The code that came there."""

    code = forms.CharField(
        label=_("Code that came there"),
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class QuietForm(forms.Form):
    """When one is not to be disturbed."""

    begins = forms.TimeField(
        label=_("Quiet from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(
        label=_("Quiet until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )


class KindsForm(forms.Form):
    """Which kinds come by which way: one field of ticks for each way."""

    def offer(self, ways: Iterable[Way], kinds: Iterable[Kind]) -> None:
        """Offer the kinds by the ways one has an address for."""
        choices = [(kind.code, str(kind.words)) for kind in kinds]
        for way in ways:
            self.fields[way.value] = forms.MultipleChoiceField(
                label=labels.WAYS[way], choices=choices, required=False, widget=forms.CheckboxSelectMultiple
            )

    def wanted(self) -> dict[Way, list[str]]:
        """Return the kinds by way; only call it on a valid form."""
        return {Way(name): list(kinds) for name, kinds in self.cleaned_data.items()}
