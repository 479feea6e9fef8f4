"""Words for the closed lists of notices 通知用语."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huying.rules.delivery import DeliveryState, Way, Why

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import Enum

    from django.utils.functional import _StrPromise

WAYS: Mapping[Way, _StrPromise] = {
    Way.MAIL: _("E-mail"),
    Way.SMS: _("Text message"),
    Way.WECHAT: _("WeChat Work"),
    Way.DINGTALK: _("DingTalk"),
    Way.WEBHOOK: _("Another system"),
    Way.FILE: _("File, for trying"),
}
ADDRESSES: Mapping[Way, _StrPromise] = {
    Way.MAIL: _("Mailbox"),
    Way.SMS: _("Mobile number"),
    Way.WECHAT: _("Account in WeChat Work"),
    Way.DINGTALK: _("Account in DingTalk"),
    Way.WEBHOOK: _("Account in that system"),
    Way.FILE: _("Any name"),
}
STATES: Mapping[DeliveryState, _StrPromise] = {
    DeliveryState.PENDING: pgettext_lazy("delivery", "waits"),
    DeliveryState.FAILED: pgettext_lazy("delivery", "failed, is tried again"),
    DeliveryState.SENT: pgettext_lazy("delivery", "sent"),
    DeliveryState.GIVEN_UP: pgettext_lazy("delivery", "given up"),
    DeliveryState.NEEDLESS: pgettext_lazy("delivery", "not needed any more"),
}
REASONS: Mapping[Why, _StrPromise] = {
    Why.UNREACHABLE: _("the other side was not reached"),
    Why.REFUSED: _("the other side refused it"),
    Why.NOT_ALLOWED: _("the way is set up wrongly, or its host is not listed"),
    Why.BAD_ADDRESS: _("there is no such address"),
    Why.BROKEN: _("a fault in this system; see its log"),
    Why.CUT_OFF: _("sending was cut off each time"),
    Why.TOO_OLD: _("it became too old to be news"),
    Why.READ: _("it was read at the desk before"),
    Why.NO_ADDRESS: _("the address was taken away"),
    Why.SWITCHED_OFF: _("the person switched it off"),
    Why.WAY_SHUT: _("the way was shut"),
    Why.LEFT: _("the person left"),
}


def words(entries: Mapping[Enum, _StrPromise]) -> dict[str, _StrPromise]:
    """Return words by stored value, as refusals and pages name them."""
    return {str(member.value): text for member, text in entries.items()}
