"""Duty hand-over, holidays, season plans and events 值班交接、节假日、季节预案与突发集中事件."""
