"""Compounds, buildings, exclusive parts and owners 小区、楼栋、专有部分、业主."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

AREA_SOURCES = ["registered", "surveyed", "contract"]  # R1.6: 登记 > 实测 > 合同


class Compound(models.Model):
    """A residential compound 小区, served or not; its code adds four digits to its community's."""

    key = models.BigIntegerField(primary_key=True)
    code = models.CharField(max_length=17, unique=True)
    name = models.CharField(max_length=60)
    initials = models.CharField(max_length=60, default="", db_index=True)
    address = models.CharField(max_length=120, default="")
    households = models.PositiveIntegerField(default=0)
    area_dm2 = models.BigIntegerField(default=0)
    built_year = models.PositiveSmallIntegerField(null=True)
    is_synthetic = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["name"], name="compound_name")]

    def __str__(self) -> str:
        return self.name


class CompoundAlias(models.Model):
    """Another name of a compound 别名, as people write it."""

    compound = models.ForeignKey(Compound, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=60, db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["compound", "name"], name="alias_once")]

    def __str__(self) -> str:
        return self.name


class Building(models.Model):
    """A building of a compound 楼栋, with totals where no owners' roll exists."""

    compound = models.ForeignKey(Compound, on_delete=models.PROTECT, related_name="buildings")
    name = models.CharField(max_length=30)
    parts_total = models.PositiveIntegerField(default=0)
    area_dm2_total = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["compound", "name"], name="building_once")]

    def __str__(self) -> str:
        return self.name


class ExclusivePart(models.Model):
    """A dwelling or shop in single ownership 专有部分, with its area and where the area comes from."""

    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="parts")
    unit_name = models.CharField(max_length=20, default="")
    door = models.CharField(max_length=20)
    area_dm2 = models.PositiveIntegerField()
    area_source = models.CharField(max_length=12, choices=[(source, source) for source in AREA_SOURCES])

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["building", "unit_name", "door"], name="part_once"),
            models.CheckConstraint(condition=models.Q(area_source__in=AREA_SOURCES), name="part_area_source"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_name}-{self.door}"


class Owner(models.Model):
    """An owner of exclusive parts 业主; the name is sealed, the number kept only as a keyed hash."""

    identity_hash = models.CharField(max_length=64, unique=True)
    name_sealed = models.BinaryField()
    is_synthetic = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"owner {self.pk}"


class Ownership(models.Model):
    """Who owns a part, with co-owners, from when to when 产权."""

    part = models.ForeignKey(ExclusivePart, on_delete=models.PROTECT, related_name="ownerships")
    owner = models.ForeignKey(Owner, on_delete=models.PROTECT, related_name="ownerships")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["part", "owner"], condition=models.Q(valid_to=None), name="ownership_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner_id} owns {self.part_id}"
