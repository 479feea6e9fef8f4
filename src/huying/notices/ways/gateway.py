"""Gateways 短信、企业微信、钉钉网关: one POST of JSON, in the shape the gateway wants.

A shape is JSON whose texts may hold `{to}`, `{text}`, `{key}` and the other facts of a message. The usual ones are
those of the makers' own interfaces; where one wants a template or an application's
number, the operator writes the shape.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from huying.notices.ways.carrying import NotCarriedError, call, setting, troubles_of
from huying.rules.delivery import Way, Why

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from huying.notices.ways.carrying import Message

USUAL: Mapping[Way, Any] = {
    Way.SMS: {"phone": "{to}", "text": "{text}", "key": "{key}"},
    Way.WECHAT: {
        "touser": "{to}",
        "msgtype": "text",
        "text": {"content": "{text}"},
        "enable_duplicate_check": 1,
        "duplicate_check_interval": 14400,
    },
    Way.DINGTALK: {"userid_list": "{to}", "msg": {"msgtype": "text", "text": {"content": "{text}"}}},
}
PLACE = re.compile(r"\{([a-z]+)\}")
KEY = "Idempotency-Key"


def filled(shape: Any, facts: Mapping[str, Any]) -> Any:
    """Return a shape with the facts in their places; what a fact holds is not looked into again."""
    if isinstance(shape, str):
        return PLACE.sub(lambda found: _said(facts, found), shape)
    if isinstance(shape, dict):
        return {name: filled(part, facts) for name, part in shape.items()}
    return [filled(part, facts) for part in shape] if isinstance(shape, list) else shape


def _said(facts: Mapping[str, Any], found: re.Match[str]) -> str:
    if found[1] not in facts:
        return found[0]
    value = facts[found[1]]
    return "" if value is None else str(value)


class GatewayWay:
    """One gateway, named by its settings."""

    def __init__(self, way: Way) -> None:
        self.way = way

    def is_open(self) -> bool:
        """Tell whether the operator opened it."""
        return bool(setting(self.way.value))

    def troubles(self) -> Iterator[str]:
        """Yield what is wrong with how it is set up."""
        if self.is_open():
            yield from troubles_of(setting(self.way.value))
            if self._shape() is None:
                yield f"{self.way.value}_shape"

    def carry(self, message: Message) -> None:
        """Send it; makers answer 200 with a code of failure inside."""
        shape = self._shape()
        if shape is None:
            raise NotCarriedError(Why.NOT_ALLOWED)
        body = json.dumps(filled(shape, message.facts()), ensure_ascii=False).encode()
        token = setting(f"{self.way.value}_token")
        headers = {KEY: message.key} | ({"Authorization": f"Bearer {token}"} if token else {})
        _check_taken(call(setting(self.way.value), body, headers=headers))

    def _shape(self) -> Any:
        """Return the shape of the body, None where the operator's cannot be read."""
        written = setting(f"{self.way.value}_shape")
        if not written:
            return USUAL[self.way]
        try:
            shape = json.loads(written)
        except ValueError:
            return None
        return shape if isinstance(shape, dict) else None


def _check_taken(answer: bytes) -> None:
    try:
        told = json.loads(answer)
    except ValueError:
        return  # no JSON: the status was all it said
    if not isinstance(told, dict) or told.get("errcode", 0) in {0, "0"}:
        return
    raise NotCarriedError(Why.REFUSED)


GATEWAYS = tuple(GatewayWay(way) for way in (Way.SMS, Way.WECHAT, Way.DINGTALK))
