"""Words for refusals of the seal, of bundles and of calls to outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WORDS: dict[str, tuple[_StrPromise, int]] = {
    "seal.key_lost": (
        _("The key %(name)s that signs the audit log is not in the data directory. Put it back from a backup."),
        409,
    ),
    "key.no_more": (_("There are %(most)s keys already; no more can be numbered."), 409),
    "seal.hash_unknown": (_("There is no hash function %(name)s; choose sha256 or sm3."), 422),
    "seal.nothing_sealed": (_("Nothing is sealed yet; seal first."), 409),
    "seal.no_head": (_("There is no head %(number)s to begin with."), 404),
    "seal.no_event": (_("There is no sealed event %(number)s."), 404),
    "verify.too_large": (
        _("The bundle is larger than %(megabytes)s MB. Check it with the program on your own machine."),
        422,
    ),
    "verify.too_long": (
        _("Checking took longer than %(seconds)s seconds. Check the bundle with the program on your own machine."),
        422,
    ),
    "outgoing.address": (_("This is no address a call can go to: %(address)s."), 422),
    "outgoing.not_listed": (_("Calls to %(host)s are not allowed; enter it in HUYING_OUTGOING_HOSTS."), 422),
    "outgoing.not_encrypted": (_("Calls to %(host)s need https."), 422),
    "outgoing.unknown_host": (_("The name %(host)s is not known."), 422),
    "outgoing.inside_address": (
        _("%(host)s leads to an inside address; write it as host=address in HUYING_OUTGOING_HOSTS if it is meant."),
        422,
    ),
    "outgoing.failed": (_("%(host)s did not take the message (%(told)s). It is tried again."), 409),
}
