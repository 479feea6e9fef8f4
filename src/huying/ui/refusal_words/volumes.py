"""Words for refusals of volumes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WORDS: dict[str, tuple[_StrPromise, int]] = {
    "volume.masked_is_enough": (
        _("The full volume is for court, reconsideration or a request by law. Make the masked volume instead."),
        422,
    ),
    "volume.variant_unknown": (_("There is a masked and a full volume, and no other."), 404),
}
