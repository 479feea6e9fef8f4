"""The filter of hot matters 热点问题筛选."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.cases.forms.problems import ProblemFilterForm
from huying.cases.queries.matters import PEOPLE, RISE, MatterFilter

MERGED, APART = "merged", "apart"


class MatterFilterForm(ProblemFilterForm):
    """Place and topic as the list of problems has them, whether merged, and what stands first."""

    state = forms.ChoiceField(
        label=_("Merged"),
        choices=lambda: [("", str(_("any"))), (APART, str(_("not merged yet"))), (MERGED, str(_("merged")))],
        required=False,
    )
    sort = forms.ChoiceField(
        label=_("First"),
        choices=lambda: [(PEOPLE, str(_("most people"))), (RISE, str(_("fastest growing")))],
        required=False,
    )

    def wanted(self) -> MatterFilter:  # type: ignore[override]  # another list, the same fields
        """Return the filter; only call it on a valid form."""
        data: dict[str, Any] = self.cleaned_data
        is_merged = {MERGED: True, APART: False}.get(data["state"])
        return MatterFilter(place=data["place"], topic=data["topic"], is_merged=is_merged, sort=data["sort"] or PEOPLE)
