"""What may be done with closed months, each through its one door."""

from huying.closings.actions.checking import correct, object_to, publish, rule
from huying.closings.actions.freezing import freeze, freeze_due
from huying.closings.actions.signing import look
from huying.closings.actions.tracing import forget_traces, note_trace

__all__ = ["correct", "forget_traces", "freeze", "freeze_due", "look", "note_trace", "object_to", "publish", "rule"]
