"""Signed JSON 接口推送: the city's own system is told, and can prove that it was us."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import TYPE_CHECKING

from huying.notices.ways.carrying import call, setting, troubles_of
from huying.rules.delivery import Way

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huying.notices.ways.carrying import Message

SIGNATURE, KEY = "X-Huying-Signature", "Idempotency-Key"


def signature_of(body: bytes, secret: str) -> str:
    """Return the signature of a body as its header carries it."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class WebhookWay:
    """One POST for each message, signed over the whole body."""

    way = Way.WEBHOOK

    def is_open(self) -> bool:
        """Tell whether the operator opened it; unsigned it stays shut."""
        return bool(setting("webhook") and setting("webhook_secret"))

    def troubles(self) -> Iterator[str]:
        """Yield what is wrong with how it is set up."""
        if setting("webhook"):
            yield from troubles_of(setting("webhook"))
            if not setting("webhook_secret"):
                yield "webhook_secret"

    def carry(self, message: Message) -> None:
        """Send it."""
        body = json.dumps(message.facts(), ensure_ascii=False, sort_keys=True).encode()
        headers = {SIGNATURE: signature_of(body, setting("webhook_secret")), KEY: message.key}
        call(setting("webhook"), body, headers=headers)
