"""Ways by which notices leave the house 渠道: each behind one door, shut unless the operator opened it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from huying.notices.ways.file import FileWay
from huying.notices.ways.gateway import GATEWAYS
from huying.notices.ways.mail import MailWay
from huying.notices.ways.webhook import WebhookWay

if TYPE_CHECKING:
    from huying.notices.ways.carrying import Carrier
    from huying.rules.delivery import Way

_ALL: tuple[Carrier, ...] = (MailWay(), *GATEWAYS, WebhookWay(), FileWay())
CARRIERS: dict[Way, Carrier] = {each.way: each for each in _ALL}
"""Every way, in the order in which pages show them."""


def opened() -> dict[Way, Carrier]:
    """Return the ways that are open here; a demo city tells nobody outside."""
    if settings.HUYING_DEMO:
        return {}
    return {way: carrier for way, carrier in CARRIERS.items() if carrier.is_open()}
