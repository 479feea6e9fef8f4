"""What may be done with volumes, each through its one door."""

from huying.volumes.actions.making import Made, make_volume

__all__ = ["Made", "make_volume"]
