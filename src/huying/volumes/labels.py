"""Words for the closed lists of volumes 卷宗用语."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from huying.rules.volumes import Variant, VolumePurpose

if TYPE_CHECKING:
    from enum import Enum

    from django.utils.functional import _StrPromise

LABELS: dict[Enum, _StrPromise] = {
    Variant.MASKED: _("Masked volume"),
    Variant.FULL: _("Full volume"),
    VolumePurpose.ARCHIVE: _("Archive"),
    VolumePurpose.SUPERVISION: _("Supervision"),
    VolumePurpose.PETITION: _("Review of a petition"),
    VolumePurpose.HANDOVER: _("Transfer to another body"),
    VolumePurpose.COURT: _("Court"),
    VolumePurpose.REVIEW: _("Administrative reconsideration"),
    VolumePurpose.REQUEST: _("Request by law"),
}


def label(member: Enum) -> str:
    """Return the words for a member of a closed list."""
    return str(LABELS[member])
