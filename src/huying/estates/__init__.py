"""Compounds, buildings, exclusive parts, owners 小区与业主."""
