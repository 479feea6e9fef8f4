"""Doors of notices 通知动作."""

from huying.notices.actions.addresses import ask_code, confirm_address, remove_address
from huying.notices.actions.choosing import choose_kinds, choose_quiet
from huying.notices.actions.sending import send_due
from huying.notices.actions.telling import Told, forget_old_notices, mark_all_read, mark_read, tell

__all__ = [
    "Told",
    "ask_code",
    "choose_kinds",
    "choose_quiet",
    "confirm_address",
    "forget_old_notices",
    "mark_all_read",
    "mark_read",
    "remove_address",
    "send_due",
    "tell",
]
