"""Words for refusals of training and of trained models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WORDS: dict[str, tuple[_StrPromise, int]] = {
    "training.no_file": (_("Name the file of labelled messages, or write --from-cases or --roll-back."), 422),
    "training.not_from_cases": (
        _("Cases hold no confirmed %(task)s. Learn it from a file; topic, related and pair are learned from cases."),
        422,
    ),
    "training.no_library": (
        _("Training needs the extra “text” (%(name)s is missing): pip install 'huying[text]'."),
        422,
    ),
    "training.columns": (_("The file has no column %(missing)s. Its first row must name the columns."), 422),
    "training.empty_cell": (_("Row %(row)s lacks its text or its label."), 422),
    "training.unknown_label": (_("Row %(row)s: write 1 for the same matter or 0 for another, not %(label)s."), 422),
    "training.too_few_rows": (_("%(rows)s rows are too few to learn from; at least %(least)s are needed."), 422),
    "training.one_label": (_("Every row has the label %(label)s; there is nothing to tell apart."), 422),
    "training.too_many_labels": (_("%(labels)s labels are too many; at most %(most)s can be learned."), 422),
    "training.rare_labels": (
        _("These labels stand in fewer than %(least)s rows: %(labels)s. Add rows or join labels."),
        422,
    ),
    "training.nothing_to_roll_back": (_("No model of %(task)s is in force, so there is none to go back from."), 409),
    "training.damaged_model": (_("The model file %(file)s is damaged. Go back a version or train again."), 500),
}
