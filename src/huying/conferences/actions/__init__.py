"""Doors of joint conferences 联席会议动作."""

from huying.conferences.actions.following import finish, lift, sweep
from huying.conferences.actions.holding import Draft, attend, attend_oneself, excuse, hold, resolve, strike, sum_up
from huying.conferences.actions.planning import (
    Matter,
    Seat,
    accept_item,
    add_item,
    call,
    cancel,
    drop_item,
    invite,
    plan,
    postpone,
    propose,
)
from huying.conferences.actions.writing import circulate, comment, issue, revise, take_back

__all__ = [
    "Draft",
    "Matter",
    "Seat",
    "accept_item",
    "add_item",
    "attend",
    "attend_oneself",
    "call",
    "cancel",
    "circulate",
    "comment",
    "drop_item",
    "excuse",
    "finish",
    "hold",
    "invite",
    "issue",
    "lift",
    "plan",
    "postpone",
    "propose",
    "resolve",
    "revise",
    "strike",
    "sum_up",
    "sweep",
    "take_back",
]
