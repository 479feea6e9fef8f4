"""Forms of the duty log 值班日志表单."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huying.cases.forms.fields import words
from huying.seasons.actions.watching import Entry

BETWEEN = re.compile(r"[\s,，、;；]+")


class EntryForm(forms.Form):
    """What was left open, what was done, what to watch; one of them is enough."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    left_open = words(_("Left open"), required=False, rows=2)
    done = words(pgettext_lazy("duty log", "Done"), required=False, rows=2)
    to_watch = words(_("To watch"), required=False, rows=2)
    cases = forms.CharField(
        label=_("Cases it is about"),
        required=False,
        max_length=500,
        help_text=_("Numbers of cases, with spaces between. No names, no telephone numbers."),
    )

    def entry(self) -> Entry:
        """Return what was written."""
        data = self.cleaned_data
        numbers = tuple(each for each in BETWEEN.split(data["cases"]) if each)
        return Entry(left_open=data["left_open"], done=data["done"], to_watch=data["to_watch"], cases=numbers)


class BoardForm(forms.Form):
    """What the board of watches is narrowed to."""

    late = forms.ChoiceField(
        label=pgettext_lazy("watch", "Taking over"),
        choices=[("", _("any")), ("on", _("not taken over in time"))],
        required=False,
    )
