"""Huying 呼应: residential property governance of a whole city."""

__version__ = "0.1.0"
