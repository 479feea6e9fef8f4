"""Regions 区划: where places lie, who administers them, and what they were called before."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huying.rules.places import PlaceLevel


class Region(models.Model):
    """A city, district, street or community; its code says where it lies."""

    key = models.BigIntegerField(primary_key=True)
    code = models.CharField(max_length=12, unique=True)
    level = models.CharField(max_length=10, choices=[(level.value, level.name) for level in PlaceLevel])
    name = models.CharField(max_length=60)
    initials = models.CharField(max_length=60, default="")
    is_synthetic = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(level__in=[level.value for level in PlaceLevel]), name="region_level"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["level", "key"], name="region_level_key")]

    def __str__(self) -> str:
        return self.name


class Administration(models.Model):
    """Who governs a region that lies elsewhere 代管, by date: zones govern streets of districts."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="administrations")
    administered_by = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="administers")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gt=models.F("valid_from")),
                name="administration_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} by {self.administered_by_id}"


class RegionAlias(models.Model):
    """A former code or another name of a region; old codes resolve for ever."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="aliases")
    former_code = models.CharField(max_length=12, default="", db_index=True)
    name = models.CharField(max_length=60, default="", db_index=True)

    def __str__(self) -> str:
        return self.former_code or self.name
