"""Words of the pages on which sheets are imported 导入用语."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from huying.cases.models import UploadState

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SHEETS: dict[str, _StrPromise] = {
    "cases": _("Cases (orders of the hotline, messages)"),
    "enterprises": _("Enterprises"),
    "compounds": _("Compounds and their service"),
    "owners": _("Owners' rolls"),
    "people": _("People, units and posts"),
}
STATES: dict[UploadState, _StrPromise] = {
    UploadState.WAITING: _("being checked"),
    UploadState.MAPPING: _("headings to be explained"),
    UploadState.CHECKED: _("checked, to be confirmed"),
    UploadState.REFUSED: _("refused"),
    UploadState.CONFIRMED: _("being imported"),
    UploadState.WRITTEN: _("imported"),
    UploadState.DISCARDED: _("given up"),
}
COUNTS: dict[str, _StrPromise] = {
    "rows": _("rows"),
    "created": _("new"),
    "updated": _("changed"),
    "unchanged": _("unchanged"),
    "refused": _("refused rows"),
    "rounds": _("new rounds"),
}


def sheet_name(kind: str) -> str:
    """Return what a kind of sheet holds."""
    return str(SHEETS[kind])


def upload_state(state: UploadState) -> str:
    """Return how far a sheet is."""
    return str(STATES[state])


def import_count(name: str) -> str:
    """Return what a number of an import counts."""
    return str(COUNTS[name])
