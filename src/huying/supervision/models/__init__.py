"""Rows of supervision 督办数据."""

from huying.supervision.models.marks import Mark, MarkStepTaken
from huying.supervision.models.measures import Measure, MeasureStepTaken
from huying.supervision.models.orders import Order, OrderStepTaken

__all__ = ["Mark", "MarkStepTaken", "Measure", "MeasureStepTaken", "Order", "OrderStepTaken"]
