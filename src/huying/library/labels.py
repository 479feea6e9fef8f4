"""Words for the closed lists of the register of policy documents 文库用语."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huying.rules.policy_documents import Area, DocumentState, DocumentStep, Standing, TieKind, TieState
from huying.rules.sources import NormLevel

if TYPE_CHECKING:
    from collections.abc import Iterable
    from enum import Enum

    from django.utils.functional import _StrPromise

LABELS: dict[Enum, _StrPromise] = {
    Area.ORGANISATION: _("Organisation"),
    Area.LINKAGE: _("Levels in linkage"),
    Area.STANDARDS: _("Standards of service"),
    Area.SUPERVISION: _("Supervision and appraisal"),
    NormLevel.LAW: _("Law"),
    NormLevel.REGULATION: _("Regulation of the State Council or a ministry"),
    NormLevel.PROVINCIAL: _("Provincial regulation"),
    NormLevel.CITY: _("Regulation or rule of the city"),
    NormLevel.NORMATIVE: _("Normative document"),
    DocumentState.DRAFTED: pgettext_lazy("document", "being entered"),
    DocumentState.RELEASED: pgettext_lazy("document", "released"),
    DocumentStep.ENTER: _("Enter a document"),
    DocumentStep.ADD_DUTY: _("Add a duty"),
    DocumentStep.STRIKE_DUTY: _("Take a duty out"),
    DocumentStep.TIE: _("Tie a duty to what carries it out"),
    DocumentStep.UNTIE: _("Take a tie away"),
    DocumentStep.RELEASE: _("Release the document"),
    DocumentStep.REPLACE: _("Replaced by a new edition"),
    DocumentStep.END: _("It applies no longer"),
    Standing.DRAFT: pgettext_lazy("document", "being entered"),
    Standing.AHEAD: pgettext_lazy("document", "not in force yet"),
    Standing.IN_FORCE: pgettext_lazy("document", "in force"),
    Standing.ENDED: pgettext_lazy("document", "no longer in force"),
    TieKind.LIST_ITEM: _("Line of the responsibility list"),
    TieKind.RULE: _("Rule set, or a value in it"),
    TieKind.INDICATOR: _("Indicator"),
    TieKind.STANDARD: _("Standard"),
    TieState.HOLDS: pgettext_lazy("tie", "there"),
    TieState.BROKEN: pgettext_lazy("tie", "no longer there"),
    TieState.UNCHECKED: pgettext_lazy("tie", "not checked by the system"),
}


def label(value: Enum) -> str:
    """Return the word for a value in the page's language."""
    return str(LABELS[value])


def words(kind: type[Enum]) -> dict[str, _StrPromise]:
    """Return the words of a closed list by stored value."""
    return {each.value: LABELS[each] for each in kind}


def choices(kind: Iterable[Enum]) -> list[tuple[str, str]]:
    """Return the choices of a closed list."""
    return [(str(each.value), label(each)) for each in kind if each in LABELS]
