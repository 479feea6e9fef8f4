"""What may be done with closed months, each through its one door."""

from huying.closings.actions.checking import correct, object_to, publish, rule
from huying.closings.actions.freezing import freeze, freeze_due
from huying.closings.actions.signing import look

__all__ = ["correct", "freeze", "freeze_due", "look", "object_to", "publish", "rule"]
