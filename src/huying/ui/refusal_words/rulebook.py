"""Words for refusals of the rulebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WORDS: dict[str, tuple[_StrPromise, int]] = {
    "profile.value_unknown": (_("No city rule sets the value %(name)s."), 409),
    "profile.value_unreadable": (_("The value %(name)s of %(profile)s lacks its name, figure or source."), 422),
    "rules.source_unknown": (_("The rulebook does not know the source %(source)s."), 422),
}
