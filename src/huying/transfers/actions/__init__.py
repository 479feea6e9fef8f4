"""What may be done with transfers, each through its one door."""

from huying.transfers.actions.asking import Asked, approve, ask, turn_down
from huying.transfers.actions.keeping import decide, decline, receive, sweep, urge

__all__ = ["Asked", "approve", "ask", "decide", "decline", "receive", "sweep", "turn_down", "urge"]
