"""What the worker tells reporters 告知诉求人: that an answer was issued, with a link that works once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from huying.cases.models import Case
from huying.core import notices
from huying.core.actors import SYSTEM
from huying.core.clock import now, system_now
from huying.portal import links
from huying.rules.case_flow import CaseState

if TYPE_CHECKING:
    from collections.abc import Sequence

NEWS = timedelta(days=1)
"""An answer older than this is no news: imported and replayed histories tell nobody."""


def tell_answered(ids: Sequence[int]) -> None:
    """Tell each reporter who left a telephone that the answer is there; a message seen twice tells once."""
    if not notices.is_on():
        return
    at = now()
    fresh = Case.objects.filter(pk__in=ids, state=CaseState.ANSWERED.value, answered_at__gt=at - NEWS)
    for case in fresh:
        made = links.make_link(case.pk, actor=SYSTEM, at=at, real_at=system_now())
        if made:
            token, phone = made
            key = f"answered:{case.pk}:{case.version}"
            notices.send(notices.Notice(key=key, phone=phone, text=_words(case, token)), at=at)


def _words(case: Case, token: str) -> str:
    address = settings.HUYING_BASE_URL.rstrip("/") + reverse("portal:answer", args=[token])
    with override(settings.LANGUAGE_CODE):
        words = _("Your case %(number)s is answered. Read it and say whether it is solved: %(address)s")
        return words % {"number": case.number, "address": address}
