"""Words for refusals of notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WORDS: dict[str, tuple[_StrPromise, int]] = {
    "notice.not_found": (_("There is no such notice for you."), 404),
    "notice.address": (_("This is no address for %(way)s."), 422),
    "notice.way_shut": (_("%(way)s is not open in this installation."), 409),
    "notice.code_not_sent": (_("The code could not be sent: %(why)s. Look at the address, or try later."), 409),
    "notice.no_code": (_("No code was asked for; have one sent first."), 409),
    "notice.code_over": (_("This code is over; have a new one sent."), 409),
    "notice.code_wrong": (_("This is not the code that was sent."), 422),
    "notice.no_address": (_("You have no address there."), 409),
    "notice.quiet_half": (_("Say when the quiet hours begin and when they end, or leave both empty."), 422),
    "notice.rules_unreadable": (_("The rules of notices cannot be read: %(part)s."), 422),
    "notice.kind_unknown": (_("Nobody registered the kind of notice “%(kind)s”."), 422),
}
