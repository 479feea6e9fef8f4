"""Whistle and report-in 吹哨报到: one unit calls others, they come, they solve it together."""
