"""What may be done in supervision, each through its one door."""

from huying.supervision.actions.marking import Given, appeal, give, lift, receive_mark, uphold, withdraw_mark
from huying.supervision.actions.measuring import Measured, finish, make, serve, withdraw_measure
from huying.supervision.actions.ordering import Ordered, close, issue, receive, report, send_back, withdraw
from huying.supervision.actions.sweeping import sweep

__all__ = [
    "Given",
    "Measured",
    "Ordered",
    "appeal",
    "close",
    "finish",
    "give",
    "issue",
    "lift",
    "make",
    "receive",
    "receive_mark",
    "report",
    "send_back",
    "serve",
    "sweep",
    "uphold",
    "withdraw",
    "withdraw_mark",
    "withdraw_measure",
]
