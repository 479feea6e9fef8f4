"""Delivery of notices 通知送达: by which ways, when somebody may be disturbed, and how often it is tried.

No statute sets these figures; quiet hours, pauses and codes are local and a rule set (CFG).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any

from huying.rules.deadlines import CHINA
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


class Way(Enum):
    """By which way a notice leaves the house."""

    MAIL = "mail"  # 电子邮件
    SMS = "sms"  # 短信
    WECHAT = "wechat"  # 企业微信
    DINGTALK = "dingtalk"  # 钉钉
    WEBHOOK = "webhook"  # 接口推送
    FILE = "file"  # 文件


class DeliveryState(Enum):
    """Where a delivery stands."""

    PENDING = "pending"  # 待发送
    FAILED = "failed"  # 失败待重试
    SENT = "sent"  # 已发送
    GIVEN_UP = "given_up"  # 已放弃
    NEEDLESS = "needless"  # 无需发送


OPEN = frozenset({DeliveryState.PENDING, DeliveryState.FAILED})
"""States in which it is still to be sent."""


class Why(Enum):
    """Why a delivery failed or was needless; a closed list, so that no answer of a stranger is kept."""

    UNREACHABLE = "unreachable"  # 连不上
    REFUSED = "refused"  # 对方拒收
    NOT_ALLOWED = "not_allowed"  # 未列入允许外呼或配置有误
    BAD_ADDRESS = "bad_address"  # 地址无效
    BROKEN = "broken"  # 内部错误
    CUT_OFF = "cut_off"  # 发送中断
    TOO_OLD = "too_old"  # 超过时限
    READ = "read"  # 已在系统内阅读
    NO_ADDRESS = "no_address"  # 地址已取消
    SWITCHED_OFF = "switched_off"  # 本人已关闭
    WAY_SHUT = "way_shut"  # 渠道已停用
    LEFT = "left"  # 已离岗


PHONE = re.compile(r"1[3-9]\d{9}")
MAILBOX = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
ACCOUNT = re.compile(r"[A-Za-z0-9._@-]{1,64}")
SHAPES: Mapping[Way, re.Pattern[str]] = {Way.MAIL: MAILBOX, Way.SMS: PHONE}
SHOWN = 3
"""How much of an address is shown at each end."""


def checked_address(way: Way, given: str) -> str:
    """Return an address as kept, or refuse what none of this way looks like."""
    address = given.strip()
    if not SHAPES.get(way, ACCOUNT).fullmatch(address):
        raise RuleBrokenError("notice.address", way=way)
    return address


def masked_address(address: str) -> str:
    """Return an address so that its owner knows it again and nobody else can use it."""
    name, at, house = address.partition("@")
    if at:
        return f"{name[:1]}***@{house}"
    if len(name) <= 2 * SHOWN:
        return f"{name[:1]}***"
    return f"{name[:SHOWN]}***{name[-SHOWN:]}"


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of the day in which nobody is disturbed, the end not included; begin and end alike: none."""

    begins: time
    ends: time

    def holds(self, clock: time) -> bool:
        """Tell whether a time of the day is quiet; the hours may run over midnight."""
        if self.begins <= self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends


def loud_from(at: datetime, *, quiet: Quiet) -> datetime:
    """Return the first instant from `at` on at which somebody may be disturbed, by the clock of China."""
    local = at.astimezone(CHINA)
    if not quiet.holds(local.time()):
        return at
    end = local.replace(hour=quiet.ends.hour, minute=quiet.ends.minute, second=0, microsecond=0)
    return end if end > local else end + timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRules:
    """A version of the rule set; `pauses` are those before the second try and so on."""

    quiet: Quiet
    always: frozenset[str]
    in_danger: frozenset[str]
    pauses: tuple[timedelta, ...]
    give_up: timedelta
    code_lives: timedelta
    code_tries: int
    codes_an_hour: int
    weekly_at: time = time(7, 30)

    def breaks_quiet(self, kind: str, *, is_danger: bool) -> bool:
        """Tell whether a kind of notice is told in quiet hours too."""
        return kind in self.always or (is_danger and kind in self.in_danger)

    @property
    def most_tries(self) -> int:
        """Return how often a delivery is tried."""
        return len(self.pauses) + 1


def read_rules(body: Mapping[str, Any]) -> DeliveryRules:
    """Read a version of the rule set, or refuse what cannot be read by the part at fault."""
    try:
        rules = DeliveryRules(
            quiet=Quiet(time.fromisoformat(body["quiet"]["begins"]), time.fromisoformat(body["quiet"]["ends"])),
            always=frozenset(str(each) for each in body["urgent"]["always"]),
            in_danger=frozenset(str(each) for each in body["urgent"]["in_danger"]),
            pauses=tuple(timedelta(minutes=_count(each)) for each in body["tries"]["pauses_minutes"]),
            give_up=timedelta(hours=_count(body["tries"]["give_up_hours"])),
            code_lives=timedelta(minutes=_count(body["code"]["minutes"])),
            code_tries=_count(body["code"]["tries"]),
            codes_an_hour=_count(body["code"]["an_hour"]),
            weekly_at=time.fromisoformat(body.get("weekly", {}).get("at", "07:30")),  # younger than the first versions
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise RuleBrokenError("notice.rules_unreadable", part=str(error)) from None
    if list(rules.pauses) != sorted(rules.pauses):
        raise RuleBrokenError("notice.rules_unreadable", part="pauses_minutes")
    return rules


def _count(given: Any) -> int:
    if int(given) < 1:
        raise ValueError(given)
    return int(given)


def next_try(*, tries: int, told_at: datetime, at: datetime, rules: DeliveryRules) -> datetime | None:
    """Return when to try again after so many tries; none when it was tried often or long enough."""
    if tries >= rules.most_tries:
        return None
    again = at + rules.pauses[tries - 1]
    return again if again <= told_at + rules.give_up else None
