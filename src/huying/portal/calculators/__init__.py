"""Calculators for everybody 计算器: limits, owners' votes, shares, the draw, credit, rates; without an account."""
